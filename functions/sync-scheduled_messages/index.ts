import { serveSync } from '../../shared/http/serve.ts'
import { scheduled_messages } from '../../shared/modules/scheduled_messages.ts'

export default serveSync(scheduled_messages)
