import { serveLink } from '../../shared/http/serve-links.ts'

/** A technician's appointments for a calendar program, by a link. */
export default serveLink('calendar')
