// What `gazelle` does with its arguments; `main.ts` loads it once compiled code is kept.
import { join } from 'node:path'
import { styleText } from 'node:util'
import { CommanderError } from 'commander'
import { repository } from '../supabase/local/repository.ts'
import { exitCodeOf, exitCodes, showUnexpected, told } from './errors.ts'
import { meant, program, standing } from './program.ts'
import { loadSettingsFile } from './settings-file.ts'
import { endAtSignals, endWithNpm, restoreTerminal } from './signals.ts'
import { t } from './words/words.ts'

const args = process.argv.slice(2)

/** One message: what is wrong, and what to do; after a signal, what stands. */
const printError = (error: unknown) => {
  const { code, message, hint } = told(error)
  const exitCode = exitCodeOf(error)
  const say = (text: string) => process.stderr.write(`${text}\n`)
  restoreTerminal()
  if (code === 'interrupted') {
    if (exitCode !== exitCodes.SIGPIPE) say(`gazelle: ${t('interrupted')}. ${standing(args)}`)
    return
  }
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream: process.stderr })
  say(`${style('red', `gazelle: ${code}`)}: ${message}${hint ? `\n  ${hint}` : ''}`)
  showUnexpected(error)
}

endAtSignals((error) => {
  printError(error)
  process.exit(error.exitCode)
})
endWithNpm()

const warning = loadSettingsFile(join(repository, '.env'))
if (warning) process.stderr.write(`gazelle: ${warning}`)

try {
  await (await program(args)).parseAsync(meant(args), { from: 'user' })
} catch (error) {
  // Commander has printed its message; help is no error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage
  else {
    printError(error)
    process.exitCode = exitCodeOf(error)
  }
}
// The last output may still be unwritten in a pipe.
await new Promise((resolve) => process.stdout.write('', resolve))
// Keep-alive connections would keep the process alive for seconds.
process.exit()
