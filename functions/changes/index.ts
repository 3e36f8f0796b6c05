import { serveFeed } from '../../shared/http/serve-feed.ts'

/** What has changed, behind a position; see `serveFeed`. */
export default serveFeed()
