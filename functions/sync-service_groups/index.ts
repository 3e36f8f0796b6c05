import { serveSync } from '../../shared/http/serve.ts'
import { service_groups } from '../../shared/modules/service_groups.ts'

export default serveSync(service_groups)
