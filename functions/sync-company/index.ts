import { serveSync } from '../../shared/http/serve.ts'
import { company } from '../../shared/modules/company.ts'

export default serveSync(company)
