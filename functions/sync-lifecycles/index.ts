import { serveSync } from '../../shared/http/serve.ts'
import { lifecycles } from '../../shared/modules/lifecycles.ts'

export default serveSync(lifecycles)
