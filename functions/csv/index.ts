import { serveLink } from '../../shared/http/serve-links.ts'

/** A table for a spreadsheet, by a link. */
export default serveLink('csv')
