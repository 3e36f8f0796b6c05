import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { AppError } from '../../shared/errors.ts'
import { type Log, startChild } from './child.ts'
import { childEnvironment } from './environment.ts'
import { stackError } from './errors.ts'
import { startSupervised } from './lasting.ts'

/** The running functions. */
export type Functions = {
  /** Where they are now; undefined while they restart. */
  url(): string | undefined
  /** The id of their process, which changes with a restart. */
  pid(): number | undefined
  /** Settles when it died too often and was given up. */
  givenUp: Promise<AppError>
  stop(): Promise<void>
}

const startWithinMs = 30_000

const binary = () =>
  join(
    dirname(createRequire(import.meta.url).resolve('deno/package.json')),
    platform === 'win32' ? 'deno.exe' : 'deno',
  )

/**
 * Starts one Deno process that runs all functions of `root`, and starts it again if it dies.
 * @param options.root folder that holds `functions/` and `deno.json`
 * @param options.env what the functions find in their environment; nothing else of ours reaches them
 * @param options.preload a module that is loaded before them
 * @param options.mostDeaths see `startSupervised`
 * @throws AppError `functions_failed`
 */
export const startFunctions = async (options: {
  root: string
  env: Record<string, string>
  preload?: string | undefined
  mostDeaths?: number | undefined
  log: Log
}): Promise<Functions> => {
  const { root, log } = options

  const start = async () => {
    let announce = (_port: string) => {}
    const listening = new Promise<string>((resolve) => {
      announce = resolve
    })
    const child = await startChild({
      part: 'functions',
      command: binary(),
      args: [
        'run',
        '--quiet',
        '--no-prompt',
        '--no-lock',
        '--no-remote',
        // A worker of hosted Supabase has 256 MB.
        '--v8-flags=--max-heap-size=256',
        '--node-modules-dir=manual',
        '--config',
        join(root, 'deno.json'),
        '--allow-net',
        '--allow-env',
        ...(options.preload ? ['--preload', options.preload] : []),
        `--allow-read=${root}`,
        fileURLToPath(new URL('edge-runtime.ts', import.meta.url)),
        root,
      ],
      cwd: root,
      env: childEnvironment({ NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', ...options.env }),
      log,
      onLine: (line) => {
        const port = /^functions listen on (\d+)$/.exec(line)?.[1]
        if (port) announce(port)
      },
    })
    const timer = new Promise<undefined>((resolve) => setTimeout(resolve, startWithinMs, undefined).unref())
    const port = await Promise.race([listening, child.exited.then(() => undefined), timer])
    if (port === undefined) {
      await child.stop()
      throw stackError(
        'functions_failed',
        root,
        `the functions did not start:\n${child.tail()}`,
        'the lines above are from Deno; npm install fetches it',
      )
    }
    return { ...child, url: `http://127.0.0.1:${port}` }
  }

  const process = await startSupervised({ ...options, part: 'functions', start })
  return {
    url: () => process.current()?.url,
    pid: () => process.current()?.pid,
    givenUp: process.givenUp,
    stop: process.stop,
  }
}
