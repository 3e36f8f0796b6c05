import { describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { bareImports, ownImports, type Source, sources } from './sources.ts'

// Each layer, and those below it that it may use.
const below: Record<string, string[]> = {
  functions: [
    'shared/http',
    'shared/alerts',
    'shared/webhooks',
    'shared/delivery',
    'shared/observe',
    'shared/sync',
    'shared/modules',
    'shared/database',
    'shared/gazelle',
  ],
  'shared/http': [
    'shared/mcp',
    'shared/changes',
    'shared/links',
    'shared/sync',
    'shared/modules',
    'shared/database',
    'shared/gazelle',
    'shared/settings.ts',
    'shared/log.ts',
    'shared/error-body.ts',
    'shared/errors.ts',
  ],
  'shared/sync': [
    'shared/modules',
    'shared/database',
    'shared/gazelle',
    'shared/log.ts',
    'shared/error-body.ts',
    'shared/errors.ts',
  ],
  'shared/alerts': [
    'shared/delivery',
    'shared/database',
    'shared/settings.ts',
    'shared/log.ts',
    'shared/no-answer.ts',
    'shared/secrets.ts',
    'shared/errors.ts',
  ],
  'shared/webhooks': [
    'shared/loopback.ts',
    'shared/delivery',
    'shared/database',
    'shared/settings.ts',
    'shared/errors.ts',
  ],
  'shared/delivery': [
    'shared/database',
    'shared/gazelle',
    'shared/no-answer.ts',
    'shared/secrets.ts',
    'shared/log.ts',
  ],
  'shared/changes': ['shared/database', 'shared/gazelle'],
  'shared/links': ['shared/database', 'shared/gazelle', 'shared/spreadsheet.ts'],
  'shared/mcp': [
    'shared/names.ts',
    'shared/database',
    'shared/log.ts',
    'shared/error-body.ts',
    'shared/errors.ts',
  ],
  'shared/observe': ['shared/database', 'shared/log.ts', 'shared/errors.ts'],
  'shared/modules': ['shared/gazelle'],
  'shared/database': ['shared/gazelle', 'shared/no-answer.ts', 'shared/secrets.ts', 'shared/errors.ts'],
  'shared/gazelle': [
    'shared/folder.ts',
    'shared/private-file.ts',
    'shared/no-answer.ts',
    'shared/secrets.ts',
    'shared/errors.ts',
  ],
  'shared/no-answer.ts': ['shared/secrets.ts'],
  'shared/log.ts': ['shared/secrets.ts', 'shared/errors.ts'],
  'shared/settings.ts': ['shared/errors.ts'],
  'shared/folder.ts': ['shared/errors.ts'],
  'shared/private-file.ts': ['shared/errors.ts'],
  'shared/error-body.ts': ['shared/errors.ts', 'shared/secrets.ts'],
  'shared/errors.ts': [],
  'shared/secrets.ts': [],
  'shared/duration.ts': [],
  'shared/loopback.ts': [],
  'shared/names.ts': [],
  'shared/spreadsheet.ts': [],
}

const layerOf = (path: string) =>
  Object.keys(below).find((layer) => path === layer || path.startsWith(`${layer}/`))
const files = [...(await sources('shared')), ...(await sources('functions'))]
const byPath = new Map(files.map((file) => [file.path, file]))

/** What a function brings along when Supabase bundles it. */
function bundle(entry: Source): Source[] {
  const found = new Set([entry])
  for (const file of found) {
    for (const path of ownImports(file)) {
      const imported = byPath.get(path)
      if (imported) found.add(imported)
    }
  }
  return [...found]
}

describe('the layers', () => {
  test('hold every file of shared/ and functions/', () => {
    expect(files.map(({ path }) => path).filter((path) => !layerOf(path))).toEqual([])
  })

  test('only point down', () => {
    const upward = files.flatMap((file) => {
      const layer = layerOf(file.path) ?? ''
      return ownImports(file)
        .filter((path) => ![layer, ...(below[layer] ?? [])].includes(layerOf(path) ?? path))
        .map((path) => `${file.path} imports ${path}`)
    })
    expect(upward).toEqual([])
  })

  test('of a function hold nothing that only Node has', () => {
    const entries = files.filter(({ path }) => /^functions\/[^/]+\/index\.ts$/.test(path))
    expect(entries.length).toBeGreaterThan(0)
    const builtins = entries.flatMap((entry) =>
      bundle(entry).flatMap((file) =>
        bareImports(file)
          .filter((name) => name.startsWith('node:'))
          .map((name) => `${entry.path} brings ${file.path}, which imports ${name}`),
      ),
    )
    expect(builtins).toEqual([])
  })
})

// The programs around the functions, and what each may use beside itself.
const programs: Record<string, string[]> = {
  cli: ['shared', 'dashboard', 'stand-in', 'supabase/local'],
  dashboard: ['shared', 'supabase/local'],
  'stand-in': [],
  'supabase/local': ['shared'],
  // As an application of somebody else's would: supabase-js and the types that package.json exports.
  'docs/examples': [],
  // The functions as the Supabase CLI uploads them, and the page in the browser of its tests.
  bench: ['shared', 'stand-in', 'supabase/local', 'dashboard', 'tests/hosted', 'tests/browser'],
}

test.each(Object.entries(programs))('%s uses only what lies below it', async (program, used) => {
  const own = [...(await sources(program)), ...(await sources(program, '.tsx'))]
  const files = own.filter(({ path }) => !path.includes('/node_modules/'))
  expect(files.length).toBeGreaterThan(0)
  const upward = files.flatMap((file) =>
    ownImports(file)
      .filter((path) => ![program, ...used].some((folder) => path.startsWith(`${folder}/`)))
      .map((path) => `${file.path} imports ${path}`),
  )
  expect(upward).toEqual([])
})

describe('a module', async () => {
  const schemas = await sources('supabase/schemas', '.sql')
  const [config] = await sources('supabase', 'config.toml')
  const registeredIn = ({ text }: Source) => /sync\.add_module\(\s*'(\w+)'/.exec(text)?.[1]
  const modules = (await loadModules()).map(({ name }) => name)

  test.each(modules)('is found by its name in its own places: %s', (module) => {
    expect(byPath.has(`shared/modules/${module}.ts`)).toBe(true)
    expect(byPath.has(`functions/sync-${module}/index.ts`)).toBe(true)
    expect(config?.text).toContain(`[functions.sync-${module}]`)
    const own = schemas.filter((file) => registeredIn(file) === module)
    const place = new RegExp(`^supabase/schemas/gazelle/\\d+_${module}\\.sql$`)
    expect(own.map(({ path }) => path)).toEqual([expect.stringMatching(place)])
  })

  test('is known by no other: a file of gazelle/ registers each one, and no more', () => {
    const registered = schemas.flatMap((file) => registeredIn(file) ?? [])
    expect(registered.toSorted()).toEqual(modules.toSorted())
  })
})
