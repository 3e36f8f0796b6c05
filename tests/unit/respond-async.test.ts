import { afterEach, describe, expect, test, vi } from 'vitest'
import { prefersAsync, respond } from '../../shared/http/respond-async.ts'

const asking = (prefer?: string) =>
  new Request('http://127.0.0.1/sync-pianos', { method: 'POST', headers: prefer ? { prefer } : {} })
const begun = { runId: 7 }
const about = { function: 'sync-pianos', run: 7 }
const done = () => Promise.resolve(Response.json({ status: 'success' }))

/** Keeps work as a runtime does, for a test that awaits it. */
const holder = () => {
  const held: Promise<void>[] = []
  return { hold: (work: Promise<void>) => void held.push(work), settled: () => Promise.all(held), held }
}

const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
afterEach(() => logged.mockClear())

test.each([
  ['respond-async', true],
  ['wait=10, Respond-Async', true],
  ['respond-async; foo=1', true],
  ['return=minimal', false],
  [undefined, false],
])('Prefer: %s prefers an answer at once: %s', (prefer, expected) => {
  expect(prefersAsync(asking(prefer))).toBe(expected)
})

describe('a call that prefers an answer at once (case H4)', () => {
  test('gets 202 before the work is over, which the runtime holds', async () => {
    const { hold, settled } = holder()
    let finish = (_: Response) => {}
    const work = new Promise<Response>((resolve) => {
      finish = resolve
    })
    const answer = await respond(asking('respond-async'), begun, work, about, hold)
    expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 202, body: begun })
    finish(await done())
    await settled()
    expect(logged).not.toHaveBeenCalled()
  })

  test.each<[string, () => Promise<Response>]>([
    [
      'an answer that nobody reads',
      async () => Response.json({ error: { code: 'bad_day' } }, { status: 500 }),
    ],
    ['a fault', () => Promise.reject(new Error('bad_day'))],
  ])('has what goes wrong afterwards in its log: %s', async (_, work) => {
    const { hold, settled } = holder()
    expect((await respond(asking('respond-async'), begun, work(), about, hold)).status).toBe(202)
    await settled()
    expect(logged).toHaveBeenCalledTimes(1)
    expect(logged.mock.calls[0]?.[0]).toContain('function=sync-pianos run=7')
    expect(logged.mock.calls[0]?.[0]).toContain('bad_day')
  })

  test('waits for the end where the runtime would end with the answer', async () => {
    const answer = await respond(asking('respond-async'), begun, done(), about, null)
    expect(answer.status).toBe(200)
  })
})

test('a call that waits gets the answer itself, and nothing is held', async () => {
  const { hold, held } = holder()
  expect((await respond(asking(), begun, done(), about, hold)).status).toBe(200)
  expect(held).toEqual([])
})
