// The receivers in docs/examples, as programs, with the messages that webhooks send.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { connect } from '../../shared/database/client.ts'
import { call } from '../../shared/database/rpc.ts'
import { signatureOf } from '../../shared/delivery/signature.ts'
import { messageOf, type ToldChange } from '../../shared/webhooks/message.ts'
import type { Api } from '../../supabase/local/api.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type CliProcess, spawnProgram } from '../integration/cli-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`
const secret = secretOf('now')

interface Program {
  command: string
  args: (port: number) => string[]
}
const programs: Record<string, Program> = {
  Node: { command: 'node', args: () => ['docs/examples/webhook-node.ts'] },
  Deno: {
    command: 'deno',
    args: (port) =>
      `serve --quiet --no-lock --no-remote --node-modules-dir=manual --allow-env --host 127.0.0.1 --port ${port} docs/examples/webhook-deno.ts`.split(
        ' ',
      ),
  },
  // Most machines have it; no package of npm brings it.
  ...(spawnSync('python3', ['--version']).status === 0 && {
    Python: { command: 'python3', args: () => ['docs/examples/webhook.py'] },
  }),
}

const startReceiver = async ({ command, args }: Program, env: Record<string, string> = {}, at?: number) => {
  const port = at ?? (await freePort())
  const process = spawnProgram(command, args(port), {
    PORT: String(port),
    WEBHOOK_SECRET: secret,
    DENO_NO_UPDATE_CHECK: '1',
    ...env,
  })
  const url = `http://127.0.0.1:${port}/`
  await vi.waitFor(async () => expect((await fetch(url)).status).toBeGreaterThanOrEqual(400), {
    timeout: 30_000,
    interval: 50,
  })
  return { url, process }
}

let nth = 0
const change = (id: string, more: object = {}): ToldChange => ({
  position: `5d41c2-${++nth}`,
  entity: 'timeline_entries',
  id,
  operation: 'created',
  version: 1,
  merged_into: null,
  cause: 'poll',
  run: 7,
  at: '2026-11-28T15:00:00Z',
  changes: {},
  before: null,
  after: {},
  account: 'main',
  ...more,
})

type Message = ReturnType<typeof messageOf>
const message = (changes: ToldChange[], { isBatch = false, isTest = false } = {}): Message => {
  const due = {
    id: ++nth,
    attempt: 1,
    channel: 'wh_0123456789abcdef',
    url: '',
    fields: null,
    isBatch,
    isTest,
    at: '2026-11-28T15:00:00Z',
    secrets: [secret],
    changes,
  }
  return messageOf(due)
}
const one = (id: string, more = {}) => message([change(id, more)])
const several = (...changes: ToldChange[]) => message(changes, { isBatch: true })
const trial = () => message([], { isTest: true })

const signed = ({ id, body }: Message, { at = new Date(), keys = [secret] } = {}) =>
  signatureOf(keys, id, at, body)
const post = async (url: string, body: string, headers: Record<string, string>) =>
  (await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }))
    .status

