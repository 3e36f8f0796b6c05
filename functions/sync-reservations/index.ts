import { serveSync } from '../../shared/http/serve.ts'
import { reservations } from '../../shared/modules/reservations.ts'

export default serveSync(reservations)
