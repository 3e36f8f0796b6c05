import { describe, expect, test } from 'vitest'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import type { FetchedPage, Lane } from '../../shared/gazelle/module.ts'
import { type LaneWork, readLane, sliceBudget } from '../../shared/sync/lane.ts'
import { startMeter } from '../../shared/sync/meter.ts'

const page = (nth: number, of: number): FetchedPage => ({
  nodes: [{ id: String(nth) }],
  nullNodes: 0,
  resumeCursor: null,
  holes: [],
  askedAt: 0,
  endCursor: nth < of ? `after ${nth}` : null,
  hasNextPage: nth < of,
  totalCount: of,
  apiErrors: 0,
  apiCalls: 1,
  waitedMs: 0,
})

const unmeasured = startMeter({ cpu: () => null, memory: () => null })
const budgetOf = (pages: number, milliseconds = 60_000) =>
  sliceBudget({ pages, milliseconds, cpuMs: 1400, bytes: 16_000_000 }, milliseconds, unmeasured)

const lane = (isProof = false): Lane => ({ name: 'all', isProof, fetch: () => Promise.reject() })

/** Work over a lane of some pages that notes what is begun and ended, in order. */
const work = (of: number, pages = 100) => {
  const log: string[] = []
  const done: LaneWork = {
    budget: budgetOf(pages),
    restart: async () => {
      log.push('restart')
    },
    fetch: async (cursor) => {
      log.push(`fetch ${cursor}`)
      return page(cursor === null ? 1 : Number(cursor.replace('after ', '')) + 1, of)
    },
    stage: async (nth, fetched) => {
      log.push(`stage ${nth}`)
      // Whatever can be begun meanwhile is begun now.
      for (let turn = 0; turn < 5; turn++) await null
      log.push(`staged ${nth}`)
      return { cursor: fetched.endCursor, finished: !fetched.hasNextPage }
    },
  }
  return { log, ...done }
}
const start = { cursor: null, page: 0 }

