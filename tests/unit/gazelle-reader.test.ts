import { describe, expect, test } from 'vitest'
import type { GazelleClient, RequestOptions } from '../../shared/gazelle/client.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import type { FetchedPage, Module } from '../../shared/gazelle/module.ts'
import { paged } from '../../shared/gazelle/paged.ts'
import { adaptivePageSize } from '../../shared/sync/page-size.ts'

type Row = Record<string, unknown> & { id: unknown }
interface Faults {
  /** Ids with which a page fails. */
  page?: string[]
  /** Ids with which not even the ids come. */
  ids?: string[]
  /** Ids that cannot be asked for by themselves. */
  byId?: string[]
  down?: boolean
  /** What people do before a call is answered. */
  before?: (operation: string) => void
  code?: 'gazelle_server_error' | 'gazelle_timeout' | 'gazelle_answer_too_large'
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}`, name: `n${at}` }))

/** A list whose cursors are positions, as the stand-in's are, with faults that stay. */
const gazelle = (rows: Row[], faults: Faults) => {
  const calls: { operation: string; first: number }[] = []
  const fails = (some: unknown[], bad: string[] = []) => some.some((id) => bad.includes(String(id)))
  const client: GazelleClient = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    async request(text: string, variables: object, options: RequestOptions = {}) {
      const operation = /query (\w+)/.exec(text)?.[1] ?? ''
      const asked = new Map<string, unknown>(Object.entries(variables))
      const first = Number(asked.get('first') ?? 1)
      const after = asked.get('after') ?? null
      const id0 = asked.get('id0')
      const call = () => {
        calls.push({ operation, first })
        if (options.spent) options.spent.apiCalls++
      }
      const refuse = (): never => {
        // An error that a smaller request may avoid is tried as often as the caller says.
        for (let tries = options.sizeTries ?? (options.retries ?? 5) + 1; tries > 0; tries--) call()
        throw new GazelleError(faults.code ?? 'gazelle_server_error', 'Gazelle failed: oops')
      }
      faults.before?.(operation)
      if (faults.down) return refuse()
      if (operation.endsWith('ById')) {
        if (fails([id0], faults.byId ?? faults.page)) return refuse()
        call()
        const data = JSON.parse(JSON.stringify({ record0: rows.find(({ id }) => id === id0) ?? null }))
        return { data, errors: [], apiCalls: 1, waitedMs: 0, askedAt: 0, bytes: 0 }
      }
      const isBackwards = text.includes('last: $first')
      const from = after === null ? (isBackwards ? rows.length : 0) : Number(after)
      const [start, end] = isBackwards
        ? [Math.max(0, from - first), from]
        : [from, Math.min(rows.length, from + first)]
      const shown = rows.slice(start, end)
      const bad = operation.includes('Ids') ? faults.ids : [...(faults.page ?? []), ...(faults.ids ?? [])]
      if (
        fails(
          shown.map(({ id }) => id),
          bad,
        )
      )
        return refuse()
      call()
      const edges = shown.map((node, at) => ({
        cursor: String(isBackwards ? start + at : start + at + 1),
        node,
      }))
      const hasNextPage = isBackwards ? start > 0 : end < rows.length
      const pageInfo = { hasNextPage, endCursor: String(isBackwards ? start : end) }
      const data = JSON.parse(JSON.stringify({ allRows: { totalCount: rows.length, pageInfo, edges } }))
      return { data, errors: [], apiCalls: 1, waitedMs: 0, askedAt: 0, bytes: 0 }
    },
  }
  return { client, calls }
}

const module = paged({ name: 'rows', list: 'allRows', one: 'row', type: 'Row', fields: 'id name' })
const listOnly = paged({ name: 'rows', list: 'allRows', type: 'Row', fields: 'id name' })
const request = { mode: 'full', window: null, since: null, until: null, timeZone: 'UTC' } as const

/** Reads a whole list as a run does: each page must join the one before. */
const sweep = async (
  rows: Row[],
  faults: Faults,
  { size = 500, known = [] as string[], isOneWithoutId = false, of = module as Module } = {},
) => {
  const { client, calls } = gazelle(rows, faults)
  const sizes = adaptivePageSize(size, size, () => {}, [
    ...known.map((id) => ({ id })),
    ...(isOneWithoutId ? [{ id: null }] : []),
  ])
  const [lane] = of.lanes(request)
  if (!lane) throw new Error('no lane')
  const seen = new Set<unknown>()
  const pages: FetchedPage[] = []
  let cursor: string | null = null
  let spent = 0
  for (;;) {
    const page: FetchedPage = await sizes.fetch((first, how) => lane.fetch(client, cursor, { first, ...how }))
    expect(pages.length === 0 || seen.has(page.nodes[0]?.id)).toBe(true)
    for (const { id } of page.nodes) seen.add(id)
    pages.push(page)
    spent += page.apiCalls
    if (!page.hasNextPage || pages.length > 300) break
    cursor = page.resumeCursor ?? page.endCursor
  }
  return { seen, calls, spent, holes: pages.flatMap(({ holes }) => holes), pages }
}

const but = (rows: Row[], ...ids: string[]) =>
  new Set(rows.map(({ id }) => id).filter((id) => !ids.includes(String(id))))
const hole = (id: string | null, place = id) => ({
  ...{ kind: 'record', id, place, path: '', message: 'Gazelle failed: oops' },
})

describe('a record with which every page fails (case R8)', () => {
  const rows = rowsOf(1200)
  const clean = 3

  test.each(['r0', 'r1', 'r37', 'r250', 'r499', 'r500', 'r777', 'r1199'])(
    'is passed over and named, and all others arrive: %s',
    async (bad) => {
      const { seen, holes, calls, spent } = await sweep(rows, { page: [bad] })
      expect(seen).toEqual(but(rows, bad))
      expect(holes).toEqual([hole(bad)])
      expect(spent).toBe(calls.length)
      expect(calls.length - clean).toBeLessThanOrEqual(25)
    },
  )

  test('that is known costs four calls more than a clean run, however large its page', async () => {
    const { seen, holes, calls } = await sweep(rows, { page: ['r300'] }, { known: ['r300'] })
    expect(seen).toEqual(but(rows, 'r300'))
    expect(holes).toEqual([{ ...hole('r300'), message: expect.any(String) }])
    expect(calls.length - clean).toBeLessThanOrEqual(4)
  })

  test('is brought by a query by id where that can', async () => {
    const { seen, holes, calls } = await sweep(rows, { page: ['r300'], byId: [] })
    expect(seen).toEqual(but(rows))
    expect(holes).toEqual([])
    expect(calls.length - clean).toBeLessThanOrEqual(25)
  })

  test('says when it was asked for, though it stands alone: without that no page can be kept', async () => {
    const { seen, pages } = await sweep(rowsOf(1), { page: ['r0'], byId: [] })
    expect(seen).toEqual(new Set(['r0']))
    expect(pages.map(({ askedAt }) => Number.isFinite(askedAt))).toEqual([true])
  })

  test('that is known is asked for in the list where there is no query by id: only so can it be mended', async () => {
    const { seen, holes } = await sweep(rows, { page: ['r700'] }, { known: ['r300', 'r700'], of: listOnly })
    expect(seen).toEqual(but(rows, 'r700'))
    expect(holes).toEqual([hole('r700')])
  })

  test('does not stand alone: several in a row and apart are passed over each', async () => {
    const bad = ['r10', 'r11', 'r12', 'r640', 'r1198', 'r1199']
    const { seen, holes } = await sweep(rows, { page: bad })
    expect(seen).toEqual(but(rows, ...bad))
    expect(holes).toEqual(bad.map((id) => hole(id)))
  })

  test('is read up to from both ends where not even its id can be asked for', async () => {
    const { seen, holes, calls } = await sweep(rows, { ids: ['r600'] })
    expect(seen).toEqual(but(rows, 'r600'))
    expect(holes).toEqual([hole(null, 'after r599')])
    expect(calls.filter(({ operation }) => operation.includes('Backwards')).length).toBeGreaterThan(2)
  })

  test.each(['r0', 'r1', 'r1198'])('… also near an end of the list: %s', async (bad) => {
    const { seen, holes } = await sweep(rows, { ids: [bad] })
    expect(seen).toEqual(but(rows, bad))
    expect(holes).toHaveLength(1)
  })

  test('… also where it is alone: the list’s count shows that Gazelle answers', async () => {
    const { seen, holes, calls } = await sweep(rowsOf(1), { ids: ['r0'] })
    expect(seen).toEqual(new Set())
    expect(holes).toEqual([hole(null, 'first')])
    expect(calls.at(-1)).toMatchObject({ first: 0 })
  })

  test('… and once such a record is known, a poll of little beside it costs few calls, each made once (kind of part L)', async () => {
    const known = { isOneWithoutId: true }
    const alone = await sweep(rowsOf(1), { ids: ['r0'] }, known)
    expect(alone.holes).toEqual([hole(null, 'first')])
    expect(alone.calls.map(({ first }) => first)).toEqual([500, 2, 1, 0])
    const last = await sweep(rowsOf(2), { ids: ['r1'] }, known)
    expect(last).toMatchObject({ seen: new Set(['r0']), holes: [hole(null, 'after r0')] })
    expect(last.calls).toEqual([
      { operation: 'Rows', first: 500 },
      ...[2, 1].map((first) => ({ operation: 'RowsIds', first })),
      { operation: 'Rows', first: 1 },
      { operation: 'RowsIds', first: 1 },
      { operation: 'RowsIds', first: 0 },
    ])
  })

  test('… and in a long list it is read up to as before, and what is mended arrives', async () => {
    for (const bad of ['r0', 'r600', 'r1199']) {
      const { seen, holes } = await sweep(rows, { ids: [bad] }, { isOneWithoutId: true })
      expect(seen).toEqual(but(rows, bad))
      expect(holes).toHaveLength(1)
    }
    const mended = await sweep(rowsOf(300), {}, { isOneWithoutId: true })
    expect(mended).toMatchObject({ holes: [], calls: [{ first: 500 }] })
  })

  test('is told from an outage, which stays an error', async () => {
    await expect(sweep(rows, { down: true })).rejects.toMatchObject({ code: 'gazelle_server_error' })
  })

  test('of which a page times out is found with few time-outs', async () => {
    const { seen, calls } = await sweep(rows, { page: ['r444'], code: 'gazelle_timeout' })
    expect(seen).toEqual(but(rows, 'r444'))
    expect(calls.length).toBeLessThan(40)
  })
})

test('one record nested 3,000 deep is refused alone, and the others of its page arrive (case R17)', async () => {
  const rows = rowsOf(100)
  let deep: unknown = 'bottom'
  for (let depth = 0; depth < 3000; depth++) deep = { deep }
  rows[42] = { id: 'r42', name: deep }
  const { seen, holes, calls } = await sweep(rows, {})
  expect(seen).toEqual(but(rows, 'r42'))
  expect(holes).toEqual([{ ...hole('r42'), message: 'It is nested more than 100 deep' }])
  expect(calls).toHaveLength(1)
})

describe('a page', () => {
  test('joins the next one by a record, and reads on where nulls leave none', async () => {
    const rows = rowsOf(10)
    const nulls = rows.map((row, at) => (at > 1 && at < 6 ? { id: null, name: 'x' } : row))
    const { client } = gazelle(nulls, {})
    const [lane] = module.lanes(request)
    const page = await lane?.fetch(client, '1', { first: 3 })
    expect(page?.nodes.map(({ id }) => id)).toEqual(['r1', null, null, null, null, 'r6'])
    expect(page?.resumeCursor).toBe('6')
    expect(page?.holes).toEqual([
      { kind: 'no_id', id: null, place: 'after r1', path: '', message: '' },
      { kind: 'no_id', id: null, place: 'after r1 +1', path: '', message: '' },
      { kind: 'no_id', id: null, place: 'after r1 +2', path: '', message: '' },
      { kind: 'no_id', id: null, place: 'after r1 +3', path: '', message: '' },
    ])
  })

  test('of which the database refuses a record is fetched again in smaller ones, and at last without it', async () => {
    const rows = rowsOf(300)
    const { client } = gazelle(rows, {})
    const sizes = adaptivePageSize(500, 500, () => {})
    const [lane] = module.lanes(request)
    const staged = new Set<unknown>()
    const holes: unknown[] = []
    let cursor: string | null = null
    for (let pages = 0; pages < 40; pages++) {
      const page = await sizes.fetch(async (first, how) => {
        const page = await lane?.fetch(client, cursor, { first, ...how })
        if (!page) throw new Error('no lane')
        return page
      })
      if (page.nodes.some(({ id }) => id === 'r77')) {
        expect(sizes.tooLarge(page, 'value out of range')).toBe(true)
        continue
      }
      for (const { id } of page.nodes) staged.add(id)
      holes.push(...page.holes)
      if (!page.hasNextPage) break
      cursor = page.resumeCursor
    }
    expect(staged).toEqual(but(rows, 'r77'))
    expect(holes).toEqual([{ ...hole('r77'), message: 'value out of range' }])
  })
})

describe('a list that shifts while a record at fault is stepped around (case R1 inside R8)', () => {
  /** Deletes a record as soon as an operation is asked for the nth time. */
  const deleting = (rows: Row[], id: string, operation: string, nth = 1) => {
    let left = nth
    return (asked: string) => {
      if (asked === operation && --left === 0)
        rows.splice(
          rows.findIndex((row) => row.id === id),
          1,
        )
    }
  }
  const rowsWith = (...ids: string[]) => ids.map((id): Row => ({ id, name: id }))
  const around = (rows: Row[], faults: Faults, first: number, cursor: string | null = null) => {
    const { client, calls } = gazelle(rows, faults)
    const [lane] = module.lanes(request)
    if (!lane) throw new Error('no lane')
    const how = { known: new Set(['X']), message: 'oops' }
    return lane.fetch(client, cursor, { first, around: how }).then((page) => ({ page, calls }))
  }
  const idsOf = ({ nodes }: FetchedPage) => nodes.map(({ id }) => id)

  test.each(['RowsById', 'Rows'])('loses no record, whether it does so before %s', async (operation) => {
    const rows = rowsWith('a', 'b', 'c0', 'X', 'c', 'd', 'e', 'f', 'g', 'h')
    const before = deleting(rows, 'a', operation, operation === 'Rows' ? 3 : 1)
    const { seen, holes } = await sweep(rows, { page: ['X'], byId: [], before }, { known: ['X'] })
    expect(seen).toEqual(new Set(['a', 'b', 'c0', 'X', 'c', 'd', 'e', 'f', 'g', 'h']))
    expect(holes).toEqual([])
  })

  test('ends the page before the part that does not begin as it should', async () => {
    const rows = rowsWith('a', 'b', 'c0', 'X', 'c', 'd', 'e', 'f')
    const before = deleting(rows, 'a', 'RowsById')
    const { page } = await around(rows, { page: ['X'], byId: [], before }, 500)
    expect(idsOf(page)).toEqual(['a', 'b', 'c0', 'X'])
    expect(page).toMatchObject({ hasNextPage: true, resumeCursor: '2' })
  })

  test('has its page read again where nothing before the record can join the next one', async () => {
    const rows = rowsWith('a', 'X', 'c', 'd', 'e', 'f')
    const before = deleting(rows, 'a', 'RowsById')
    const { page } = await around(rows, { page: ['X'], byId: [], before }, 2)
    expect(idsOf(page)).toEqual(['X', 'c'])
    expect(page.resumeCursor).toBe('1')
  })

  test('that never stands still brings what it can, and the place is a hole', async () => {
    const rows = rowsWith('a', 'b', 'X', 'c', 'd', 'e', 'f')
    const removed: Row[] = []
    let asked = 0
    const before = (operation: string) => {
      if (operation === 'RowsById') removed.push(...rows.splice(0, 1))
      // Back at the next attempt, which begins with the ids of two.
      if (operation === 'RowsIds' && asked++ % 2 === 0) rows.unshift(...removed.splice(0))
    }
    const { page, calls } = await around(rows, { page: ['X'], byId: [], before }, 2, '1')
    expect(idsOf(page)).toEqual(['b', 'X', 'd', 'e', 'f'])
    const message = expect.stringMatching('shifts')
    expect(page.holes).toEqual([{ kind: 'record', id: null, place: 'after X', path: '', message }])
    expect(page.nullNodes).toBe(1)
    expect(calls.length).toBeLessThanOrEqual(15)
  })

  test('is noticed behind records without an id too, where the page is read on', async () => {
    const rows: Row[] = [...rowsWith('z', 'a'), { id: null }, { id: null }, ...rowsWith('c', 'd', 'e', 'f')]
    const { client } = gazelle(rows, { before: deleting(rows, 'z', 'Rows', 2) })
    const [lane] = module.lanes(request)
    const page = await lane?.fetch(client, '1', { first: 3 })
    // What begins with a record that the page before does not have is seen not to join it.
    expect(page && idsOf(page)).toEqual([null, null, 'c'])
  })
})
