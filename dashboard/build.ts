import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { makeFolder } from '../shared/folder.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const built = join(folder, 'dist')

/** The project of a page that any host serves. The publishable key is no secret. */
export interface Hosting {
  supabaseUrl: string
  publishableKey: string
}

const version = async (): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(join(folder, '..', 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : ''
}

/**
 * Bundles the page into static files.
 * @param out folder, replaced as a whole
 * @param hosting the project it reads; without it the page asks the server that it came from
 */
export const buildDashboard = async (out: string, hosting?: Hosting): Promise<void> => {
  // Built beside the folder and moved at the end: until then the old page is served.
  const fresh = join(dirname(out), `.${basename(out)}.${process.pid}`)
  await makeFolder(dirname(out))
  await build({
    root: join(folder, 'page'),
    base: './',
    configFile: false,
    logLevel: 'error',
    define: { VERSION: JSON.stringify(await version()) },
    build: { outDir: fresh, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  })
  if (hosting) await writeFile(join(fresh, 'config.json'), `${JSON.stringify(hosting)}\n`)
  await rm(out, { recursive: true, force: true })
  await rename(fresh, out)
}

const newest = async (path: string): Promise<number> => {
  const names = await readdir(path, { recursive: true })
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs))
  return Math.max(0, ...times)
}

/** The folder of the built page, built now if a source is newer than it is. */
export const builtDashboard = async (): Promise<string> => {
  const at = await stat(join(built, 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
  const { mtimeMs } = await stat(join(folder, 'ask.ts'))
  if (at < Math.max(mtimeMs, await newest(join(folder, 'page')))) await buildDashboard(built)
  return built
}
