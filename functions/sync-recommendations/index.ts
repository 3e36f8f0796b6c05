import { serveSync } from '../../shared/http/serve.ts'
import { recommendations } from '../../shared/modules/recommendations.ts'

export default serveSync(recommendations)
