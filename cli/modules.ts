import { readdirSync } from 'node:fs'
import { Option } from 'commander'
import type { Module } from '../shared/gazelle/module.ts'
import { unknownModule } from './project.ts'
import { t } from './words/words.ts'

const folder = new URL('../shared/modules/', import.meta.url)

const isModule = (value: unknown): value is Module =>
  typeof value === 'object' && value !== null && 'name' in value && 'lanes' in value && 'overlap' in value

const names = () =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort()

/** `--module <name>`, with the names there are. */
export const moduleOption = (): Option =>
  new Option('--module <name>', t('one of {names}', { names: names().join(', ') }))

/**
 * The module that `shared/modules/<name>.ts` exports under its name.
 * @throws AppError `unknown_module`
 */
export const loadModule = async (name: string): Promise<Module> => {
  const known = names()
  if (!known.includes(name)) throw unknownModule(name, known)
  const exported: Record<string, unknown> = await import(new URL(`${name}.ts`, folder).href)
  const module = exported[name]
  if (!isModule(module)) throw unknownModule(name, known)
  return module
}

/** All modules of `shared/modules/`. */
export const loadModules = async (): Promise<Module[]> => Promise.all(names().map(loadModule))
