/** An error of the local stack: what went wrong, what to do about it, and which part it is about. */
export type StackError = Error & { code: string; hint: string; about: string }

/**
 * Makes an error that a person can act on.
 * @param code stable word for programs, e.g. `postgres_failed`
 * @param about the part, file or port that the error is about
 */
export const stackError = (code: string, about: string, message: string, hint: string): StackError =>
  Object.assign(new Error(message), { code, hint, about })
