import { join } from 'node:path'
import { CommanderError } from 'commander'
import { failureOf } from '../../shared/errors.ts'
import { exitCodes } from '../errors.ts'
import { dataDirOf } from '../running.ts'
import { savedCompany } from '../stand-in.ts'
import { v5Command } from './command.ts'

const served = async () => {
  const saved = await savedCompany(join(dataDirOf(), 'stand-in'))
  return saved && { size: saved.company, now: new Date(saved.now) }
}

try {
  await v5Command(served, console.log).exitOverride().parseAsync()
} catch (error) {
  // Commander has printed its message; help is no error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage
  else {
    const { code, message, hint } = failureOf(error)
    console.error(`stand-in:v5: ${code}: ${message}${hint && `\n  ${hint}`}`)
    process.exitCode = exitCodes.failed
  }
}
