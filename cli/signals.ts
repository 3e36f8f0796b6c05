import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { cliError } from './errors.ts'

/**
 * Aborts at Ctrl-C, SIGTERM or SIGHUP (the terminal was closed), so that a command can stop what it started. npm passes
 * Ctrl-C on a second time, which changes nothing.
 */
export const interruption = (): AbortSignal => {
  const stopped = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => stopped.abort(cliError(name, 'interrupted', name, 'interrupted', '')))
  // The terminal may be closed; a failed write to it must not prevent an orderly stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return stopped.signal
}

const watchEveryMs = 250
const shells = /^(ba|da|a)?sh$/

/**
 * Ends this process with SIGTERM when the npm that started it has ended. npm passes a signal on to its shell only, which
 * ends and leaves this process running; it does not pass SIGHUP on at all.
 */
export const endWithNpm = (): void => {
  const { npm_lifecycle_script: script = '' } = process.env
  if (process.platform === 'win32' || !script.includes(basename(process.argv[1] ?? ' '))) return
  const parent = process.ppid
  const shell = statOf(parent)
  const npm = shell && shells.test(shell.name) ? shell.parent : null
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || statOf(parent)?.parent === npm)) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, watchEveryMs)
  timer.unref()
}

/** A process's name and parent from /proc; null on systems without it. */
const statOf = (pid: number): { name: string; parent: number } | null => {
  try {
    // The name is in brackets and can itself contain brackets.
    const [, name = '', parent] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { name, parent: Number(parent) }
  } catch {
    return null
  }
}
