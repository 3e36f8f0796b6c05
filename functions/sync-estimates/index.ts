import { serveSync } from '../../shared/http/serve.ts'
import { estimates } from '../../shared/modules/estimates.ts'

export default serveSync(estimates)
