import { serveSync } from '../../shared/http/serve.ts'
import { availabilities } from '../../shared/modules/availabilities.ts'

export default serveSync(availabilities)
