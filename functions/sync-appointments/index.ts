import { serveSync } from '../../shared/http/serve.ts'
import { appointments } from '../../shared/modules/appointments.ts'

export default serveSync(appointments)
