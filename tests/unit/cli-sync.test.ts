import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Project } from '../../cli/project.ts'
import { projectAt } from '../../cli/project-at.ts'
import { syncModule } from '../../cli/sync.ts'

// A project that answers what a test has written down, call by call.
let server: Server
let project: Project
let answers: { status?: number; body: unknown }[]
let open: unknown[]
let ended: unknown
let posted: unknown[]

const report = {
  runId: 7,
  module: 'timeline',
  mode: 'incremental',
  asOf: '2026-11-26T12:00:00Z',
  status: 'success',
  pages: 1,
  apiCalls: 1,
  fetched: 1,
  changed: 0,
  promoted: 0,
  rejected: 0,
  placeholders: 0,
  deleted: 0,
  heldBack: 0,
  due: 0,
  durationMs: 5,
}

beforeEach(async () => {
  answers = []
  open = []
  ended = null
  posted = []
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.url?.startsWith('/rest/v1/rpc/report_run')) return answer(200, ended)
    if (request.url?.startsWith('/rest/v1/runs')) return answer(200, open.shift() ?? [])
    posted.push(JSON.parse(text))
    const next = answers.shift()
    return answer(next?.status ?? 200, next?.body ?? report)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  project = projectAt(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`, 'key')
})

afterEach(() => {
  server.close()
  server.closeAllConnections()
})

const sync = (mode: 'incremental' | 'full' = 'incremental') => syncModule(project, 'timeline', { mode })

describe('following a run', () => {
  test('goes on with its run while slices yield, and gives the last answer (cases R11, C1)', async () => {
    answers = [
      { body: { ...report, status: 'yielded', pages: 250 } },
      { body: { ...report, status: 'yielded', pages: 500 } },
      { body: { ...report, mode: 'full', pages: 501 } },
    ]
    expect(await sync('full')).toMatchObject({ pages: 501 })
    expect(posted).toEqual([{ mode: 'full' }, { run: 7 }, { run: 7 }])
  })

  test('waits while the schedule carries its run on, and gives that run’s report', async () => {
    answers = [
      { body: { ...report, status: 'yielded' } },
      { body: { ...report, status: 'busy' } },
      { body: { ...report, pages: 99 } },
    ]
    open = [
      [{ run_id: 7, lease: 'x', lease_until: new Date(Date.now() + 60_000).toISOString(), lanes: [] }],
      [],
    ]
    expect(await sync()).toMatchObject({ runId: 7, pages: 99 })
    expect(posted).toEqual([{ mode: 'incremental' }, { run: 7 }, { run: 7 }])
  })

  test('carries on another caller’s run whose lease ran out, then asks for its own (cases R2, C2)', async () => {
    answers = [{ body: { ...report, status: 'busy' } }, { body: { ...report, pages: 5 } }]
    open = [[{ run_id: 7, lease: 'x', lease_until: '2026-01-01T00:00:00Z', lanes: [] }]]
    expect(await sync('full')).toMatchObject({ status: 'success', pages: 1 })
    expect(posted).toEqual([{ mode: 'full' }, { run: 7 }, { mode: 'full' }])
  })

  test('takes a first run, which is full, for the incremental one that was asked for', async () => {
    answers = [{ body: { ...report, mode: 'full' } }]
    expect(await sync()).toMatchObject({ mode: 'full' })
    expect(posted).toHaveLength(1)
  })

  test('tries again while functions restart', async () => {
    answers = [{ status: 503, body: { code: 'upstream_unavailable' } }]
    expect(await sync()).toMatchObject({ status: 'success' })
    expect(posted).toHaveLength(2)
  })

  test.each([
    [404, { code: 'NOT_FOUND' }, 'no_function'],
    [401, { message: 'Invalid credentials' }, 'key_refused'],
    [200, { hello: 'there' }, 'bad_answer'],
    [500, 'oops', 'bad_answer'],
    [
      500,
      { error: { code: 'gazelle_throttled', message: 'slowly', hint: 'wait' }, runId: 9 },
      'gazelle_throttled',
    ],
  ])('an answer with status %d and %j is the error %s', async (status, body, code) => {
    answers = [{ status, body }]
    await expect(sync()).rejects.toMatchObject({ code, exitCode: 1 })
  })

  test('what was asked wrongly is bad usage', async () => {
    answers = [{ status: 400, body: { error: { code: 'bad_input', message: 'since: no', hint: '' } } }]
    await expect(sync()).rejects.toMatchObject({ code: 'bad_input', exitCode: 2 })
  })
})
