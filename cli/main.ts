#!/usr/bin/env node
import { join } from 'node:path'
import { styleText } from 'node:util'
import { type Command, CommanderError } from 'commander'
import { failureOf } from '../shared/errors.ts'
import { repository } from '../supabase/local/api.ts'
import { exitCodeOf, exitCodes, showUnexpected } from './errors.ts'
import { program } from './program.ts'
import { loadSettingsFile } from './settings-file.ts'
import { endWithNpm } from './signals.ts'

const warning = loadSettingsFile(join(repository, '.env'))
if (warning) process.stderr.write(`gazelle: ${warning}`)

endWithNpm()

/** One message: what is wrong, and what to do. */
const printError = (error: unknown) => {
  const { code, message, hint } = failureOf(error)
  if (code === 'interrupted') return
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream: process.stderr })
  process.stderr.write(`${style('red', `gazelle: ${code}`)}: ${message}\n${hint ? `  ${hint}\n` : ''}`)
  showUnexpected(error)
}

const throwing = (command: Command): Command => {
  command.exitOverride()
  for (const one of command.commands) throwing(one)
  return command
}

try {
  await throwing(await program(process.argv.slice(2))).parseAsync()
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
