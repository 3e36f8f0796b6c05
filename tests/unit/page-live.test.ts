// What the page follows: asked again in time, and known as long as somebody looks at it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { QueryError, type Question } from '../../dashboard/ask.ts'
import { type Live, live } from '../../dashboard/page/live.ts'

const question: Question = { view: 'app.clients' }
const hour = 3_600_000

let asked: number
let refusals: number
let following: Live

beforeEach(() => {
  vi.useFakeTimers()
  const page = { hidden: false, addEventListener: () => {} }
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', page)
  asked = 0
  refusals = 0
  following = live({
    ask: async () => {
      asked++
      if (refusals-- > 0) throw new QueryError('refused', { code: '57014', message: 'too slow' })
      return { rows: [], count: null }
    },
    act: async () => null,
    session: null,
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const follow = () => following.follow(question, hour, () => {})

test('an answer stays known to who leaves and comes back again and again', async () => {
  let leave = follow()
  await vi.advanceTimersByTimeAsync(100)
  for (const [away, back] of [
    [100, 100],
    [350, 300],
    [600, 2000],
  ] as const) {
    leave()
    await vi.advanceTimersByTimeAsync(away)
    leave = follow()
    await vi.advanceTimersByTimeAsync(back)
    expect(following.known(question).answer).toEqual({ rows: [], count: null })
  }
  expect(asked).toBe(2)
})

test('what was refused once is asked again after five seconds, however seldom it is asked', async () => {
  refusals = 1
  follow()
  await vi.advanceTimersByTimeAsync(100)
  expect(following.known(question).failure?.code).toBe('57014')
  await vi.advanceTimersByTimeAsync(5000)
  expect(following.known(question)).toMatchObject({ answer: { rows: [] }, failure: undefined })
  await vi.advanceTimersByTimeAsync(hour / 2)
  expect(asked).toBe(2)
})
