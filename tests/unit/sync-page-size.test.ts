import { expect, test } from 'vitest'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { adaptivePageSize } from '../../shared/sync/page-size.ts'

/** Reads so many pages of a server that gives `cap` records at most, and fails where more than `limit` are asked for. */
const reading = async (
  { size = 500, known = 500, pages = 3 },
  { cap = 500, limit = 1000 }: { cap?: number; limit?: number },
) => {
  const told: number[] = []
  const asked: number[] = []
  const sizes = adaptivePageSize(size, known, (found) => told.push(found))
  let apiCalls = 0
  for (let nth = 1; nth <= pages; nth++) {
    const page = await sizes.fetch(async (first, { tries = 1, spent }) => {
      asked.push(first)
      if (spent) spent.apiCalls += first > limit ? tries : 1
      if (first > limit) throw new GazelleError('gazelle_timeout', 'slow')
      const nodes = Array.from({ length: Math.min(first, cap) }, (_, at) => ({ id: String(at) }))
      return {
        ...{ nodes, nullNodes: 0, endCursor: 'c', hasNextPage: nth < pages, totalCount: null },
        ...{ apiCalls: spent?.apiCalls ?? 0, waitedMs: 0, apiErrors: 0, askedAt: 0 },
        ...{ resumeCursor: null, holes: [] },
      }
    })
    apiCalls += page.apiCalls
  }
  return { asked, told, apiCalls }
}

test.each([
  [1000, [500, 500, 500], []],
  [250, [500, 250, 250], [250]],
  [100, [500, 100, 100], [100]],
  [37, [500, 100, 100], [100]],
])(
  'a server that gives %i records at most is asked for no more than that, and for no less than 100',
  async (cap, asked, told) => {
    expect(await reading({}, { cap })).toMatchObject({ asked, told })
  },
)

test('a request that is too large is halved, the calls are counted, and the next slice need not find out again', async () => {
  expect(await reading({}, { limit: 250 })).toEqual({ asked: [500, 250, 250, 250], told: [250], apiCalls: 5 })
  expect(await reading({}, { limit: 100 })).toMatchObject({
    asked: [500, 250, 125, 100, 100, 100],
    told: [250, 125, 100],
  })
  expect(await reading({ size: 100, known: 100 }, { limit: 100 })).toMatchObject({
    asked: [100, 100, 100],
    told: [],
  })
})

test('what not even a record and the one before it meet is an error', async () => {
  await expect(reading({}, { limit: 1 })).rejects.toMatchObject({ code: 'gazelle_timeout' })
})

test('a sweep that gets more than was known says so: an outage does not make pages small for ever', async () => {
  expect(await reading({ known: 100 }, {})).toMatchObject({ asked: [500, 500, 500], told: [500] })
  expect(await reading({ known: 100 }, { cap: 250 })).toMatchObject({ asked: [500, 250, 250], told: [250] })
})

test('answers of more than a megabyte make the run’s pages smaller, and nothing is stored of it', async () => {
  const told: number[] = []
  const sizes = adaptivePageSize(500, 500, (found) => told.push(found))
  const asked: number[] = []
  for (let nth = 1; nth <= 3; nth++)
    await sizes.fetch(async (first) => {
      asked.push(first)
      const nodes = Array.from({ length: first }, (_, at) => ({ id: String(at) }))
      return {
        ...{ nodes, nullNodes: 0, endCursor: 'c', hasNextPage: true, totalCount: null, resumeCursor: null },
        ...{
          holes: [],
          apiCalls: 1,
          waitedMs: 0,
          apiErrors: 0,
          askedAt: 0,
          given: first,
          bytes: first * 5000,
        },
      }
    })
  expect(asked).toEqual([500, 200, 200])
  expect(told).toEqual([])
})
