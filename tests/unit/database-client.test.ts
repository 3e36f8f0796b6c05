import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../../shared/database/client.ts'
import { type Run, runsIn } from '../../shared/sync/run.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const run: Run = {
  outcome: 'begun',
  runId: 1,
  account: 'main',
  lease: '00000000-0000-4000-8000-000000000000',
  mode: 'full',
  window: null,
  since: null,
  until: null,
  timeZone: 'UTC',
  pageSize: 100,
  asksCaller: false,
  askedCredential: null,
  hasCompany: false,
  dryRun: false,
  knownHoles: [],
  knownFields: [],
  lanes: {},
}
/** A record whose text looks like the parameter. */
const node = { id: 'cli_1', companyName: '"p_age_ms":5' }
const lane = { name: 'all', fetch: () => Promise.reject(new Error('is not read')) }

/** A database that is away at first; answers what each attempt said, and when it came. */
const away = (seconds: number[], answer: unknown) => {
  const attempts: { at: number; body: Record<string, unknown> }[] = []
  vi.stubGlobal('fetch', async (_: unknown, init: RequestInit) => {
    attempts.push({ at: performance.now(), body: JSON.parse(String(init.body)) })
    const wait = seconds[attempts.length - 1]
    if (wait === undefined) return Response.json(answer)
    vi.advanceTimersByTime(wait * 1000)
    throw new TypeError('fetch failed')
  })
  return attempts
}

test.each([
  [
    'A page',
    { cursor: null, finished: true },
    (askedAt: number) =>
      runsIn(connect('http://db.test', 'sb_secret_test', { forMs: 60_000 })).stage(run, lane, 1, {
        ...{
          nodes: [node],
          endCursor: null,
          resumeCursor: null,
          hasNextPage: false,
          totalCount: 1,
          nullNodes: 0,
        },
        ...{ apiErrors: 0, apiCalls: 1, waitedMs: 0, holes: [], askedAt },
      }),
  ],
  [
    'An answer about missing records',
    null,
    (askedAt: number) =>
      runsIn(connect('http://db.test', 'sb_secret_test', { forMs: 60_000 })).resolveMissing(run, {
        ...{ gone: ['cli_2'], waiting: [], found: [node], failed: {}, refused: {}, hasControl: true },
        ...{ apiCalls: 1, waitedMs: 0, askedAt },
      }),
  ],
])('%s that is sent again says how old it is by then (kind of case D3)', async (_, answer, send) => {
  const attempts = away([20, 10], answer)
  const askedAt = performance.now()
  vi.advanceTimersByTime(300)
  const sent = send(askedAt)
  await vi.runAllTimersAsync()
  await sent
  expect(attempts).toHaveLength(3)
  for (const { at, body } of attempts) {
    expect(body.p_age_ms).toBeGreaterThanOrEqual(at - askedAt)
    expect(body.p_age_ms).toBeLessThan(at - askedAt + 3)
    expect(body.p_nodes).toEqual([node])
  }
  expect(Number(attempts[1]?.body.p_age_ms)).toBeGreaterThanOrEqual(20_300)
})
