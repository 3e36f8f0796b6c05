import { serveSync } from '../../shared/http/serve.ts'
import { measurements } from '../../shared/modules/measurements.ts'

export default serveSync(measurements)