describe.each(Object.entries(programs))('the verifier in %s', (name, program) => {
  let receiver: { url: string; process: CliProcess }
  beforeAll(async () => {
    receiver = await startReceiver(program)
  })
  afterAll(async () => {
    receiver?.process.interrupt('SIGTERM')
    await receiver?.process.ended
  })
  const postThere = (body: string, headers: Record<string, string>) => post(receiver.url, body, headers)
  const send = (sent: Message, how = {}) => postThere(sent.body, signed(sent, how))
  const times = (line: string) => receiver.process.said().split(`${line}\n`).length - 1

  test('takes a webhook of the secret, one change or several, and prints what changed', async () => {
    const id = `tme_${name}_🎹é`
    expect(await send(one(id))).toBe(204)
    expect(await send(several(change('tme_b1'), change('tme_b2', { operation: 'deleted' })))).toBe(204)
    await vi.waitFor(() => {
      const said = receiver.process.said()
      expect(said).toContain(`created timeline_entries ${id}\n`)
      expect(said).toContain('created timeline_entries tme_b1\ndeleted timeline_entries tme_b2\n')
    })
  })

  test('takes a test, and says so', async () => {
    expect(await send(trial())).toBe(204)
    await vi.waitFor(() => expect(times('a test arrived')).toBe(1))
  })

  test('knows what comes twice, by itself or in another batch', async () => {
    const [first, second, third] = [change('tme_d1'), change('tme_d2'), change('tme_d3')]
    for (const sent of [message([first]), message([first]), several(first, second), several(second, third)])
      expect(await send(sent)).toBe(204)
    // A later change of the same record is another one.
    expect(await send(one('tme_d1', { operation: 'updated', version: 2 }))).toBe(204)
    await vi.waitFor(() => expect(times('updated timeline_entries tme_d1')).toBe(1))
    for (const id of ['tme_d1', 'tme_d2', 'tme_d3']) expect(times(`created timeline_entries ${id}`)).toBe(1)
  })

  test('takes one with two signatures, while the secret is rotated', async () => {
    expect(await send(one('tme_rotated'), { keys: [secretOf('next'), secret] })).toBe(204)
    expect(await send(one('tme_rotated'), { keys: [secret, secretOf('next')] })).toBe(204)
  })

  test('refuses what was changed on its way, another’s, what is old or of the future, and what is not signed', async () => {
    const sent = one('tme_refused')
    const { body } = sent
    const headers = signed(sent)
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000)
    expect(await postThere(body.replace('refused', 'rewritten'), headers)).toBe(400)
    expect(await postThere(`${body} `, headers)).toBe(400)
    expect(await postThere(body, { ...headers, 'webhook-id': 'other' })).toBe(400)
    expect(
      await postThere(body, {
        ...headers,
        'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1),
      }),
    ).toBe(400)
    expect(await send(sent, { keys: [secretOf('theirs')] })).toBe(400)
    expect(await send(sent, { at: at(-6) })).toBe(400)
    expect(await send(sent, { at: at(6) })).toBe(400)
    expect(await postThere(body, {})).toBe(400)
    expect(await postThere(body, { ...headers, 'webhook-signature': 'v1, v1,é v2' })).toBe(400)
    expect(await postThere(body, { ...headers, 'webhook-timestamp': '²' })).toBe(400)
    expect(receiver.process.said()).not.toMatch(/refused|rewritten/)
  })
})

const notes: Program = { command: 'node', args: () => ['docs/examples/slack-notes.ts'] }

interface Slack {
  url: string
  /** The texts that it took. */
  messages: string[]
  /** What it answers; it takes only what it answers with 200. */
  status: number
  stop(): void
}
const startSlack = async (): Promise<Slack> => {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    if (slack.status === 200) slack.messages.push(JSON.parse(Buffer.concat(parts).toString()).text)
    response.writeHead(slack.status).end('ok')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const slack: Slack = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    messages: [],
    status: 200,
    stop: () => void server.close(),
  }
  return slack
}

describe('a line in Slack for each new service note', () => {
  let slack: Slack
  let receiver: { url: string; process: CliProcess }
  beforeAll(async () => {
    slack = await startSlack()
    receiver = await startReceiver(notes, { SLACK_URL: slack.url })
  })
  afterAll(async () => {
    receiver?.process.interrupt('SIGTERM')
    await receiver?.process.ended
    slack?.stop()
  })
  afterEach(() => {
    slack.messages.length = 0
    slack.status = 200
  })
  const note = (comment: string | null, after: object = {}) => ({
    after: {
      category: 'service',
      local_date: '2026-11-28',
      client_id: 'cli_1',
      comment,
      summary: null,
      ...after,
    },
  })
  const send = (sent: Message) => post(receiver.url, sent.body, signed(sent))

  test('is posted, with what people wrote as text', async () => {
    expect(await send(one('tme_1', note('Accord 440 Hz\n<!channel> & <http://x|y>')))).toBe(204)
    expect(slack.messages).toEqual([
      '*2026-11-28* Accord 440 Hz &lt;!channel&gt; &amp; &lt;http://x|y&gt; <https://gazelleapp.io/clients/cli_1|Gazelle>',
    ])
  })

  test('is not for what is no new service note', async () => {
    const others = several(
      change('tme_2', { ...note('x'), operation: 'updated' }),
      change('tme_3', { ...note('x'), cause: 'replay' }),
      change('tme_4', { ...note('x'), entity: 'pianos' }),
      change('tme_5', note('x', { category: 'note' })),
      change('tme_6', note('  ')),
      change('tme_7', { operation: 'deleted', after: null }),
    )
    expect(await send(others)).toBe(204)
    expect(slack.messages).toEqual([])
  })

  test('is one message for a batch, once, however often it comes, and comes again when Slack was away', async () => {
    const [first, second] = [change('tme_8', note('Un')), change('tme_9', note(null, { summary: 'Deux' }))]
    const batch = several(first, second)
    slack.status = 503
    expect(await send(batch)).toBe(500)
    slack.status = 200
    expect(await send(batch)).toBe(204)
    expect(await send(batch)).toBe(204)
    expect(slack.messages.map((text) => text.split('\n').length)).toEqual([2])
    expect(slack.messages[0]).toMatch(/Un[\s\S]*Deux/)
    // Replayed, the same changes may stand in another batch.
    expect(await send(several(second, change('tme_10', note('Trois'))))).toBe(204)
    expect(slack.messages.slice(1)).toEqual([expect.stringMatching(/^\*2026-11-28\* Trois /)])
  })

  test('is none for a test, which is taken', async () => {
    expect(await send(trial())).toBe(204)
    expect(slack.messages).toEqual([])
    expect(receiver.process.said()).toContain('a test arrived\n')
  })
})

