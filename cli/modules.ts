import { readdir } from 'node:fs/promises'
import type { Module } from '../shared/modules/module.ts'
import { unknownModule } from './project.ts'

const folder = new URL('../shared/modules/', import.meta.url)

const isModule = (value: unknown): value is Module =>
  typeof value === 'object' && value !== null && 'name' in value && 'lanes' in value && 'overlap' in value

/**
 * The module that `shared/modules/<name>.ts` exports under its name.
 * @throws CliError `unknown_module`
 */
export const loadModule = async (name: string): Promise<Module> => {
  const files = await readdir(folder)
  const names = files.map((file) => file.replace(/\.ts$/, '')).filter((file) => file !== 'module')
  if (!names.includes(name)) throw unknownModule(name, names)
  const exported: Record<string, unknown> = await import(new URL(`${name}.ts`, folder).href)
  const module = exported[name]
  if (!isModule(module)) throw unknownModule(name, names)
  return module
}
