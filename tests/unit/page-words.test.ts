import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { causesEn } from '../../dashboard/page/words/causes.en.ts'
import { causesFr } from '../../dashboard/page/words/causes.fr.ts'
import { causes, commands } from '../../dashboard/page/words/causes.ts'
import { dataFr } from '../../dashboard/page/words/data.fr.ts'
import { endings, hints, remedies } from '../../dashboard/page/words/database.fr.ts'
import { en } from '../../dashboard/page/words/en.ts'
import { fr } from '../../dashboard/page/words/fr.ts'
import { spaced, unbroken } from '../../dashboard/page/words/spacing.ts'
import { nameOfCode } from '../../shared/errors.ts'
import { root, sources } from './sources.ts'

const sql = await sources('supabase/schemas', '.sql')
const shared = await sources('shared')
const page = (await Promise.all(['.ts', '.tsx'].map((end) => sources('dashboard/page', end)))).flat()
const all = (files: { text: string }[], pattern: RegExp): string[] => [
  ...new Set(files.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))),
]
const of = (pattern: RegExp) => sql.filter(({ path }) => pattern.test(path))

/** The first column of each row that the schemas insert into a table of rules. */
const inserted = (table: string) =>
  all(
    sql.flatMap(({ text }) =>
      [...text.matchAll(new RegExp(`insert into ${table} [\\s\\S]*?;\\n`, 'g'))].map(([text]) => ({ text })),
    ),
    /^ {2}\('(\w+)',/gm,
  )

/** The statuses that a table allows. */
const statuses = (path: RegExp) =>
  all(of(path), /status in \(([^)]*)\)/g).flatMap((list) =>
    [...list.matchAll(/'(\w+)'/g)].map(([, status = '']) => status),
  )

// What the database names, by the group of its labels.
const named: Record<string, string[]> = {
  rule: [...inserted('reconcile.rules'), ...all(of(/unidentified/), / n\.node, '(\w+)', p_run/g)],
  alert: inserted('monitoring.alert_rules'),
  outcome: [
    ...all(of(/monitoring\/actions/), /'outcome', (?:case when \w+ then )?'(\w+)'/g),
    ...all(of(/monitoring\/actions/), /'outcome', case when \w+ then '\w+' else '(\w+)'/g),
    ...all(of(/monitoring\/actions/), /"outcome": "(\w+)"/g),
    ...all(of(/schemas\/webhooks/), /'outcome', (?:case when \w+ then )?'(\w+)'/g),
    ...all(of(/schemas\/webhooks/), /'outcome', case when \w+ then '\w+' else '(\w+)'/g),
    ...statuses(/staging\/records\.sql/), // What a record is after it was promoted again.
  ],
  action: [
    ...all(of(/monitoring\/actions/), /record_decision\(\s*v_by, '(\w+)'/g),
    ...all(of(/schemas\/webhooks/), /decided\(v_webhook, '(\w+)'/g),
  ],
  mode: all(of(/runs\/runs\.sql/), /mode in \(([^)]*)\)/g).flatMap((list) => list.match(/\w+/g) ?? []),
  trigger: [
    ...all(of(/schedule\/invoke/), /p_trigger text default '(\w+)'/g),
    ...all(of(/actions\/sync_now/), /p_account, '(\w+)'\);/g),
    ...all(shared, /'x-triggered-by'\) \?\? '(\w+)'/g),
    ...all(await sources('cli'), /'x-triggered-by': '(\w+)'/g),
  ],
  status: [
    ...statuses(/runs\/runs\.sql|staging\/records\.sql|missing\.sql/),
    ...all(of(/phase_of/), /(?:then|else) '(waiting|abandoned)'/g),
    ...all(of(/module_health/), /(?:then|else) '(\w+)'/g),
    'critical',
    'warning',
    'error',
  ],
}

// What needs a person, besides what fails: the page has a cause for each.
const kinds = [
  ...all(of(/views\/actions_required/), /^ +select '(\w+)'/gm),
  ...all(sql, /insert into monitoring\.named_placeholders [^;]*?'\w+', '(\w+)'/g),
].filter((kind) => !['connect', 'failing'].includes(kind))

