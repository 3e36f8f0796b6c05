import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { repository } from '../../supabase/local/api.ts'

/** The product as after `git clone` and `npm install`, with settings of its own. */
export interface FreshFolder {
  /** Writes `.env`, as a person fills it in. */
  writeSettings(settings: Record<string, string>): Promise<void>
  /** Runs the command line to its end, without a terminal; `env` is its environment beside `.env`. */
  gazelle(
    args: string[],
    env: Record<string, string>,
  ): Promise<{ code: number; stdout: string; stderr: string }>
  stop(): Promise<void>
}

const left = /^(\.git|\.env|\.local|node_modules|output|dashboard\/dist)(\/|$)/

/** Makes a folder with the product alone. */
export const freshFolder = async (): Promise<FreshFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-fresh-'))
  await cp(repository, folder, {
    recursive: true,
    filter: (path) => !left.test(relative(repository, path)),
  })
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return {
    writeSettings: (settings) =>
      writeFile(
        join(folder, '.env'),
        Object.entries(settings)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
        { mode: 0o600 },
      ),
    gazelle: (args, env) => {
      const { PATH, HOME, TMPDIR, DENO_DIR } = process.env
      return new Promise((resolve) => {
        const child = execFile(
          process.execPath,
          [join(folder, 'cli/main.ts'), ...args],
          { cwd: folder, env: { PATH, HOME, TMPDIR, DENO_DIR, NO_COLOR: '1', ...env } },
          (error, stdout, stderr) =>
            resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
        )
        child.stdin?.end()
      })
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}
