import { serveMcp } from '../../shared/http/serve-mcp.ts'

/** The assistant's door: tools and resources that read; see `serveMcp`. */
export default serveMcp()
