import { expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { type Source, sources } from './sources.ts'

// What knows a module by its name, beside the module's own files.
const exceptions = [
  'supabase/local/generated-sql.ts', // docs/generated/ shows one entity, pianos.
  'supabase/schemas/reconcile/matchers/', // Imported rows mean users, clients or pianos, each matched by its own facts.
  'supabase/schemas/app/', // People look at clients, pianos and their days, each in its own way.
  'cli/commands/links.ts', // A sheet may be of one client.
  'supabase/schemas/monitoring/views/names_of.sql', // People know any record by its client and piano.
  'supabase/schemas/monitoring/data/', // Some alerts are about pianos, appointments and e-mails.
  'supabase/schemas/v5/', // Version 5 had these tables and no other,
  'supabase/schemas/reconcile/v5/', // and numbers for two of them;
  'supabase/schemas/sync/v5/', // its pages are taken by these names,
  'cli/migrate-v5/', // and read by them.
  'shared/mcp/', // So do assistants, by a tool for each.
  'dashboard/page/parts/changes.tsx', // A reference is shown by whom it means,
  'dashboard/page/views/client.tsx', // and clients
  'dashboard/page/views/piano.tsx', // and pianos have pages of their own.
]
const own = /^(shared\/modules|supabase\/schemas\/gazelle|functions\/sync-\w+)\//
const generated = /\.generated\.ts$|(^|\/)dist\//

const files = (
  await Promise.all([
    ...['shared', 'functions', 'cli', 'supabase/local', 'dashboard'].map((folder) => sources(folder)),
    sources('dashboard', '.tsx'),
    sources('supabase/schemas', '.sql'),
  ])
)
  .flat()
  .filter(({ path }) => !own.test(path) && !generated.test(path))

const names = (await loadModules()).map(({ name }) => name)
const any = names.join('|')
// In code: a quoted name, its tables, its function.
const mention = new RegExp(
  `(['"\`])(?:${any})\\1|\\b(?:gazelle|reconcile)\\.(?:${any})\\b|\\b(?:stg_|sync-)(?:${any})\\b`,
)
const comment = /^\s*(?:--|\/\/|\/?\*)/
const styled = /\bclass="[^"]*"/g

const mentionsIn = ({ path, text }: Source) =>
  text
    .split('\n')
    .filter((line) => !comment.test(line) && mention.test(line.replace(styled, '')))
    .map((line) => `${path}: ${line.trim()}`)

test('no file but its own knows a module by its name (case U6)', () => {
  expect(names.length).toBeGreaterThan(20)
  expect(files.some(({ path }) => path === 'dashboard/ask.ts')).toBe(true)
  expect(
    files.filter(({ path }) => !exceptions.some((one) => path.startsWith(one))).flatMap(mentionsIn),
  ).toEqual([])
})

test.each([
  `if (module === 'company') return`,
  'const first = "timeline"',
  'const first = `users`',
  'select count(*) from gazelle.company',
  'await fetch("sync-taxes")',
  '/functions/v1/sync-pianos',
])('a line that knows one is found: %s (case U6)', (text) => {
  expect(mentionsIn({ path: 'it', text })).toEqual([`it: ${text}`])
})

// Tests speak of the modules that they are about; one that means all of them reads them from the database or the folder.
const literal = /\[[^[\]]*\]|'[^'\n]*'|"[^"\n]*"|`[^`]*`/g
const word = new RegExp(`\\b(?:${any})\\b`, 'g')
const namedIn = (text: string) => new Set(text.match(word)).size
const mostNamed = names.length / 3

const tests = (await Promise.all([sources('tests'), sources('bench'), sources('supabase/tests', '.sql')]))
  .flat()
  .filter(({ path }) => !path.includes('node_modules/'))

test('no test and no benchmark lists the modules: a new one would be missing (case U6)', () => {
  expect(tests.length).toBeGreaterThan(300)
  const lists = tests.flatMap(({ path, text }) =>
    [...text.matchAll(literal)]
      .filter(([list]) => namedIn(list) > mostNamed)
      .map(([list]) => `${path}: ${list}`),
  )
  expect(lists).toEqual([])
  expect(namedIn(`'${names.join(' ')}'`)).toBe(names.length)
})
