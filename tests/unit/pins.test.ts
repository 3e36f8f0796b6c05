import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { bareImports, root, sources } from './sources.ts'

const json = async <T>(file: string, form: z.ZodType<T>) =>
  form.parse(JSON.parse(await readFile(`${root}/${file}`, 'utf8')))

const versions = z.record(z.string(), z.string())
const deno = await json('deno.json', z.looseObject({ imports: versions }))
const { imports } = deno
const { packages } = await json(
  'package-lock.json',
  z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) }),
)
const manifest = await json(
  'package.json',
  z.object({ bin: versions, dependencies: versions, devDependencies: versions }),
)

const installed = (name: string) => packages[`node_modules/${name}`]?.version
const npmSpecifier = /^npm:((?:@[^/@]+\/)?[^/@]+)@([^/]+)(\/.+)?$/

test('Supabase deploys exactly the versions that the lock file holds', () => {
  for (const [bare, specifier] of Object.entries(imports)) {
    const [, name = '', version, path = ''] = npmSpecifier.exec(specifier) ?? []
    expect({ bare, version }).toEqual({ bare: `${name}${path}`, version: installed(name) })
  }
})

test('deno.json leaves node_modules out: a hosted function has none (case H1)', () => {
  expect(deno).not.toHaveProperty('nodeModulesDir')
})

test('every package that shared/ or functions/ imports is pinned in deno.json', async () => {
  const files = [...(await sources('shared')), ...(await sources('functions'))]
  const missing = files.flatMap((file) =>
    bareImports(file)
      .filter((name) => !name.startsWith('node:') && !(name in imports))
      .map((name) => `${file.path}: ${name}`),
  )
  expect(missing).toEqual([])
})

test('package.json names exact versions, those of the lock file', () => {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies }
  for (const [name, version] of Object.entries(wanted))
    expect({ name, version }).toEqual({ name, version: installed(name) })
})

test('a command is executable in git, as npm install makes it: a fresh clone stays clean (case U8)', async () => {
  const files = Object.values(manifest.bin)
  const { stdout } = await promisify(execFile)('git', ['ls-files', '--stage', ...files], { cwd: root })
  const modes = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s/)[0])
  expect(modes).toEqual(files.map(() => '100755'))
})
