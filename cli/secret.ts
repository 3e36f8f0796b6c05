import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { noteSecret } from '../shared/secrets.ts'
import { cliError } from './errors.ts'
import { interrupted } from './signals.ts'
import { t } from './words/words.ts'

/**
 * A secret from standard input, so that it stands in no process list and in no history; a terminal does not show it.
 * @throws AppError `bad_usage` when there is none, or more than one line
 */
export const readSecret = async (question: string): Promise<string> => {
  const secret = (process.stdin.isTTY ? await askHidden(question) : await text(process.stdin)).trim()
  noteSecret(secret)
  if (secret === '' || /\s/.test(secret))
    throw cliError(
      'usage',
      'bad_usage',
      '--api-key-stdin',
      t('standard input holds no key, or more than one word'),
      t('Send the key alone: gazelle accounts … --api-key-stdin < file'),
    )
  return secret
}

const askHidden = async (question: string): Promise<string> => {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    // The end of input is no answer.
    const ended = new Promise<string>((resolve, reject) => {
      terminal.once('close', () => resolve(''))
      terminal.once('SIGINT', () => reject(interrupted()))
    })
    return await Promise.race([terminal.question(''), ended])
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
