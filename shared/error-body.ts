import { type Failure, failureOf } from './errors.ts'
import { cleanText } from './secrets.ts'

/** An error as functions answer it and runs store it. */
export type ErrorBody = Omit<Failure, 'about'>

const longestMessage = 1000

/** Any error in the form in which functions answer it. */
export function errorBody(error: unknown): ErrorBody {
  const { code, hint, ...failure } = failureOf(error)
  // A library's message can hold anything, at any length.
  const message = cleanText(failure.message, longestMessage)
  if (code !== 'unexpected') return { code, message, hint }
  return { code, message, hint: 'A fault of ours: the function’s log has the details.' }
}
