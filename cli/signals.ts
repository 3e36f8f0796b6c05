import { cliError } from './errors.ts'

/**
 * Aborts at Ctrl-C or SIGTERM, so that a command can stop what it started. npm passes Ctrl-C on a second time, which
 * changes nothing.
 */
export const interruption = (): AbortSignal => {
  const stopped = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => stopped.abort(cliError(name, 'interrupted', name, 'interrupted', '')))
  return stopped.signal
}
