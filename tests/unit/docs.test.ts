import { access, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cellOf, tablesOf } from '../../bench/measured.ts'
import { settingNames } from '../../shared/settings.ts'
import { root, type Source, sources } from './sources.ts'

const read = async (path: string): Promise<Source> => ({
  path,
  text: await readFile(`${root}/${path}`, 'utf8'),
})

const pages = ['README.md', 'README.fr.md', 'CHANGELOG.md', 'CONTRIBUTING.md']
const docs = [...(await Promise.all(pages.map(read))), ...(await sources('docs', '.md'))]
const reference = await read('docs/API_REFERENCE.md')
const code = (
  await Promise.all(
    ['shared', 'functions', 'supabase/local', 'cli', 'stand-in/v5'].map((folder) => sources(folder)),
  )
).flat()
const migrations = await sources('supabase/migrations', '.sql')
const form = z.object({
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
})
const manifest = form.parse(JSON.parse((await read('package.json')).text))
// The benchmark and the tests of hosted functions have packages of their own.
const others = await Promise.all(
  ['bench/package.json', 'tests/hosted/package.json'].map(async (path) =>
    form.partial().parse(JSON.parse((await read(path)).text)),
  ),
)

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap((match) => match[1] ?? [])
const withoutBlocks = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '')
const exists = (path: string) =>
  access(`${root}/${path}`).then(
    () => true,
    () => false,
  )

