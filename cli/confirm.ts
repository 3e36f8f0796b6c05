import { createInterface } from 'node:readline/promises'
import { cliError } from './errors.ts'

/** Whether there is a terminal to ask in. */
export const hasTerminal = (): boolean => Boolean(process.stdin.isTTY)

/** Asks in a terminal; only y and yes are a yes. */
export const isConfirmed = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    // The end of input is no answer.
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), ended])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}

/**
 * Asks for confirmation in a terminal.
 * @throws AppError `bad_usage` without a terminal, `not_confirmed` when the answer is not yes
 */
export const confirm = async (question: string): Promise<void> => {
  if (!hasTerminal())
    throw cliError(
      'usage',
      'bad_usage',
      '--yes',
      'there is no terminal for a question',
      'Add --yes to confirm without one.',
    )
  if (await isConfirmed(question)) return
  throw cliError('failed', 'not_confirmed', question, 'nothing was changed', 'Answer y, or add --yes.')
}
