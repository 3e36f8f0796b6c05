import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { development, heldOut, type Sentence } from '../readings/sentences.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

const kinds = { temperature: /[CF]$/, humidity: /%$/, pitch: /Hz$/, all: /./ }

type Kind = keyof typeof kinds
type Counts = { right: number; wrong: string[]; missed: string[] }

const readings = async (sentences: readonly Sentence[]): Promise<string[][]> => {
  const rows = await database.query<{ readings: string[] }>(
    `select array(
       select unnest(array[
         trim_scale(r.temperature_original) || r.temperature_unit, trim_scale(r.humidity) || '%', trim_scale(r.pitch) || 'Hz'
       ])
       from reconcile.find_readings(s.sentence) r
     ) as readings
     from unnest($1::text[]) with ordinality s (sentence, place)
     order by s.place`,
    [sentences.map(([text]) => text)],
  )
  return rows.map((row) => row.readings.filter((value) => value !== null))
}

const compare = (sentences: readonly Sentence[], found: string[][], kind: Kind): Counts => {
  const counts: Counts = { right: 0, wrong: [], missed: [] }
  for (const [at, [text, readings]] of sentences.entries()) {
    const left = (found[at] ?? []).filter((value) => kinds[kind].test(value))
    for (const value of readings.split(' ').filter((value) => value && kinds[kind].test(value))) {
      const place = left.indexOf(value)
      if (place < 0) counts.missed.push(`${value} in ${text}`)
      else counts.right += left.splice(place, 1).length
    }
    counts.wrong.push(...left.map((value) => `${value} in ${text}`))
  }
  return counts
}

const scores = async (name: string, sentences: readonly Sentence[]) => {
  const found = await readings(sentences)
  const score = (kind: Kind) => {
    const { right, wrong, missed } = compare(sentences, found, kind)
    return {
      right,
      wrong: wrong.length,
      missed: missed.length,
      precision: right / (right + wrong.length),
      recall: right / (right + missed.length),
    }
  }
  const table = {
    temperature: score('temperature'),
    humidity: score('humidity'),
    pitch: score('pitch'),
    all: score('all'),
  }
  console.log(`Readings, ${name}: ${sentences.length} sentences`)
  console.table(table)
  const { wrong, missed } = compare(sentences, found, 'all')
  for (const text of wrong) console.log(`wrong: ${text}`)
  for (const text of missed) console.log(`missed: ${text}`)
  return table
}

test('The labelled sentences are many, and half of them hold no reading', () => {
  const all = [...development, ...heldOut]
  expect(all.length).toBeGreaterThanOrEqual(300)
  expect(all.filter(([, readings]) => readings === '').length / all.length).toBeGreaterThan(0.45)
  expect(new Set(all.map(([text]) => text)).size).toBe(all.length)
})

test.each([
  ['development', development],
  ['held out', heldOut],
  ['all', [...development, ...heldOut]],
] as const)(
  'Readings of the %s sentences are found, and nothing else is taken for one',
  async (name, sentences) => {
    for (const { precision, recall } of Object.values(await scores(name, sentences))) {
      expect(precision).toBeGreaterThanOrEqual(0.99)
      expect(recall).toBeGreaterThanOrEqual(0.97)
    }
  },
)

test('A reading is where it is said to be', async () => {
  const rows = await database.query(
    `select s.sentence, r.matched
     from unnest($1::text[]) s (sentence)
     cross join lateral reconcile.find_readings(s.sentence) r
     where substr(s.sentence, r.position, r.length) is distinct from r.matched or r.confidence not between 0 and 1`,
    [[...development, ...heldOut].map(([text]) => text)],
  )
  expect(rows).toEqual([])
})

test('Sentences cut and joined at random never raise', async () => {
  const texts = [...development, ...heldOut].map(([text]) => text)
  const rows = await database.query<{ read: string }>(
    `select count(r)::text as read
     from (
       select left(a.t, a.n::int % 17) || right(b.t, b.n::int % 23) || a.t as text
       from unnest($1::text[]) with ordinality a (t, n)
       join unnest($1::text[]) with ordinality b (t, n) on (a.n * 7 + b.n * 3) % 41 = 0
     ) x
     left join lateral reconcile.find_readings(x.text) r on true`,
    [texts],
  )
  expect(Number(rows[0]?.read)).toBeGreaterThan(0)
})

// One side reads accents and case by the locale, the other has none.
test('The locale of the database changes nothing', async () => {
  const texts = [...development, ...heldOut].map(([text]) => text)
  const rows = await database.query(
    `select t
     from unnest($1::text[]) t
     where (select jsonb_agg(to_jsonb(r)) from reconcile.find_readings(t collate "C") r)
       is distinct from (select jsonb_agg(to_jsonb(r)) from reconcile.find_readings(t collate "und-x-icu") r)`,
    [texts],
  )
  expect(rows).toEqual([])
})
