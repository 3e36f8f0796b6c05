// Notes by chance: what was measured is found, other numbers are left alone, and nothing that a person may type makes the
// readings fail. How to replay a failure: tests/properties/check.ts.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cases, holdsForAll } from './check.ts'
import { anyNote, measured, noise, note, type Sentence } from './notes.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

const notesInRun = 200
const runs = Math.ceil(cases(2000) / notesInRun)
const many = <Value>(one: fc.Arbitrary<Value>) =>
  fc.array(one, { minLength: 1, maxLength: 2 * notesInRun, size: 'max' })
const hour = 3_600_000

interface Found {
  readings: string[]
}

const readingsOf = async (texts: string[]): Promise<string[][]> => {
  const rows = await database.query<Found & Record<string, unknown>>(
    `select array(
       select v.value
       from reconcile.find_readings(t.text) r
       cross join lateral (values
         (trim_scale(r.temperature_original) || r.temperature_unit), (trim_scale(r.humidity) || '%'), (trim_scale(r.pitch) || 'Hz')
       ) v (value)
       where v.value is not null
       order by r.number
     ) as readings
     from unnest($1::text[]) with ordinality t (text, place)
     order by t.place`,
    [texts],
  )
  return rows.map(({ readings }) => readings)
}

const foundIn = async (sentences: Sentence[]) => {
  const found = await readingsOf(sentences.map(({ text }) => text))
  const shown = (text: string, readings: string[]) =>
    `${JSON.stringify(text)}: ${[...readings].sort().join(' ')}`
  const wrong = sentences.flatMap(({ text, readings }, at) => {
    const [ours, theirs] = [shown(text, found[at] ?? []), shown(text, readings)]
    return ours === theirs ? [] : [`${ours}, should be ${theirs}`]
  })
  expect(wrong).toEqual([])
}

test(
  'What was measured is found where it stands alone in a sentence',
  () => holdsForAll(many(measured), runs, foundIn),
  hour,
)

test(
  'Prices, days, telephone numbers, serial numbers, shares and settings are no readings',
  () => holdsForAll(many(noise.map((text): Sentence => ({ text, readings: [] }))), runs, foundIn),
  hour,
)

test(
  'In a note of many sentences what was measured is found, and nothing else',
  () => holdsForAll(many(note), runs, foundIn),
  hour,
)

test(
  'Whatever stands in a note, its readings are plausible, stand where they are said to stand, and never fail',
  () =>
    holdsForAll(many(anyNote), runs, async (texts) => {
      const wrong = await database.query(
        `select t.text, to_jsonb(r) as reading
         from unnest($1::text[]) t (text)
         cross join lateral reconcile.find_readings(t.text) r
         where not coalesce(r.temperature between -20 and 50, true) or not coalesce(r.humidity between 0 and 100, true)
           or not coalesce(r.pitch between 400 and 460, true) or (r.temperature is null) <> (r.temperature_unit is null)
           or num_nonnulls(r.temperature, r.humidity, r.pitch) = 0 or r.confidence not between 0 and 1
           or substr(t.text, r.position, r.length) is distinct from r.matched or r.length < 1`,
        [texts],
      )
      expect(wrong).toEqual([])
    }),
  hour,
)

let runOfPages = 0

/** Stages notes as entries of the timeline, cut into pages of some sizes, and gives the readings of each in production. */
const stagedIn = async (sizes: number[], notes: string[]): Promise<unknown[]> => {
  runOfPages += 1
  const name = `n${runOfPages}`
  const nodes = notes.map((comment, at) => ({
    id: `${name}_${at}`,
    type: 'USER_COMMENT',
    occurredAt: '2026-02-03T20:56:01Z',
    comment,
  }))
  let from = 0
  for (const size of [...sizes, nodes.length]) {
    await database.query("select sync.stage_nodes('timeline', 'main', null, $1)", [
      JSON.stringify(nodes.slice(from, from + size)),
    ])
    from += size
  }
  return database.query(
    `select split_part(e.timeline_entry_id, '_', 2)::int as note, split_part(e.id, '/', 3) as number,
       e.temperature, e.humidity, e.pitch, e.position, e.matched, e.confidence
     from gazelle.extracted_measurements e
     where e.timeline_entry_id ^@ $1 and e.deleted_at is null
     order by 1, 2`,
    [`${name}_`],
  )
}

test(
  'Readings are the same however a history is cut into pages',
  () =>
    holdsForAll(
      fc.tuple(many(note), fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 6 })),
      Math.ceil(runs / 4),
      async ([notes, sizes]) => {
        const texts = notes.map(({ text }) => text)
        expect(await stagedIn(sizes, texts)).toEqual(await stagedIn([], texts))
      },
    ),
  hour,
)