// Codes that an error of a run can have, and what functions of the database raise.
const codes = [
  ...all(shared, /new GazelleError\(\s*'(\w+)'/g),
  ...all(
    shared.filter(({ path }) => !/folder|private-file|body/.test(path)),
    /new AppError\(\s*'(\w+)'/g,
  ),
  ...all(shared, /failure\.code \|\| '(\w+)'/g),
  ...all(shared, /^ {2}GZ\d+: '(\w+)'/gm),
  ...all(shared, /\bcode: '(unexpected)'/g),
  ...all(sql, /'code', '([a-z_]+)'/g),
  ...all(sql, /errcode = '(GZ\d+|42501)'/g),
]

const leaves = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value)).flatMap(leaves)

/** Every text of every French catalogue, whichever file it is in. */
const frenchFiles = page.filter(({ path }) => /words\/[\w.]*\bfr\.ts$/.test(path)).map(({ path }) => path)
const french = (
  await Promise.all(frenchFiles.map((path) => import(/* @vite-ignore */ join(root, path))))
).flatMap(leaves)

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted()

describe('the words of the page', () => {
  test.each(Object.entries(named))('label everything that the database names: %s', (group, names) => {
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !(`${group}.${name}` in en))).toEqual([])
  })

  test('name nothing that the database no longer has', () => {
    const known = new Set(
      ['rule', 'alert', 'trigger'].flatMap((group) => (named[group] ?? []).map((name) => `${group}.${name}`)),
    )
    const labels = Object.keys(en).filter((key) => /^(rule|alert|trigger)\./.test(key))
    expect(labels.filter((key) => !known.has(key))).toEqual([])
  })

  test('have in French what alert rules and errors say in English', () => {
    const rules = named.alert ?? []
    expect(Object.keys(remedies).toSorted()).toEqual(rules.toSorted())
    expect(Object.keys(endings).toSorted()).toEqual(rules.toSorted())
    expect(new Set(codes).size).toBeGreaterThan(20)
    const other = ['no_id', 'lookup'] // A record without an id, and a look-up without an answer.
    expect(Object.keys(hints).toSorted()).toEqual([...new Set([...codes, ...other])].toSorted())
  })

  test('have a cause and a remedy in both languages for every code, rule and kind (case U2)', () => {
    const known = [...codes, 'lookup'].map(nameOfCode)
    const wanted = [...new Set([...known, ...(named.alert ?? []), ...kinds])].filter(
      (name) => name !== 'no_id',
    )
    expect(kinds.length).toBeGreaterThan(4)
    expect(Object.keys(causes).toSorted()).toEqual(wanted.toSorted())
    for (const words of [causesEn, causesFr]) {
      expect(Object.keys(words).toSorted()).toEqual(wanted.toSorted())
      const incomplete = Object.entries(words).filter(
        ([, [what, todo]]) => !/[.]$/.test(what) || !/[.]$/.test(todo),
      )
      expect(incomplete).toEqual([])
    }
  })

  test('name no command of the terminal in a cause or remedy; each stands apart, with its meaning (case U2)', () => {
    const command = /\bgazelle [a-z]|\bselect [a-z_]+\.|\bnpm |monitoring\./
    const told = [causesEn, causesFr].flatMap((words) => Object.values(words).flat())
    expect(told.filter((text) => command.test(text))).toEqual([])
    const { 'member.none.ask': _, ...others } = en
    expect([...Object.values(others), ...Object.values(fr)].filter((text) => command.test(text))).toEqual([])
    for (const words of [en, fr]) {
      const told = Object.keys(words).flatMap((key) => /^command\.(\w+)$/.exec(key)?.[1] ?? [])
      expect(told.toSorted()).toEqual(Object.keys(commands).toSorted())
    }
  })

  test('fill in the same values in both languages', () => {
    const french = new Map(Object.entries(fr))
    const different = Object.entries(en).filter(
      ([key, text]) => String(placeholders(text)) !== String(placeholders(french.get(key) ?? '')),
    )
    expect(different).toEqual([])
  })

  test('are spaced as in Quebec: nothing breaks before : ; ? ! » and %, after «, nor in a number', () => {
    expect(frenchFiles.map((path) => basename(path)).toSorted()).toEqual(
      expect.arrayContaining(['causes.fr.ts', 'data.fr.ts', 'database.fr.ts', 'fr.ts']),
    )
    for (const text of [...Object.values(dataFr), ...Object.values(endings)]) expect(french).toContain(text)
    const wrong = french.map(spaced).filter((text) =>
      [
        / [:;?!»%]/, // An ordinary space before them.
        /« (?!\u00a0)|«(?!\u00a0)/,
        /(?<!\u00a0)»/,
        /(?<!\u00a0):(?=[\s\u00a0]|$)/,
        /(?<!\u202f)[;?!](?=\s|$)/,
        /\d \d{3}(?!\d)/,
        /\d (?:h|s|min|%)(?!\p{L})/u,
      ].some((sign) => sign.test(text)),
    )
    expect(wrong).toEqual([])
  })

  test.each([
    ['Réessayer?', 'Réessayer\u202f?'],
    ['Réessayer ?', 'Réessayer\u202f?'],
    ['Fini; encore {n}!', 'Fini\u202f; encore {n}\u202f!'],
    ['Durée : 24 h, 10 000 fiches, 99 %', 'Durée\u00a0: 24\u00a0h, 10\u00a0000 fiches, 99\u00a0%'],
    ['« Essayer »', '«\u00a0Essayer\u00a0»'],
    ['«Essayer»', '«\u00a0Essayer\u00a0»'],
    ['«\u00a0Essayer\u00a0»', '«\u00a0Essayer\u00a0»'],
    ['https://exemple.ca/a?b=c:d', 'https://exemple.ca/a?b=c:d'],
    ['à 12:30', 'à 12:30'],
    ['Prochain essai dans {seconds} s.', 'Prochain essai dans {seconds}\u00a0s.'],
  ])('%s is spaced', (text, expected) => expect(spaced(text)).toBe(expected))

  test('break no time of day', () => {
    expect(unbroken('28 nov. 2026, 04 h 22')).toBe('28 nov. 2026, 04\u00a0h\u00a022')
    expect(unbroken('Nov 28, 2026, 4:22 a.m.')).toBe('Nov 28, 2026, 4:22\u00a0a.m.')
    expect(unbroken('Durée de 4 h, 3 jours')).toBe('Durée de 4 h, 3 jours')
  })

  test('are typed as in Quebec: curved apostrophes, real ellipses, and words of here', () => {
    const wrong = french.filter((text) =>
      /\p{L}'\p{L}|\.\.\.|\b(e-?mail|mail|week-?end|digital|parking|login|mot-clef|cliquer ici)\b/iu.test(
        text,
      ),
    )
    expect(wrong).toEqual([])
  })

  test('are all used', () => {
    const code = page
      .map(({ path, text }) => (/words\/((data|webhooks)\.)?(en|fr)\.ts$/.test(path) ? '' : text))
      .join('\n')
    const groups = all([{ text: code }], /(?:named\('|t\(`|many\(`)(\w+)['.]/g)
    const unused = Object.keys(en).filter((key) => {
      const stem = key.replace(/(\.(title|text))?(\.(one|other))?$/, '')
      return !code.includes(`'${key}'`) && !code.includes(`'${stem}'`) && !code.includes(`"${stem}"`)
    })
    expect(unused.filter((key) => !groups.includes(key.split('.')[0] ?? ''))).toEqual([])
  })
})

test('every module has its name in English and in French', () => {
  const modules = of(/schemas\/gazelle\//).filter(({ text }) => text.includes('sync.add_module'))
  expect(modules.length).toBeGreaterThan(20)
  const nameless = modules.filter(({ text }) => !/title => '\{"en": "[^"]+", "fr": "[^"]+"\}'/.test(text))
  expect(nameless.map(({ path }) => path)).toEqual([])
})
