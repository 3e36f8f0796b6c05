import { codeOf } from './errors.ts'
import { cleanText, startOf, withoutSecrets } from './secrets.ts'

export { withoutSecrets }

const longest = 8000
const longestLine = 1000

/** Whether an error is a fault of ours: an expected one has a code. */
export const isUnexpected = (error: unknown): boolean => codeOf(error) === null

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? String(error)) : String(error)

/** An error as text: an expected one by its code, any other with its stack and those of its causes. Holds no secret. */
export function wordsOf(error: unknown): string {
  const code = codeOf(error)
  if (code !== null && error instanceof Error) return cleanText(`${code}: ${error.message}`, longestLine)
  const stacks = [stackOf(error)]
  for (
    let cause = error;
    cause instanceof Error && cause.cause !== undefined && stacks.length < 5;
    cause = cause.cause
  )
    stacks.push(stackOf(cause.cause))
  return startOf(stacks.map((stack) => stack.slice(0, longest * 2)).join('\ncaused by: '), longest)
}

/**
 * Writes an error into the log of the function that met it.
 * @param about what was being done, such as `{ module, run }`
 */
export function logError(error: unknown, about: Record<string, string | number | null>): void {
  const what = Object.entries(about).map(([name, value]) => `${name}=${value ?? 'none'}`)
  console.error(`${what.join(' ')} ${wordsOf(error)}`)
}

/** `logError` for an unexpected error; any other is answered by its code, and needs no log. */
export function logUnexpected(error: unknown, about: Record<string, string | number | null>): void {
  if (isUnexpected(error)) logError(error, about)
}
