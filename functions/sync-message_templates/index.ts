import { serveSync } from '../../shared/http/serve.ts'
import { message_templates } from '../../shared/modules/message_templates.ts'

export default serveSync(message_templates)