describe('a webhook of the database', () => {
  let database: TestDatabase
  let api: Api
  let slack: Slack
  const programsOf: CliProcess[] = []
  beforeAll(async () => {
    database = await createTestDatabase()
    await database.query(
      `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m`,
    )
    api = await startApi(database, { functions: true })
    await database.query(`select sync.connect_functions($1, $2)`, [api.functionsUrl, api.secretKey])
    slack = await startSlack()
  })
  afterAll(async () => {
    for (const program of programsOf) {
      program.interrupt('SIGTERM')
      await program.ended
    }
    slack?.stop()
    await api?.stop()
    await database?.drop()
  })
  const webhooks = <Answer>(name: string, args: object, form: z.ZodType<Answer>) =>
    call(connect(api.apiUrl, api.secretKey, { forMs: 5000 }).schema('webhooks'), name, { ...args }, form)

  /** Starts a receiver at a port that a webhook is added for, with the secret that it was given. */
  const add = async (program: Program, batch: number, env = {}) => {
    const port = await freePort()
    const { webhook, secret } = await webhooks(
      'add',
      { p_url: `http://127.0.0.1:${port}/`, p_entities: ['timeline_entries'], p_batch: batch },
      z.object({ webhook: z.string(), secret: z.string() }),
    )
    const { process } = await startReceiver(program, { ...env, WEBHOOK_SECRET: secret }, port)
    programsOf.push(process)
    return { webhook, said: process.said }
  }
  const deliver = async () => {
    const answer = await fetch(`${api.functionsUrl}/webhooks`, {
      method: 'POST',
      headers: { apikey: api.secretKey },
      body: '{}',
    })
    expect(answer.status).toBe(200)
    return answer.json()
  }

  test('is taken by the receiver in Node, and by the line in Slack: a test, changes alone and in a batch', async () => {
    const node = await add(programs.Node as Program, 1)
    const line = await add(notes, 10, { SLACK_URL: slack.url })
    const tests = []
    for (const { webhook } of [node, line])
      tests.push(await webhooks('test', { p_webhook: webhook }, z.object({ delivery: z.number() })))
    await deliver()
    for (const { delivery } of tests)
      expect(await webhooks('answer_of', { p_delivery: delivery }, z.unknown())).toMatchObject({
        status: 'acknowledged',
        answer: 'HTTP 204',
      })
    await vi.waitFor(() => {
      expect(node.said()).toContain('a test arrived\n')
      expect(line.said()).toContain('a test arrived\n')
    })

    await database.query(
      `insert into gazelle.timeline_entries (id, account_id, type, local_date, comment) values
         ('tme_x', 'main', 'SERVICE_ENTRY_MANUAL', '2026-11-28', 'Accord 440 Hz'),
         ('tme_y', 'main', 'USER_COMMENT', '2026-11-28', 'no service'),
         ('tme_z', 'main', 'SERVICE_ENTRY_MANUAL', '2026-11-28', 'Marteaux')`,
    )
    await database.query(
      `update gazelle.timeline_entries set comment = 'Accord 442 Hz', version = version + 1 where id = 'tme_x'`,
    )
    expect(await deliver()).toEqual({ sent: 5, acknowledged: 5, isCut: false })
    await vi.waitFor(() => {
      for (const id of ['tme_x', 'tme_y', 'tme_z'])
        expect(node.said()).toContain(`created timeline_entries ${id}\n`)
      expect(node.said()).toContain('updated timeline_entries tme_x\n')
    })
    expect(slack.messages).toEqual(['*2026-11-28* Accord 440 Hz\n*2026-11-28* Marteaux'])

    // Sent again, what is done already is not done twice.
    for (const { webhook } of [node, line])
      await webhooks('replay', { p_webhook: webhook, p_from: '2026-01-01T00:00:00Z' }, z.unknown())
    expect(await deliver()).toEqual({ sent: 5, acknowledged: 5, isCut: false })
    expect(slack.messages).toHaveLength(1)
    expect(node.said().match(/timeline_entries/g)).toHaveLength(4)
  })
})
