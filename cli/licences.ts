// npm run licences: the packages that run in functions and on the page, with their licences. Exit code 1 when one of them
// asks for more than a notice.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { repository } from '../supabase/local/repository.ts'

/** Licences that ask for no more than a notice. */
const free = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
  'MIT OR Apache-2.0',
])

/** Bundled into the page: npm knows them as development packages, since the page is built. */
const onThePage = ['preact', 'uplot']

const manifestForm = z.object({
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
})

/** A package that runs, and the licence that it names itself. */
export type Licensed = { name: string; version: string; licence: string; isFree: boolean }

/**
 * The packages of `dependencies` and of the page, with all that they need, as they are installed.
 * @returns by name
 * @throws when one of them is not installed
 */
export const licences = async (): Promise<Licensed[]> => {
  const read = async (path: string) => JSON.parse(await readFile(path, 'utf8'))
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(await read(join(repository, 'package.json')))
  const found = new Map<string, Licensed>()
  const visit = async (name: string, from: string): Promise<void> => {
    // As Node looks: beside the one that needs it, then further up.
    for (const folders = from.split('/node_modules/'); folders.length > 0; folders.pop()) {
      const folder = [...folders, name].join('/node_modules/')
      const manifest = await read(join(folder, 'package.json')).catch(() => null)
      if (manifest === null) continue
      if (found.has(folder)) return
      const { version, license = 'none', dependencies: needs = {} } = manifestForm.parse(manifest)
      found.set(folder, { name, version, licence: license, isFree: free.has(license) })
      for (const needed of Object.keys(needs)) await visit(needed, folder)
      return
    }
    throw new Error(`${name}, which ${from} needs, is not installed: npm install`)
  }
  for (const name of [...Object.keys(dependencies), ...onThePage]) await visit(name, repository)
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name))
}

if (import.meta.main) {
  const all = await licences()
  const width = Math.max(...all.map(({ name, version }) => name.length + version.length + 1))
  for (const { name, version, licence, isFree } of all)
    console.log(
      `${`${name}@${version}`.padEnd(width)}  ${licence}${isFree ? '' : '  asks for more than a notice'}`,
    )
  if (all.some(({ isFree }) => !isFree)) process.exitCode = 1
}
