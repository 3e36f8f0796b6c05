import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../e2e/world.ts'
import { compare } from '../harness/company.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true })
})
afterAll(() => world?.stop())
beforeEach(() => world.fresh())

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Changes the records of one operation's answers on their way. */
const rewriting = (operation: string, edit: (nodes: Node[]) => void) => {
  world.wire.onAnswer = (call, body) => {
    if (call.operation !== operation) return body
    const answer = JSON.parse(body)
    const [root] = Object.values<unknown>(answer.data)
    const list = isNode(root) && Array.isArray(root.edges) ? root.edges.map(({ node }) => node) : root
    edit((Array.isArray(list) ? list : [root]).filter(isNode))
    return JSON.stringify(answer)
  }
}

const rows = (sql: string, values: unknown[] = []) => world.database.query(sql, values)
const one = async (sql: string, values: unknown[] = []) => (await rows(sql, values))[0]
const watermark = async (module: string) =>
  (await one('select count(*)::int as count from sync.watermarks where module = $1', [module]))?.count
/** Which rules a staged record breaks, and in which fields. */
const issues = async (module: string, id: string) => {
  const staged = await one(`select status, issues from staging.stg_${module} where external_id = $1`, [id])
  const found: { rule: string; field: string }[] = staged?.issues ?? []
  return { status: staged?.status, issues: found.map(({ rule, field }) => `${field}: ${rule}`).sort() }
}
const nth = <T>(map: Map<string, T>, place: number): T => {
  const value = [...map.values()][place]
  if (value === undefined) throw new Error('the company is too small')
  return value
}

/** The next sweep, without anything wrong, makes everything right. */
const heals = async () => {
  world.wire.onAnswer = undefined
  await world.syncAll({ mode: 'full' })
  await compare(world.database, world.gazelle.company)
  expect(await rows('select * from monitoring.rejects where external_id is not null')).toEqual([])
}

describe('text', () => {
  test('of ten megabytes is kept whole, with a warning, and its page goes on', async () => {
    const { change, company } = world.gazelle
    const piano = nth(company.pianos, 3)
    const entry = nth(company.timelineEntries, 3)
    const sentence = 'Accord 440Hz, 21C, 39 %. Élève préparée; rien à signaler. '
    const text = sentence.repeat(Math.ceil((10 * 1024 * 1024) / sentence.length))
    change.editPiano(piano.id, { notes: text })
    change.editTimelineEntry(entry.id, { comment: text })
    const reports = await world.syncAll()
    expect(reports.every((report) => report.rejected === 0)).toBe(true)
    await compare(world.database, company)
    const length = await one('select length(notes)::int as length from gazelle.pianos where id = $1', [
      piano.id,
    ])
    expect(length).toEqual({ length: text.length })
    expect(await issues('pianos', piano.id)).toEqual({ status: 'promoted', issues: ['notes: long_text'] })
    expect(await issues('timeline', entry.id)).toEqual({ status: 'promoted', issues: ['comment: long_text'] })
    for (const module of ['pianos', 'timeline'])
      expect(await world.sync(module, { mode: 'full' })).toMatchObject({ status: 'success', changed: 0 })
    await compare(world.database, company)
  }, 120_000)

  test('with what Postgres cannot store loses that character alone, and says so', async () => {
    const { change, company } = world.gazelle
    const [piano, other, entry] = [
      nth(company.pianos, 3),
      nth(company.pianos, 4),
      nth(company.timelineEntries, 3),
    ]
    change.editPiano(piano.id, { notes: 'avant\u0000après', location: 'Salle \ud83c' })
    change.editPiano(other.id, { notes: 'C:\\u0000 et 🎹 restent' })
    change.editTimelineEntry(entry.id, { comment: '\udfb9\u0000' })
    await world.syncAll()
    await compare(world.database, company, [
      `pianos ${piano.id}.notes: "avant\ufffdaprès", Gazelle has "avant\\u0000après"`,
      `pianos ${piano.id}.location: "Salle \ufffd", Gazelle has "Salle \\ud83c"`,
      `timeline_entries ${entry.id}.comment: "\ufffd\ufffd", Gazelle has "\\udfb9\\u0000"`,
    ])
    expect(await issues('pianos', piano.id)).toEqual({
      status: 'promoted',
      issues: ['location: lost_character', 'notes: lost_character'],
    })
    expect((await issues('pianos', other.id)).issues).toEqual([])
    for (const report of await world.syncAll({ mode: 'full' })) expect(report).toMatchObject({ changed: 0 })
    change.editPiano(piano.id, { notes: 'réparé', location: 'Salle 1' })
    change.editTimelineEntry(entry.id, { comment: 'réparé' })
    await heals()
  })
})

