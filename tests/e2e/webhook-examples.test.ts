// The receivers in docs/examples, as programs, with webhooks that are signed as ours are.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../../supabase/local/ports.ts'
import { type CliProcess, spawnProgram } from '../integration/cli-process.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

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

const startReceiver = async ({ command, args }: Program, env: Record<string, string> = {}) => {
  const port = await freePort()
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

const change = (id: string, more: object = {}) => ({
  position: `abcdef-${id.length}`,
  entity: 'timeline_entries',
  id,
  operation: 'created',
  version: 1,
  cause: 'poll',
  run: 7,
  at: '2026-11-28T15:00:00Z',
  changes: {},
  before: null,
  after: {},
  account: 'main',
  ...more,
})
const one = (id: string, more = {}) => ({
  type: 'change',
  timestamp: '2026-11-28T15:00:00Z',
  data: change(id, more),
})
const several = (...changes: object[]) => ({
  type: 'changes',
  timestamp: '2026-11-28T15:00:00Z',
  data: { changes },
})

const signed = (
  body: string,
  { id = crypto.randomUUID() as string, at = new Date(), keys = [secret] } = {},
) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': keys.map((key) => new Webhook(key).sign(id, at, body)).join(' '),
})
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
  const send = (body: string, headers: Record<string, string>) => post(receiver.url, body, headers)

  test('takes a webhook of the secret, one change or several, and prints what changed', async () => {
    const id = `tme_${name}_🎹é`
    const body = JSON.stringify(one(id))
    expect(await send(body, signed(body))).toBe(204)
    const batch = JSON.stringify(several(change('tme_b1'), change('tme_b2', { operation: 'deleted' })))
    expect(await send(batch, signed(batch))).toBe(204)
    await vi.waitFor(() => {
      const said = receiver.process.said()
      expect(said).toContain(`created timeline_entries ${id}\n`)
      expect(said).toContain('created timeline_entries tme_b1\ndeleted timeline_entries tme_b2\n')
    })
  })

  test('takes one with two signatures, while the secret is rotated', async () => {
    const body = JSON.stringify(one('tme_rotated'))
    expect(await send(body, signed(body, { keys: [secretOf('next'), secret] }))).toBe(204)
    expect(await send(body, signed(body, { keys: [secret, secretOf('next')] }))).toBe(204)
  })

  test('refuses what was changed on its way, another’s, what is old or of the future, and what is not signed', async () => {
    const body = JSON.stringify(one('tme_refused'))
    const headers = signed(body)
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000)
    expect(await send(body.replace('refused', 'rewritten'), headers)).toBe(400)
    expect(await send(`${body} `, headers)).toBe(400)
    expect(await send(body, { ...headers, 'webhook-id': 'other' })).toBe(400)
    expect(
      await send(body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }),
    ).toBe(400)
    expect(await send(body, signed(body, { keys: [secretOf('theirs')] }))).toBe(400)
    expect(await send(body, signed(body, { at: at(-6) }))).toBe(400)
    expect(await send(body, signed(body, { at: at(6) }))).toBe(400)
    expect(await send(body, {})).toBe(400)
    expect(await send(body, { ...headers, 'webhook-signature': 'v1, v1,é v2' })).toBe(400)
    expect(await send(body, { ...headers, 'webhook-timestamp': '²' })).toBe(400)
    expect(receiver.process.said()).not.toMatch(/refused|rewritten/)
  })
})

describe('a line in Slack for each new service note', () => {
  let slack: ReturnType<typeof createServer>
  let receiver: { url: string; process: CliProcess }
  let messages: string[] = []
  let status = 200
  beforeAll(async () => {
    slack = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      if (status === 200) messages.push(JSON.parse(Buffer.concat(parts).toString()).text)
      response.writeHead(status).end('ok')
    }).listen(0, '127.0.0.1')
    await once(slack, 'listening')
    const address = slack.address()
    const port = typeof address === 'object' ? address?.port : 0
    receiver = await startReceiver(
      { command: 'node', args: () => ['docs/examples/slack-notes.ts'] },
      { SLACK_URL: `http://127.0.0.1:${port}/` },
    )
  })
  afterAll(async () => {
    receiver?.process.interrupt('SIGTERM')
    await receiver?.process.ended
    slack?.close()
  })
  afterEach(() => {
    messages = []
    status = 200
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
  const send = (body: object, options = {}) => {
    const text = JSON.stringify(body)
    return post(receiver.url, text, signed(text, options))
  }

  test('is posted, with what people wrote as text', async () => {
    expect(await send(one('tme_1', note('Accord 440 Hz\n<!channel> & <http://x|y>')))).toBe(204)
    expect(messages).toEqual([
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
    expect(messages).toEqual([])
  })

  test('is one message for a batch, once, however often it comes, and comes again when Slack was away', async () => {
    const batch = several(change('tme_8', note('Un')), change('tme_9', note(null, { summary: 'Deux' })))
    status = 503
    expect(await send(batch, { id: 'msg_1' })).toBe(500)
    status = 200
    expect(await send(batch, { id: 'msg_1' })).toBe(204)
    expect(await send(batch, { id: 'msg_1' })).toBe(204)
    expect(messages.map((text) => text.split('\n').length)).toEqual([2])
    expect(messages[0]).toMatch(/Un[\s\S]*Deux/)
  })
})
