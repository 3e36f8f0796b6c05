import { afterEach, describe, expect, test, vi } from 'vitest'
import type { FetchedPage, Hole } from '../../shared/gazelle/module.ts'
import { askAgain } from '../../shared/sync/ask-again.ts'

const hole = (place: string): Hole => ({ kind: 'null', id: null, place, path: '', message: '' })

const page = (ids: string[], holes: Hole[] = []): FetchedPage => ({
  nodes: ids.map((id) => ({ id })),
  nullNodes: holes.length,
  endCursor: null,
  resumeCursor: null,
  hasNextPage: false,
  totalCount: null,
  holes,
  apiCalls: 1,
  waitedMs: 10,
  apiErrors: 0,
  askedAt: 0,
})

/** Gives one answer after the other, and the last one for ever. */
const server = (...answers: FetchedPage[]) => {
  const asked = { times: 0 }
  const ask = async () => answers[Math.min(asked.times++, answers.length - 1)] ?? page([])
  return { ask, asked }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a page that lacks a part of a list inside a record (kind of R7)', () => {
  const nested = (): Hole => ({ ...hole('a'), id: 'a', kind: 'nested', path: 'allContacts' })
  /** Asks where each answer takes so long. */
  const timesAsked = async (ms: number, lacking: Hole) => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { ask, asked } = server(page(['a'], [lacking]))
    await askAgain(async () => {
      vi.advanceTimersByTime(ms)
      return ask()
    }, [])
    return asked.times
  }

  test('is asked for again where that costs little', async () => {
    expect(await timesAsked(100, nested())).toBe(3)
  })

  test('is left to the next run where it took long: the slice has other pages to read', async () => {
    expect(await timesAsked(20_000, nested())).toBe(1)
    expect(await timesAsked(6000, nested())).toBe(2)
  })

  test('may take longer where a record is lacking, yet not for ever', async () => {
    expect(await timesAsked(10_000, hole('after a'))).toBe(3)
    expect(await timesAsked(40_000, hole('after a'))).toBe(1)
  })
})

describe('a page that lacks a record', () => {
  test('which no run has missed before is asked for again, and taken whole', async () => {
    const { ask, asked } = server(page(['a'], [hole('after a')]), page(['a', 'b']))
    expect(await askAgain(ask, [])).toMatchObject({
      nodes: [{ id: 'a' }, { id: 'b' }],
      holes: [],
      apiCalls: 2,
    })
    expect(asked.times).toBe(2)
  })

  test('which stays away is asked for twice more, and all calls count', async () => {
    const { ask } = server(page(['a'], [hole('after a')]))
    expect(await askAgain(ask, [])).toMatchObject({ holes: [hole('after a')], apiCalls: 3, waitedMs: 30 })
  })

  test('which earlier runs have missed too is not asked for again', async () => {
    const { ask, asked } = server(page(['a'], [hole('after a')]))
    await askAgain(ask, [hole('after a')])
    expect(asked.times).toBe(1)
  })

  test('is better than an answer without holes that brings fewer records', async () => {
    const { ask } = server(page(['a', 'b'], [hole('after b')]), page([]))
    expect(await askAgain(ask, [])).toMatchObject({ nodes: [{ id: 'a' }, { id: 'b' }], apiCalls: 3 })
  })
})

describe('a field that errs in many records', () => {
  const error = (id: string, path: string): Hole => ({
    kind: 'error',
    id,
    place: id,
    path,
    message: 'internal',
  })
  const fields = [{ kind: 'error', field: 'tags.nodes.#.name' }]

  test('is known of a record that no run has met, wherever in its list (kind of part L)', async () => {
    const { ask, asked } = server(
      page(['a', 'b'], [error('a', 'tags.nodes.0.name'), error('b', 'tags.nodes.12.name')]),
    )
    expect(await askAgain(ask, [], fields)).toMatchObject({ apiCalls: 1 })
    expect(asked.times).toBe(1)
  })

  test.for([
    error('a', 'tags.nodes.0.color'),
    error('a', 'tags.nodes.name'),
    { ...error('a', 'tags.nodes.0.name'), kind: 'null' } satisfies Hole,
  ])(
    'says nothing of another field or kind, for which the page is asked for again: %o (kind of part L)',
    async (other) => {
      const { ask } = server(page(['a'], [error('a', 'tags.nodes.0.name'), other]))
      expect(await askAgain(ask, [], fields)).toMatchObject({ apiCalls: 3 })
    },
  )
})
