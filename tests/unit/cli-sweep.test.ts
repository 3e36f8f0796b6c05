import { expect, test } from 'vitest'
import { sweep } from '../../cli/sweep.ts'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import type { FetchedPage, Lane } from '../../shared/gazelle/module.ts'
import type { GazelleNode } from '../../shared/gazelle/page.ts'

const client: GazelleClient = {
  request: () => Promise.reject(new Error('the lanes answer without it')),
  stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
}

const page = (nth: number, of: number, ids: string[] = [`${nth}`]): FetchedPage => ({
  nodes: ids.map((id) => ({ id })),
  nullNodes: 0,
  resumeCursor: null,
  holes: [],
  askedAt: performance.now(),
  endCursor: nth < of ? `after ${nth}` : null,
  hasNextPage: nth < of,
  totalCount: of,
  apiErrors: 0,
  apiCalls: 1,
  waitedMs: 0,
})

/** A lane over some pages that notes which ones are asked for. */
const laneOf = (name: string, of: number, log: string[], more: Partial<Lane> = {}): Lane => ({
  name,
  fetch: async (_, cursor, { signal }) => {
    signal?.throwIfAborted()
    const nth = cursor === null ? 1 : Number(cursor.replace('after ', '')) + 1
    log.push(`${name} ${nth}`)
    return page(nth, of)
  },
  ...more,
})

const idsIn = async (lanes: Lane[]) => {
  const ids: unknown[] = []
  const swept = await sweep(client, lanes, async (nodes) => {
    for (const { id } of nodes) ids.push(id)
  })
  return { ids, swept }
}

test('reads every lane to its end and gives each record once', async () => {
  const { ids, swept } = await idsIn([laneOf('a', 3, []), laneOf('b', 2, [])])
  expect(ids.toSorted()).toEqual(['1', '2', '3'])
  expect(swept).toEqual({ pages: 5, apiCalls: 5, nullNodes: 0 })
})

test('fetches a page ahead while the one before is written', async () => {
  const log: string[] = []
  const take = async (nodes: GazelleNode[]) => {
    await new Promise((done) => setImmediate(done))
    log.push(`written ${nodes[0]?.id}`)
  }
  await sweep(client, [laneOf('a', 2, log)], take)
  expect(log).toEqual(['a 1', 'a 2', 'written 1', 'written 2'])
})

test('reads the lane that proves the sweep after the others', async () => {
  const log: string[] = []
  await idsIn([laneOf('proof', 1, log, { isProof: true }), laneOf('a', 2, log)])
  expect(log.at(-1)).toBe('proof 1')
})

test('ends lanes that count together when together they have read all', async () => {
  const log: string[] = []
  const names = ['a', 'b']
  const lanes = names.map((name, place) =>
    laneOf(name, 4, log, {
      countsWith: names,
      fetch: async (_, cursor) => {
        const nth = cursor === null ? 1 : Number(cursor.replace('after ', '')) + 1
        log.push(`${name} ${nth}`)
        return page(nth, 4, [`${place ? 5 - nth : nth}`])
      },
    }),
  )
  const { ids } = await idsIn(lanes)
  expect(ids.toSorted()).toEqual(['1', '2', '3', '4'])
  expect(log.length).toBeLessThan(8)
})

test('refuses a cursor that does not move', async () => {
  const stuck = laneOf('a', 9, [], { fetch: async () => page(1, 9) })
  await expect(idsIn([stuck])).rejects.toMatchObject({ code: 'gazelle_answer_unreadable' })
})

test('ends with the first lane that fails, and lets the others fetch no more', async () => {
  const log: string[] = []
  const failure = new Error('away')
  const failing = laneOf('a', 1, log, { fetch: () => Promise.reject(failure) })
  await expect(idsIn([failing, laneOf('b', 1000, log)])).rejects.toBe(failure)
  expect(log.length).toBeLessThan(1000)
})
