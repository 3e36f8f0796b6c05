import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { codeOf } from '../shared/errors.ts'
import { type CliError, cliError } from './errors.ts'

const stopped = new AbortController()
/** How the process ends where no command waits for the signal itself. */
let end: (error: CliError) => void = () => {}
let isListening = false
const atEnd = new Set<() => void>()

const interrupt = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE') => {
  const error = cliError(name, 'interrupted', name, 'interrupted', '')
  stopped.abort(error)
  end(error)
}

const listen = () => {
  if (isListening) return
  isListening = true
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt(name))
  // The reader, such as head, has enough. Other failures are of a terminal that was closed, or are found by who writes.
  process.stdout.on('error', (error) => {
    if (codeOf(error) === 'EPIPE') interrupt('SIGPIPE')
  })
  process.stderr.on('error', () => {})
}

/**
 * Ends the process at Ctrl-C, SIGTERM, SIGHUP (the terminal was closed), and when the reader of standard output has gone,
 * unless a command takes `interruption` and ends by itself.
 */
export const endAtSignals = (how: (error: CliError) => void): void => {
  listen()
  end = how
}

/**
 * Aborts at those signals, so that a command can stop what it started. npm passes Ctrl-C on a second time, which changes
 * nothing.
 */
export const interruption = (): AbortSignal => {
  listen()
  end = () => {}
  return stopped.signal
}

/** Ends the process as after a signal, where a key did it: a terminal that reads single keys sends none for Ctrl-C. */
export const interrupted = (): CliError => cliError('SIGINT', 'interrupted', 'SIGINT', 'interrupted', '')

/**
 * Has the terminal put in order before the process ends, however it ends.
 * @returns takes it back
 */
export const beforeEnd = (restore: () => void): (() => void) => {
  if (atEnd.size === 0) process.once('exit', restoreTerminal)
  atEnd.add(restore)
  return () => atEnd.delete(restore)
}

/** Puts the terminal in order: what the last line says stands on a line of its own, with cursor and line wrap. */
export const restoreTerminal = (): void => {
  for (const restore of atEnd) restore()
  atEnd.clear()
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
