import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { settingNames } from '../../shared/settings.ts'
import { repository } from '../../supabase/local/api.ts'

// Blank, so that a developer's own .env does not reach the tests.
const blank = Object.fromEntries(
  [...settingNames, 'SUPABASE_URL', 'SUPABASE_SECRET_KEY'].map((name) => [name, '']),
)

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface CliProcess {
  pid: number
  /** Settles once it has said `text`. */
  says(text: string): Promise<void>
  /** What is on standard output so far. */
  said(): string
  /** Sends it a signal, Ctrl-C's if no other is named. */
  interrupt(signal?: NodeJS.Signals): void
  ended: Promise<Ended>
}

/** Runs a program of this Node as a person would, with these settings and no others; who starts it ends it. */
export const spawnProgram = (
  command: string,
  args: string[],
  env: Record<string, string>,
  input?: string,
): CliProcess => {
  const { PATH, HOME, TMPDIR, DENO_DIR } = process.env
  const child = spawn(command, args, {
    cwd: repository,
    env: { PATH, HOME, TMPDIR, DENO_DIR, NO_COLOR: '1', ...blank, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A program that ends without reading what it was given is no fault of the test's.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const output = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      for (const look of waiting) look()
    })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, ...output })
      for (const look of waiting) look()
    })
  })
  return {
    pid: child.pid ?? 0,
    ended,
    said: () => output.stdout,
    interrupt: (signal = 'SIGINT') => child.kill(signal),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.stdout.includes(text) || output.stderr.includes(text)) resolve()
          else if (child.exitCode !== null) reject(new Error(`it ended without "${text}":\n${output.stderr}`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** The same within a test, which ends it: one that fails leaves nothing running either. */
export const startProgram = (...how: Parameters<typeof spawnProgram>): CliProcess => {
  const program = spawnProgram(...how)
  onTestFinished(async () => {
    program.interrupt()
    await program.ended
  })
  return program
}

const cli = join(repository, 'cli/main.ts')

/** Starts the command line for all tests of a file; who starts it ends it. */
export const spawnCli = (args: string[], env: Record<string, string> = {}): CliProcess =>
  spawnProgram(process.execPath, [cli, ...args], env)

/** Starts the command line. */
export const startCli = (args: string[], env: Record<string, string> = {}, input?: string): CliProcess =>
  startProgram(process.execPath, [cli, ...args], env, input)

/** Runs the command line to its end. */
/** @param input what is sent to its standard input; nothing when absent */
export const runCli = (args: string[], env: Record<string, string> = {}, input?: string): Promise<Ended> =>
  startCli(args, env, input).ended
