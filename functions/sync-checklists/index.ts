import { serveSync } from '../../shared/http/serve.ts'
import { checklists } from '../../shared/modules/checklists.ts'

export default serveSync(checklists)
