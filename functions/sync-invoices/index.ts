import { serveSync } from '../../shared/http/serve.ts'
import { invoices } from '../../shared/modules/invoices.ts'

export default serveSync(invoices)
