import { serveSync } from '../../shared/http/serve.ts'
import { call_center_items } from '../../shared/modules/call_center_items.ts'

export default serveSync(call_center_items)
