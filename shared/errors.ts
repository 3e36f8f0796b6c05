/** Details of an error beside its code and message. */
export interface ErrorDetails {
  /** What a person can do about it. */
  hint?: string | undefined
  /** The thing it is about: a setting, a field, a file, an address, a function of the database. */
  about?: string | undefined
  cause?: unknown
}

/**
 * The error of this product: a code for programs, a message a person can act on, and what it is about. Never holds a
 * secret. `docs/API_REFERENCE.md` lists the codes.
 */
export class AppError extends Error {
  readonly code: string
  readonly hint: string
  readonly about: string

  constructor(code: string, message: string, { hint = '', about = '', cause }: ErrorDetails = {}) {
    super(message, { cause })
    this.name = 'AppError'
    this.code = code
    this.hint = hint
    this.about = about
  }
}

/** An error as a value. */
export interface Failure {
  code: string
  message: string
  hint: string
  about: string
}

// SQLSTATEs that our own functions raise, by the names that users see.
const namesOfStates: Record<string, string> = {
  GZ400: 'bad_input',
  GZ401: 'gazelle_not_connected',
  GZ403: 'unknown_account',
  GZ404: 'unknown_module',
  GZ405: 'not_found',
  GZ409: 'lease_lost',
  GZ410: 'connect_link_gone',
  GZ412: 'page_gap',
  GZ422: 'entity_refused',
  GZ423: 'account_paused',
  GZ424: 'functions_not_connected',
  GZ426: 'erasure_key_missing',
  GZ427: 'open_invoices',
  GZ428: 'views_refused',
  GZ451: 'gazelle_other_company',
  GZ508: 'gazelle_list_endless',
}

/** The name of a code that users see: of a SQLSTATE of ours, the error's; any other code stays. */
export const nameOfCode = (code: string): string => namesOfStates[code] ?? code

const textOf = (error: Error, name: string): string => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** The code of an error of ours, of Node or of a library; null for an error without one, which is a fault of ours. */
export const codeOf = (error: unknown): string | null =>
  (error instanceof Error && textOf(error, 'code')) || null

const longestUnexpected = 1000

/** Any error as a value. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error)
  if (code === null || !(error instanceof Error)) {
    const message = error instanceof Error ? error.message : String(error)
    // A schema's complaint about a long answer has thousands of lines.
    return { code: 'unexpected', message: message.slice(0, longestUnexpected), hint: '', about: '' }
  }
  const [hint, about] = [textOf(error, 'hint'), textOf(error, 'about')]
  return { code: nameOfCode(code), message: error.message, hint, about }
}
