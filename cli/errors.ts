import { styleText } from 'node:util'
import { AppError, type Failure, failureOf } from '../shared/errors.ts'
import { isUnexpected, wordsOf } from '../shared/log.ts'
import { ofCode } from './words/words.ts'

/** An error that ends the process with an exit code of its own. */
export type CliError = AppError & { exitCode: number }

/** How a command ends: 1 something failed, 2 bad configuration or usage, 128 + n after signal n. */
export const exitCodes = { failed: 1, usage: 2, SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 }

/** Makes an error of another part's words, which are English: a function's, or the database's. */
export const passedOn = (
  exit: keyof typeof exitCodes,
  code: string,
  about: string,
  message: string,
  hint: string,
): CliError => Object.assign(new AppError(code, message, { hint, about }), { exitCode: exitCodes[exit] })

/**
 * Makes an error that a person can act on, in the language of the terminal.
 * @param code stable word for programs, e.g. `unknown_module`
 * @param about the option, file, module or address that it is about
 */
export const cliError = (...words: Parameters<typeof passedOn>): CliError =>
  Object.assign(passedOn(...words), { isTranslated: true })

/** An error as a value, in the language of the terminal; what another part says in English stays, in brackets. */
export const told = (error: unknown): Failure => {
  const failure = failureOf(error)
  if (error instanceof Error && 'isTranslated' in error) return failure
  return { ...failure, ...ofCode(failure) }
}

/** Prints the stack of an unexpected error on standard error; for any other, message and hint are enough. */
export const showUnexpected = (error: unknown): void => {
  if (isUnexpected(error))
    process.stderr.write(`${styleText('dim', wordsOf(error), { stream: process.stderr })}\n`)
}

/** The exit code that an error leads to. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number')
    return error.exitCode
  return failureOf(error).code === 'bad_setting' ? exitCodes.usage : exitCodes.failed
}
