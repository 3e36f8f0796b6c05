import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from './environment.ts'

/** Where the lines of a part go; `part` is `postgres`, `postgrest`, `functions`, … */
export type Log = (part: string, line: string) => void

/** A process of the stack. */
export type Child = {
  pid: number
  /** Settles when the process has ended, with its exit code (null after a signal). */
  exited: Promise<number | null>
  /** The last lines it wrote, for error messages. */
  tail(): string
  /** Ends the process: its stop signal first, SIGKILL after 10 s. */
  stop(): Promise<void>
}

/** How a process is started. */
export type ChildOptions = {
  part: string
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  cwd?: string | undefined
  uid?: number | undefined
  gid?: number | undefined
  stopSignal?: NodeJS.Signals
  log: Log
  onLine?: (line: string) => void
}

const killAfterMs = 10_000
let guard: ChildProcess | undefined

// One guard for all children of this process; it outlives us by the time it takes to end them.
const tellGuard = (message: string) => {
  if (guard?.exitCode !== null) {
    guard = spawn(process.execPath, [fileURLToPath(new URL('guard.ts', import.meta.url))], {
      detached: true,
      env: childEnvironment(),
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    guard.stdin?.on('error', () => {})
    guard.unref()
    // A pipe is a socket, and an open socket would keep this process alive.
    const stdin: unknown = guard.stdin
    if (stdin && typeof stdin === 'object' && 'unref' in stdin && typeof stdin.unref === 'function')
      stdin.unref()
  }
  guard?.stdin?.write(`${message}\n`)
}

/** Starts a process that ends with the stack, even when the stack is killed. */
export const startChild = (options: ChildOptions): Promise<Child> =>
  new Promise((resolve, reject) => {
    const { part, command, args, env, cwd, uid, gid, log, onLine } = options
    const stopSignal = options.stopSignal ?? 'SIGTERM'
    const lines: string[] = []
    // Detached, so that Ctrl-C reaches only the stack, which then ends its parts in order.
    const child = spawn(command, args, {
      env,
      cwd,
      uid,
      gid,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exited = new Promise<number | null>((done) => child.once('close', done))
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line)
        if (lines.length > 30) lines.shift()
        log(part, line)
        onLine?.(line)
      })
    }
    child.once('error', reject)
    child.once('spawn', () => {
      const pid = child.pid ?? 0
      tellGuard(`+ ${pid} ${stopSignal}`)
      void exited.then(() => tellGuard(`- ${pid}`))
      resolve({
        pid,
        exited,
        tail: () => lines.join('\n'),
        stop: async () => {
          if (child.exitCode !== null || child.signalCode !== null) return
          child.kill(stopSignal)
          const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
          await exited
          clearTimeout(timer)
        },
      })
    })
  })
