import { serveSync } from '../../shared/http/serve.ts'
import { timeline } from '../../shared/modules/timeline.ts'

export default serveSync(timeline)
