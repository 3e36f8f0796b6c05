import { serveSync } from '../../shared/http/serve.ts'
import { pianos } from '../../shared/modules/pianos.ts'

export default serveSync(pianos)
