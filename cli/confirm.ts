import { createInterface } from 'node:readline/promises'
import { cliError } from './errors.ts'
import { interrupted } from './signals.ts'
import { language, t } from './words/words.ts'

/** Whether there is a terminal to ask in. */
export const hasTerminal = (): boolean => Boolean(process.stdin.isTTY)

/** Asks in a terminal; only y and yes are a yes. */
export const isConfirmed = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    // The end of input is no answer.
    const ended = new Promise<string>((resolve, reject) => {
      terminal.once('close', () => resolve(''))
      terminal.once('SIGINT', () => reject(interrupted()))
    })
    const answer = await Promise.race([terminal.question(`${question} ${t('[y/N]')} `), ended])
    return (language === 'fr' ? /^(o(ui)?|y(es)?)$/i : /^y(es)?$/i).test(answer.trim())
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
      t('there is no terminal for a question'),
      t('Add --yes to confirm without one.'),
    )
  if (await isConfirmed(question)) return
  throw cliError('failed', 'not_confirmed', question, t('nothing was changed'), t('Answer y, or add --yes.'))
}
