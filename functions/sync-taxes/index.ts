import { serveSync } from '../../shared/http/serve.ts'
import { taxes } from '../../shared/modules/taxes.ts'

export default serveSync(taxes)
