import { serveSync } from '../../shared/http/serve.ts'
import { service_areas } from '../../shared/modules/service_areas.ts'

export default serveSync(service_areas)
