import { serveConnect } from '../../shared/http/connect.ts'

/**
 * Connects an account to Gazelle in the browser of a person who has a link: `start` leads to Gazelle, `callback` comes back with
 * a code. Opens to strangers, to whom it says nothing without a valid link.
 */
export default serveConnect()
