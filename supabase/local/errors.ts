import { AppError } from '../../shared/errors.ts'

/**
 * Makes an error of the local stack that a person can act on.
 * @param code stable word for programs, e.g. `postgres_failed`
 * @param about the part, file or port that the error is about
 */
export const stackError = (code: string, about: string, message: string, hint: string): AppError =>
  new AppError(code, message, { hint, about })
