import { serveSync } from '../../shared/http/serve.ts'
import { users } from '../../shared/modules/users.ts'

export default serveSync(users)