describe('a record', () => {
  test('without a usable id is kept apart, once, and its page goes on', async () => {
    const ids = [null, '', 5, 'x'.repeat(300), ['a'], { id: 'a' }, undefined]
    rewriting('Pianos', (nodes) => {
      for (const [place, id] of ids.entries()) {
        const node = nodes[place + 2]
        if (node) node.id = id
      }
    })
    expect(await world.sync('pianos')).toMatchObject({
      status: 'partial',
      changed: 60,
      rejected: ids.length,
      promoted: 60 - ids.length,
    })
    expect(await watermark('pianos')).toBe(0)
    const kept = `select issue, raw_data -> 'id' as id from sync.unidentified where module = 'pianos' order by unidentified_id`
    const apart = await rows(kept)
    expect(apart.map((row) => row.issue)).toEqual(ids.map(() => 'no_id'))
    expect(apart.map((row) => row.id ?? undefined)).toEqual(ids.map((id) => id ?? undefined))
    expect(
      await one(`select count(*)::int as count from monitoring.rejects where module = 'pianos'`),
    ).toEqual({
      count: ids.length,
    })
    expect(await world.sync('pianos', { mode: 'full' })).toMatchObject({
      ...{ status: 'partial', changed: 0 },
    })
    expect(await rows(kept)).toEqual(apart)
    await heals()
  })

  test('that comes twice in a page is one row, as it came last', async () => {
    const { company } = world.gazelle
    const { id, make } = nth(company.pianos, 5)
    rewriting('Pianos', (nodes) => {
      const place = nodes.findIndex((node) => node.id === id)
      const node = nodes[place]
      if (node)
        nodes[place === 0 ? 1 : 0] = Object.assign(nodes[place === 0 ? 1 : 0] ?? {}, { ...node, make: 'Old' })
      nodes.push({ ...node, make: 'Newest' })
    })
    await world.sync('pianos')
    expect(await rows('select make from gazelle.pianos where id = $1', [id])).toHaveLength(1)
    expect(make).not.toBe('Newest')
    await heals()
  })

  test('with values of the wrong type loses those alone, and names each', async () => {
    const { company } = world.gazelle
    const [piano, other] = [nth(company.pianos, 3), nth(company.pianos, 4)]
    rewriting('Pianos', (nodes) => {
      for (const node of nodes) {
        if (node.id === piano.id)
          Object.assign(node, {
            ...{ make: 7, year: 'old', tags: 'concert', client: 'cli_x', damppChaserInstalled: 'yes' },
            ...{ notes: { text: 'a' }, rental: 1, createdAt: 5, serviceIntervalMonths: 6.5 },
          })
        if (node.id === other.id)
          Object.assign(node, {
            client: { id: 7 },
            year: 99_999_999_999,
            tags: [1, 'a', null],
            location: ['x'],
          })
      }
    })
    expect(await world.sync('pianos')).toMatchObject({
      status: 'success',
      changed: 60,
      promoted: 60,
      rejected: 0,
    })
    expect(await issues('pianos', piano.id)).toEqual({
      status: 'promoted',
      issues: [
        ...['client: bad_reference', 'createdAt: bad_instant', 'damppChaserInstalled: bad_boolean'],
        ...['notes: bad_text', 'rental: bad_boolean', 'serviceIntervalMonths: bad_integer', 'tags: bad_list'],
        'year: bad_integer',
      ],
    })
    expect((await issues('pianos', other.id)).issues).toEqual(
      expect.arrayContaining(['client: bad_reference', 'location: bad_text', 'year: bad_integer']),
    )
    const row = await one(
      `select make, client_id, year, tags, dampp_chaser_installed, rental, gazelle_created_at, model, serial_number
       from gazelle.pianos where id = $1`,
      [piano.id],
    )
    // A number where text is wanted keeps its text (case L1).
    expect(row).toMatchObject({
      make: '7',
      ...{ client_id: null, year: null, tags: null, dampp_chaser_installed: null, rental: null },
      ...{ gazelle_created_at: null, model: piano.model || null, serial_number: piano.serialNumber || null },
    })
    await heals()
  })

  test('with dates that are none loses those alone; an entry without its instant is refused, and its page goes on', async () => {
    const { change, company } = world.gazelle
    const [piano, entry, other] = [
      nth(company.pianos, 3),
      nth(company.timelineEntries, 3),
      nth(company.timelineEntries, 4),
    ]
    const { calculatedLastService, damppChaserMfgDate, createdAt, updatedAt } = piano
    change.editPiano(piano.id, {
      ...{ calculatedLastService: '2026-02-30', damppChaserMfgDate: 'hier' },
      ...{ createdAt: '2026-02-03 20:56:01', updatedAt: '12026-02-03T20:56:01Z' },
    })
    rewriting('Timeline', (nodes) => {
      for (const node of nodes) {
        if (node.id === entry.id) node.occurredAt = 'bientôt'
        if (node.id === other.id) node.occurredAt = null
      }
    })
    for (const module of ['users', 'clients', 'pianos', 'measurements'])
      expect(await world.sync(module)).toMatchObject({ status: 'success', rejected: 0 })
    expect(await issues('pianos', piano.id)).toEqual({
      status: 'promoted',
      issues: [
        ...['calculatedLastService: bad_date', 'createdAt: bad_instant'],
        ...['damppChaserMfgDate: bad_date', 'updatedAt: bad_instant'],
      ],
    })
    expect(await world.sync('timeline')).toMatchObject({ status: 'partial', changed: 300, rejected: 2 })
    expect(await watermark('timeline')).toBe(0)
    for (const { id } of [entry, other])
      expect(await issues('timeline', id)).toEqual({ status: 'rejected', issues: ['occurredAt: no_instant'] })
    const refused = await rows(
      "select external_id, rule, sentence from monitoring.rejects where severity = 'fatal' order by external_id",
    )
    expect(refused).toEqual(
      [entry.id, other.id]
        .sort()
        .map((external_id) =>
          expect.objectContaining({ external_id, rule: 'no_instant', sentence: expect.any(String) }),
        ),
    )
    change.editPiano(piano.id, { calculatedLastService, damppChaserMfgDate, createdAt, updatedAt })
    await heals()
  })

  test('whose parts are broken is kept, without them', async () => {
    const { company } = world.gazelle
    const [client, other, third] = [nth(company.clients, 1), nth(company.clients, 2), nth(company.clients, 3)]
    rewriting('Clients', (nodes) => {
      for (const node of nodes) {
        if (node.id === client.id) node.allContacts = null
        if (node.id === other.id) node.allContacts = 'none'
        if (node.id === third.id && isNode(node.allContacts) && Array.isArray(node.allContacts.nodes))
          node.allContacts.nodes.push(null, { id: null, lastName: 'Sans-Numéro' }, 'x')
      }
    })
    await world.sync('users')
    expect(await world.sync('clients')).toMatchObject({
      status: 'partial',
      changed: 40,
      promoted: 39,
      rejected: 1,
    })
    expect(await issues('clients', other.id)).toMatchObject({ issues: ['allContacts: bad_list'] })
    expect(await issues('clients', third.id)).toEqual({
      status: 'rejected',
      issues: ['allContacts: bad_list', 'allContacts: child_without_id'],
    })
    const contacts = await one('select count(*)::int as count from gazelle.contacts where client_id = $1', [
      third.id,
    ])
    expect(contacts).toEqual({ count: third.contacts.length })
    await heals()
  })

  test('that points to nobody gets a placeholder, which is asked for by its id and marked gone', async () => {
    const { company } = world.gazelle
    const piano = nth(company.pianos, 3)
    rewriting('Pianos', (nodes) => {
      for (const node of nodes) if (node.id === piano.id) node.client = { id: 'cli_nowhere' }
    })
    await world.sync('users')
    await world.sync('clients')
    expect(await world.sync('pianos')).toMatchObject({ status: 'success', placeholders: 1 })
    const state = () =>
      one('select is_placeholder, deleted_at from gazelle.clients where id = $1', ['cli_nowhere'])
    expect(await state()).toEqual({ is_placeholder: true, deleted_at: null })
    expect(await world.sync('clients')).toMatchObject({ status: 'success', deleted: 1 })
    expect(await state()).toEqual({ is_placeholder: true, deleted_at: expect.any(Date) })
    await heals()
  })
})

describe('a number that JavaScript cannot hold (case R18)', () => {
  test.each(['1e400', '9007199254740993', '-1e400'])(
    '%s, where an integer belongs, is an issue of its field, and its page goes on',
    async (number) => {
      const { company } = world.gazelle
      const piano = nth(company.pianos, 3)
      rewriting('Pianos', (nodes) => {
        for (const node of nodes) if (node.id === piano.id) node.year = 'THE NUMBER'
      })
      const { onAnswer } = world.wire
      world.wire.onAnswer = async (call, body) =>
        (await onAnswer?.(call, body))?.replace('"THE NUMBER"', number) ?? body
      await world.sync('users')
      await world.sync('clients')
      expect(await world.sync('pianos')).toMatchObject({ status: 'success', fetched: company.pianos.size })
      expect(await issues('pianos', piano.id)).toEqual({ status: 'promoted', issues: ['year: bad_integer'] })
      expect(await one('select year from gazelle.pianos where id = $1', [piano.id])).toEqual({ year: null })
      await heals()
    },
  )
})
