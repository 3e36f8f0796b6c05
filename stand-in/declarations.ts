// The kinds that the files in data/ declare, found by reading the folder.
import { readdirSync } from 'node:fs'
import type { Declaration } from './data.ts'
import { itemOf, rootFields } from './shapes.ts'

export interface DeclaredKind extends Declaration {
  name: string
  type: string
}

const isDeclaration = (value: unknown): value is Declaration =>
  typeof value === 'object' && value !== null && 'list' in value && typeof value.list === 'string'

const read = async (file: string): Promise<DeclaredKind> => {
  const { default: declaration }: { default?: unknown } = await import(
    new URL(`./data/${file}`, import.meta.url).href
  )
  if (!isDeclaration(declaration)) throw new Error(`stand-in/data/${file} declares nothing`)
  const field = rootFields.get(declaration.list)
  if (!field) throw new Error(`stand-in/data/${file}: Gazelle has no ${declaration.list}`)
  const type = itemOf(field) ?? field.type
  if (declaration.one && rootFields.get(declaration.one)?.type !== type)
    throw new Error(`stand-in/data/${file}: ${declaration.one} does not give a ${type}`)
  return { ...declaration, name: file.replace(/\.ts$/, ''), type }
}

const files = readdirSync(new URL('./data/', import.meta.url)).filter((name) => name.endsWith('.ts'))

/** The declared kinds, by name. */
export const declared: ReadonlyMap<string, DeclaredKind> = new Map(
  (await Promise.all(files.sort().map(read))).map((kind) => [kind.name, kind]),
)