describe('the documentation', () => {
  test('in French is typed as in Quebec: no line breaks before : » and %, after «, nor in a number', async () => {
    const prose = withoutBlocks((await read('README.fr.md')).text).replace(/`[^`\n]*`/g, '`')
    const wrong = prose.match(/.{0,20}(?:[ \n][:»%]|« | [;?!]|\d \d{3}(?!\d)|\p{L}'\p{L}).{0,20}/gu)
    expect(prose).toMatch(/\u00a0:/)
    expect(wrong).toBeNull()
  })

  test('names only files that are there', async () => {
    const gone: string[] = []
    for (const { path, text } of docs) {
      const links = all(text, /\]\((?!https?:|#|mailto:)([^)#\s]+)/g).map((link) =>
        posix.join(posix.dirname(path), link),
      )
      const folders = 'functions|shared|supabase|tests|cli|docs|bench|dashboard|\\.ci'
      const paths = all(withoutBlocks(text), new RegExp(`\`((?:${folders})/[\\w./-]+)\``, 'g'))
      for (const file of [...links, ...paths]) if (!(await exists(file))) gone.push(`${path}: ${file}`)
    }
    expect(gone).toEqual([])
  })

  test('names only functions, tables and views that the migrations make', () => {
    const sql = migrations.map(({ text }) => text).join('\n')
    const gone = docs.flatMap(({ path, text }) =>
      all(withoutBlocks(text), /`(?:select )?((?:sync|staging|reconcile|monitoring|gazelle)\.[a-z_]+)\b/g)
        .filter((name) => !sql.includes(name) && !name.startsWith('staging.stg_'))
        .map((name) => `${path}: ${name}`),
    )
    expect(gone).toEqual([])
  })

  test('names only npm scripts that there are', () => {
    const named = docs.flatMap(({ text }) => all(text, /npm run (?:-s )?([\w:-]+)/g))
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([])
  })

  test('lists every function and every view of monitoring in the API reference', async () => {
    const views = migrations.flatMap(({ text }) => all(text, /^create view (monitoring\.\w+)/gm))
    const functions = (await sources('functions', 'index.ts')).flatMap(({ path }) =>
      all(path, /^functions\/(.+)\//g),
    )
    const names = [...views, ...functions.map((name) => name.replace(/^sync-.+/, 'sync-<module>'))]
    expect(views.length).toBeGreaterThan(5)
    expect(names.filter((name) => !new RegExp(`[\`/ ]${name}\``).test(reference.text))).toEqual([])
  })

  test('says of each module that a poll reads in part what the poll sees', async () => {
    const partly = (await sources('shared/modules')).flatMap(({ path, text }) =>
      /^ {2}lanes[:,]/m.test(text) ? posix.basename(path, '.ts') : [],
    )
    const { text } = await read('docs/STRATEGIE_V6.md')
    const table = text.split('## What a poll can see')[1]?.split('\n## ')[0] ?? ''
    const rows = all(table, /^\| (`.+?`) \|/gm).flatMap((cell) => all(cell, /`(\w+)`/g))
    expect(partly.length).toBeGreaterThan(5)
    expect(rows.toSorted()).toEqual(partly.toSorted())
  })

  test('gives the reason of every dependency', async () => {
    const { text } = await read('docs/DECISIONS.md')
    const names = [manifest, ...others].flatMap(({ dependencies, devDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies }),
    )
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})

describe('the page on scaling', async () => {
  const { text } = await read('docs/SCALING.md')
  const performance = (await read('docs/PERFORMANCE.md')).text
  const marks = all(performance, /^<!-- ([^/].*?) -->$/gm)
  const numbers = (some: string) =>
    all(some, /(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?![\w])/g).map((one) => one.replace(/,$/, ''))

  test.each([
    [/290,000 timeline entries/, 'company', ['timeline', 'first'], 'changed', '290,000'],
    [/(\S+) MB after the first load/, 'company', ['database, MB'], 'measured'],
    [/(\S+) calls for it/, 'company', ['calls of the first load'], 'measured'],
    [/(\d+) calls in an hour/, 'hour', ['all', '≤ 200'], 'measured'],
    [/: (\S+) entries, /, 'company × 10', ['timeline', 'first'], 'changed'],
    [/entries, (\S+) MB, /, 'company × 10', ['database, MB'], 'measured'],
    [/MB, (\S+) calls\./, 'company × 10', ['calls of the first load'], 'measured'],
    [/takes (\S+ times) one over/, 'poll', ['a poll with 1,000,000 rows against 10,000'], 'measured'],
    [/takes (\d+ ms) in place/, 'companies', ['a poll of the other'], 'beside the other company'],
    [/in place of (\d+)/, 'companies', ['a poll of the other'], 'alone'],
    [/take (\S+ times) as long/, 'companies', ['the first'], 'of a load alone'],
  ] as [RegExp, string, string[], string, string?][])(
    'says what was measured: %s',
    (sentence, mark, begins, column, own) => {
      const said = own ?? sentence.exec(text)?.[1] ?? 'nothing'
      expect(text).toMatch(sentence)
      expect(cellOf(tablesOf(performance, mark), begins, column)).toMatch(new RegExp(`^${said}( |$)`))
    },
  )

  test('has no number that neither it nor the page on performance has in a table that the benchmark writes', () => {
    const tables = [tablesOf(text, 'scaling'), ...marks.map((mark) => tablesOf(performance, mark))].flat()
    const known = new Set(tables.flatMap(({ head, rows }) => [head, ...rows].flat().flatMap(numbers)))
    const prose = withoutBlocks(text)
      .replace(/<!-- scaling -->[\s\S]*<!-- \/scaling -->/, '')
      // Thresholds of alerts are compared with the database by tests/integration/scaling.
      .replace(/`\w+` \([^)]*\)/g, '')
      .replace(/`[^`]*`|\]\([^)]*\)|429s/g, '')
    expect(numbers(prose).length).toBeGreaterThan(10)
    expect(numbers(prose).filter((one) => !known.has(one))).toEqual([])
  })
})

describe('the errors', () => {
  // SQLSTATEs of ours, codes that the functions answer, and codes of the local stack.
  const codes = [
    ...migrations.flatMap(({ text }) => [
      ...all(text, /errcode = '(GZ\d+)'/g),
      ...all(text, /'code', '([a-z_]+)'/g),
    ]),
    ...code.flatMap(({ text }) => [
      ...all(text, /new GazelleError\(\s*'(\w+)'/g),
      ...all(text, /stackError\(\s*'(\w+)'/g),
      ...all(text, /cliError\(\s*'\w+',\s*'(\w+)'/g),
      ...all(text, /new AppError\(\s*'(\w+)'/g),
      ...all(text, /\bcode: '([a-z_\d]+)',\s+message/g),
      ...all(text, /\bcode: '(unexpected)'/g),
      ...all(text, /failure\.code \|\| '(\w+)'/g),
      ...all(text, /^ {2}GZ\d+: '(\w+)'/gm),
    ]),
  ]
  const listed = all(reference.text.split('## Errors')[1] ?? '', /^\| `(\w+)` \|/gm)

  test('are all listed in the API reference', () => {
    expect(new Set(codes).size).toBeGreaterThan(20)
    expect([...new Set(codes)].filter((one) => !reference.text.includes(`\`${one}\``)).toSorted()).toEqual([])
  })

  test('that the API reference lists can all happen', () => {
    expect(listed.filter((one) => !codes.includes(one))).toEqual([])
  })
})

describe('the settings', async () => {
  const example = await read('.env.example')
  const explained = all(example.text, /^(?:# )?([A-Z][A-Z0-9_]+)=/gm)

  test('are explained in .env.example, each one, and nothing else is', () => {
    expect(settingNames.length).toBeGreaterThan(10)
    expect(explained.toSorted()).toEqual(settingNames.toSorted())
  })

  test('that the documentation names are read', () => {
    const named = docs.flatMap(({ text }) =>
      all(text, /`((?:GAZELLE|UPSTASH|TOKEN|LOCAL|ALERT|SYNC|DATABASE_PATIENCE)_[A-Z_]+)`/g),
    )
    expect([...new Set(named)].filter((name) => !settingNames.includes(name))).toEqual([])
  })
})
