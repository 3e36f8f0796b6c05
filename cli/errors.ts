import { styleText } from 'node:util'
import { isUnexpected, wordsOf } from '../shared/log.ts'

/** An error of the command line: what went wrong, what to do about it, what it is about, and how the process exits. */
export type CliError = Error & { code: string; hint: string; about: string; exitCode: number }

/** How a command ends: 1 something failed, 2 bad configuration or usage, 128 + n after signal n. */
export const exitCodes = { failed: 1, usage: 2, SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/**
 * Makes an error that a person can act on.
 * @param code stable word for programs, e.g. `unknown_module`
 * @param about the option, file, module or address that it is about
 */
export const cliError = (
  exit: keyof typeof exitCodes,
  code: string,
  about: string,
  message: string,
  hint: string,
): CliError => Object.assign(new Error(message), { code, hint, about, exitCode: exitCodes[exit] })

const textOf = (error: object, name: string) => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** Any error as the value that `--json` prints. */
export const failureOf = (error: unknown): { code: string; message: string; hint: string; about: string } => {
  if (!(error instanceof Error)) return { code: 'unexpected', message: String(error), hint: '', about: '' }
  const code = textOf(error, 'code') || 'unexpected'
  return { code, message: error.message, hint: textOf(error, 'hint'), about: textOf(error, 'about') }
}

/** Shows on standard error where an error that nobody foresaw comes from; any other is told by its message and hint. */
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
