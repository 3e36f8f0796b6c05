import { serveSync } from '../../shared/http/serve.ts'
import { services } from '../../shared/modules/services.ts'

export default serveSync(services)
