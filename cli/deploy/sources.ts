import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

/** What is uploaded for a function. */
export interface FunctionSource {
  name: string
  /** Each file's text, by its path from the repository's folder. */
  files: Map<string, string>
  bytes: number
  /** SHA-256 of files, paths and the function's section of `config.toml`, in hexadecimal. */
  digest: string
}

const importMap = 'deno.json'
const relativeImport = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g

/** The function's first file with everything that it imports from this repository, and its import map. */
const filesOf = async (root: string, name: string): Promise<Map<string, string>> => {
  const files = new Map<string, string>()
  const add = async (path: string): Promise<void> => {
    if (files.has(path)) return
    const text = await readFile(join(root, path), 'utf8')
    files.set(path, text)
    for (const [, target = ''] of text.matchAll(relativeImport))
      await add(posix.join(posix.dirname(path), target))
  }
  await add(`functions/${name}/index.ts`)
  await add(importMap)
  return files
}

/** What `config.toml` says of a function, such as whether the platform checks a JWT. */
const sectionIn = (config: string, name: string): string =>
  config
    .split(/^(?=\[)/m)
    .find((section) => section.startsWith(`[functions.${name}]`))
    ?.trim() ?? ''

/** The functions of the repository's folder `functions/`, with what the Supabase CLI uploads for each. */
export const functionSources = async (root: string): Promise<FunctionSource[]> => {
  const entries = await readdir(join(root, 'functions'), { withFileTypes: true })
  const config = await readFile(join(root, 'supabase', 'config.toml'), 'utf8')
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.toSorted().map(async (name) => {
      const files = await filesOf(root, name)
      const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
      return {
        name,
        files,
        bytes: sorted.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0),
        digest: createHash('sha256')
          .update(JSON.stringify([sorted, sectionIn(config, name)]))
          .digest('hex'),
      }
    }),
  )
}
