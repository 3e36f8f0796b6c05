import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Child, startChild } from '../../supabase/local/child.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { testLog } from '../harness/server.ts'
import type { Upload } from './upload.ts'

// Resolved from here: the Deno of tests/hosted/package.json, not the one that runs the local stack.
const binary = join(dirname(createRequire(import.meta.url).resolve('deno/package.json')), 'deno')

/** Writes exactly the uploaded files into an empty folder. */
export const unpack = async (upload: Upload, folder: string): Promise<void> => {
  for (const [path, text] of upload.files) {
    const target = join(folder, path)
    if (!target.startsWith(`${folder}/`)) throw new Error(`${path} is outside of the upload`)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
  }
}

const environment = (cache: string) => ({ DENO_DIR: cache, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' })

/**
 * Fetches what a function imports, as Supabase does after an upload.
 * @param cache Deno's folder of packages
 * @throws Error with Deno's words when an import cannot be resolved
 */
export const cacheImports = async (upload: Upload, folder: string, cache: string): Promise<void> => {
  await promisify(execFile)(
    binary,
    ['cache', '--no-lock', '--config', upload.importMap, upload.entrypoint],
    // The certificates of the system, where a proxy stands before the registry.
    { cwd: folder, env: { ...process.env, DENO_TLS_CA_STORE: 'system', ...environment(cache) } },
  )
}

/** Starts a function with nothing but its files, its packages and `env`. @returns where it listens */
export const serve = async (
  upload: Upload,
  folder: string,
  cache: string,
  env: Record<string, string>,
): Promise<{ url: string; child: Child }> => {
  const port = await freePort()
  let announce = () => {}
  const listening = new Promise<true>((resolve) => {
    announce = () => resolve(true)
  })
  const child = await startChild({
    part: 'functions',
    command: binary,
    args: [
      ...['serve', '--cached-only', '--no-lock', '--config', upload.importMap],
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--allow-net', '--allow-env', '--allow-read', upload.entrypoint],
    ],
    cwd: folder,
    env: { ...environment(cache), ...env },
    log: testLog,
    onLine: (line) => /Listening on/.test(line) && announce(),
  })
  if ((await Promise.race([listening, child.exited])) !== true) throw new Error(child.tail())
  return { url: `http://127.0.0.1:${port}`, child }
}

/** The version of this Deno. */
export const denoVersion = async (): Promise<string> => {
  const { stdout } = await promisify(execFile)(binary, ['--version'])
  return /^deno (\S+)/.exec(stdout)?.[1] ?? stdout
}
