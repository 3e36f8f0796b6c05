import { serveSync } from '../../shared/http/serve.ts'
import { cancel_notices } from '../../shared/modules/cancel_notices.ts'

export default serveSync(cancel_notices)
