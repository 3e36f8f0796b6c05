import { RpcError } from '../database/rpc.ts'

/** An error as runs store it and functions answer it. */
export interface Failure {
  code: string
  message: string
  hint: string
}

/** Any error as a value with a code, a message a person can act on, and a hint. Never holds a secret. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RpcError)
    return { code: known[error.code] ?? error.code, message: error.message, hint: error.hint }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : ''
    return { code: error.code, message: error.message, hint }
  }
  return {
    code: 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    hint: 'A fault of ours: the function’s log has the details.',
  }
}

// SQLSTATEs that our own functions raise, by the names that users see.
const known: Record<string, string> = {
  GZ403: 'unknown_account',
  GZ404: 'unknown_module',
  GZ409: 'lease_lost',
  GZ412: 'page_gap',
  GZ424: 'functions_not_connected',
}
