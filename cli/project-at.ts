import { connect } from '../shared/database/client.ts'
import type { Project } from './project.ts'

// Shorter than a function's, since a person waits.
const patience = { forMs: 2000 }

/** A project by its URL and secret key. */
export const projectAt = (apiUrl: string, secretKey: string): Project => {
  const url = apiUrl.replace(/\/+$/, '')
  return {
    apiUrl: url,
    functionsUrl: `${url}/functions/v1`,
    secretKey,
    database: connect(url, secretKey, patience),
  }
}
