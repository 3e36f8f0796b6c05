import { readdir, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** A file of ours: its path from the repository, and its text. */
export interface Source {
  path: string
  text: string
}

/** The files below a folder of the repository whose names end with `ending`, sorted. */
export async function sources(folder: string, ending = '.ts'): Promise<Source[]> {
  const names = await readdir(`${root}/${folder}`, { recursive: true })
  const paths = names.filter((name) => name.endsWith(ending)).map((name) => posix.join(folder, name))
  return Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(`${root}/${path}`, 'utf8') })),
  )
}

const specifiers = ({ text }: Source): string[] =>
  [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].flatMap((match) => match[1] ?? [])

/** What a file imports by name: packages, and Node's own modules. */
export const bareImports = (file: Source): string[] =>
  specifiers(file).filter((specifier) => !specifier.startsWith('.'))

/** What a file imports of ours, as paths from the repository. */
export const ownImports = (file: Source): string[] =>
  specifiers(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file.path), specifier))