describe('a lane', () => {
  test('fetches the next page while one is staged', async () => {
    const { log, ...parts } = work(3)
    expect(await readLane(lane(), start, parts)).toBe(true)
    expect(log).toEqual([
      ...['fetch null', 'fetch after 1', 'stage 1', 'staged 1'],
      ...['fetch after 2', 'stage 2', 'staged 2', 'stage 3', 'staged 3'],
    ])
  })

  test('goes on at its cursor, and numbers its pages from there', async () => {
    const { log, ...parts } = work(3)
    expect(await readLane(lane(), { cursor: 'after 2', page: 7 }, parts)).toBe(true)
    expect(log).toEqual(['fetch after 2', 'stage 8', 'staged 8'])
  })

  test('stops where the budget ends, without a page too many', async () => {
    const { log, ...parts } = work(9, 2)
    expect(await readLane(lane(), start, parts)).toBe(false)
    expect(log.filter((line) => line.startsWith('fetch'))).toEqual(['fetch null', 'fetch after 1'])
    expect(log.at(-1)).toBe('staged 2')
  })

  test('without a budget does nothing', async () => {
    const { log, ...parts } = work(9, 0)
    expect(await readLane(lane(), start, parts)).toBe(false)
    expect(log).toEqual([])
  })

  test('whose page the database cannot take asks for the same place again, with fewer records (case R8)', async () => {
    const { log, ...parts } = work(3)
    let refusals = 0
    const stage: LaneWork['stage'] = (nth, fetched) => {
      if (nth === 2 && refusals++ === 0) return Promise.reject(new Error('canceling statement'))
      return parts.stage(nth, fetched)
    }
    const asksForLess = () => true
    expect(await readLane(lane(), start, { ...parts, stage, asksForLess })).toBe(true)
    expect(log.filter((line) => line.startsWith('fetch'))).toEqual([
      ...['fetch null', 'fetch after 1', 'fetch after 2', 'fetch after 1', 'fetch after 2'],
    ])
    expect(log.at(-1)).toBe('staged 3')
  })

  test('goes on where the database says after a shift, without the page fetched ahead (case R1)', async () => {
    const { log, ...parts } = work(3)
    let shifted = false
    const stage: LaneWork['stage'] = async (nth, fetched) => {
      if (nth !== 2 || shifted) return parts.stage(nth, fetched)
      shifted = true
      return { cursor: null, finished: false, shifted: true }
    }
    expect(await readLane(lane(), start, { ...parts, stage })).toBe(true)
    expect(log.filter((line) => line.startsWith('fetch'))).toEqual([
      ...['fetch null', 'fetch after 1', 'fetch after 2', 'fetch null', 'fetch after 1', 'fetch after 2'],
    ])
  })

  test('that was staged to its end begins again where the database says', async () => {
    const { log, ...parts } = work(2)
    let passes = 0
    const stage: LaneWork['stage'] = async (nth, fetched) => ({
      ...(await parts.stage(nth, fetched)),
      finished: !fetched.hasNextPage && ++passes === 2,
    })
    expect(await readLane(lane(), start, { ...parts, stage })).toBe(true)
    expect(log.filter((line) => line.startsWith('fetch'))).toEqual([
      ...['fetch null', 'fetch after 1', 'fetch null', 'fetch after 1'],
    ])
    expect(log.at(-1)).toBe('staged 4')
  })

  const refused = () => new GazelleError('gazelle_cursor_refused', 'Invalid cursor')

  test('whose cursor Gazelle refuses starts over, and numbers its pages on (case R4)', async () => {
    const { log, ...parts } = work(3)
    let refusals = 0
    const fetch: LaneWork['fetch'] = (cursor) =>
      cursor === 'after 2' && refusals++ === 0 ? Promise.reject(refused()) : parts.fetch(cursor)
    expect(await readLane(lane(), { cursor: 'after 2', page: 7 }, { ...parts, fetch })).toBe(true)
    expect(log.filter((line) => !line.startsWith('staged'))).toEqual([
      ...['restart', 'fetch null', 'fetch after 1', 'stage 8', 'fetch after 2', 'stage 9', 'stage 10'],
    ])
  })

  test('whose cursor is refused when it was fetched ahead starts over too (case R4)', async () => {
    const { log, ...parts } = work(3)
    let refusals = 0
    const fetch: LaneWork['fetch'] = (cursor) =>
      cursor === 'after 1' && refusals++ === 0 ? Promise.reject(refused()) : parts.fetch(cursor)
    expect(await readLane(lane(), start, { ...parts, fetch })).toBe(true)
    expect(log.filter((line) => line.startsWith('stage ') || line === 'restart')).toEqual([
      ...['stage 1', 'restart', 'stage 2', 'stage 3', 'stage 4'],
    ])
  })

  test('whose cursors are refused again and again fails after three restarts (case R4)', async () => {
    const { log, ...parts } = work(3)
    const fetch: LaneWork['fetch'] = (cursor) =>
      cursor === 'after 1' ? Promise.reject(refused()) : parts.fetch(cursor)
    await expect(readLane(lane(), start, { ...parts, fetch })).rejects.toThrow('Invalid cursor')
    expect(log.filter((line) => line === 'restart')).toHaveLength(3)
  })

  test('whose first page is refused as a cursor fails: there is none to drop (case R4)', async () => {
    const { log, ...parts } = work(3)
    await expect(
      readLane(lane(), start, { ...parts, fetch: () => Promise.reject(refused()) }),
    ).rejects.toThrow('Invalid cursor')
    expect(log).toEqual([])
  })

  test('that proves a sweep fetches nothing ahead, and ends as soon as all was seen', async () => {
    const { log, ...parts } = work(5)
    const stage: LaneWork['stage'] = async (nth, fetched) => ({
      ...(await parts.stage(nth, fetched)),
      finished: nth === 2,
    })
    expect(await readLane(lane(true), start, { ...parts, stage })).toBe(true)
    expect(log).toEqual([...['fetch null', 'stage 1', 'staged 1', 'fetch after 1', 'stage 2', 'staged 2']])
  })

  test('fails as its page does, also when the page was fetched ahead', async () => {
    const { log, ...parts } = work(5)
    const fetch: LaneWork['fetch'] = (cursor) =>
      cursor === 'after 2' ? Promise.reject(new Error('cut')) : parts.fetch(cursor)
    await expect(readLane(lane(), start, { ...parts, fetch })).rejects.toThrow('cut')
    expect(log.at(-1)).toBe('staged 2')
  })

  test('leaves no failure behind when staging fails while the next page fails too', async () => {
    const { log, ...parts } = work(5)
    const fetch: LaneWork['fetch'] = (cursor) =>
      cursor === null ? parts.fetch(cursor) : Promise.reject(new Error('fetched ahead'))
    const stage = () => Promise.reject(new Error('staging'))
    await expect(readLane(lane(), start, { ...parts, fetch, stage })).rejects.toThrow('staging')
    expect(log).toEqual(['fetch null'])
  })
})

describe('the budget of a slice', () => {
  test('is shared by its lanes, and ends with its pages', () => {
    const budget = budgetOf(2)
    expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, false, false])
  })

  test('ends with its time', () => {
    expect(budgetOf(100, 0).take()).toBe(false)
  })
})
