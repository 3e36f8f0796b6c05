import { expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { sources } from './sources.ts'

// What knows a module by its name, beside the module's own files.
const exceptions = [
  'supabase/local/generated-sql.ts', // docs/generated/ shows one entity, pianos.
  'supabase/schemas/reconcile/matchers/', // Imported rows mean users, clients or pianos, each matched by its own facts.
]
const own = /^(shared\/modules|supabase\/schemas\/gazelle|functions\/sync-\w+)\//
const generated = /\.generated\.ts$|(^|\/)dist\//

const files = (
  await Promise.all([
    ...['shared', 'functions', 'cli', 'supabase/local'].map((folder) => sources(folder)),
    sources('dashboard/page'),
    sources('dashboard/page', '.tsx'),
    sources('supabase/schemas', '.sql'),
  ])
)
  .flat()
  .filter(({ path }) => !own.test(path) && !generated.test(path))

// In code: a quoted name, its tables, its function. The company is also what Gazelle serves, so its word is common.
const names = (await loadModules()).map(({ name }) => name).filter((name) => name !== 'company')
const mention = new RegExp(
  `'(?:${names.join('|')})'|\\b(?:gazelle|reconcile)\\.(?:${names.join('|')})\\b|\\b(?:stg_|sync-)(?:${names.join('|')})\\b`,
)
const comment = /^\s*(?:--|\/\/|\/?\*)/

test('no file but its own knows a module by its name', () => {
  expect(names.length).toBeGreaterThan(20)
  const mentions = files
    .filter(({ path }) => !exceptions.some((one) => path.startsWith(one)))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => !comment.test(line) && mention.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    )
  expect(mentions).toEqual([])
})
