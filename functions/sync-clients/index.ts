import { serveSync } from '../../shared/http/serve.ts'
import { clients } from '../../shared/modules/clients.ts'

export default serveSync(clients)
