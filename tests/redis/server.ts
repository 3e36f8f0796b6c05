import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../../supabase/local/child.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { testLog } from '../harness/server.ts'

/** What Redis answered to one command, as Upstash's REST API words it. */
type Reply = { result: unknown } | { error: string }

/** A real Redis, reached over HTTP as Upstash offers it. */
export interface RedisServer {
  url: string
  token: string
  /** One command, past the HTTP front. */
  command(...words: string[]): Promise<unknown>
  stop(): Promise<void>
}

/** Reads one reply of RESP 2 from `at`; null while it is not whole. */
function readReply(bytes: Buffer, at: number): { reply: Reply; end: number } | null {
  const line = bytes.indexOf('\r\n', at)
  if (line < 0) return null
  const kind = String.fromCharCode(bytes[at] ?? 0)
  const text = bytes.toString('utf8', at + 1, line)
  const end = line + 2
  if (kind === '-') return { reply: { error: text }, end }
  if (kind === '+') return { reply: { result: text }, end }
  if (kind === ':') return { reply: { result: Number(text) }, end }
  const length = Number(text)
  if (length < 0) return { reply: { result: null }, end }
  if (kind === '$') {
    if (bytes.length < end + length + 2) return null
    return { reply: { result: bytes.toString('utf8', end, end + length) }, end: end + length + 2 }
  }
  const items: unknown[] = []
  let next = end
  for (let item = 0; item < length; item++) {
    const read = readReply(bytes, next)
    if (!read) return null
    items.push('result' in read.reply ? read.reply.result : read.reply.error)
    next = read.end
  }
  return { reply: { result: items }, end: next }
}

/** Sends commands over one connection; replies come in the order of the commands. */
function commands(socket: Socket) {
  const waiting: ((reply: Reply) => void)[] = []
  let unread: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk])
    for (let read = readReply(unread, 0); read; read = readReply(unread, 0)) {
      unread = unread.subarray(read.end)
      waiting.shift()?.(read.reply)
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    for (const answer of waiting.splice(0)) answer({ error: 'ERR the connection to Redis is closed' })
  })
  return (words: string[]) =>
    new Promise<Reply>((resolve) => {
      waiting.push(resolve)
      const sizes = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
      socket.write(`*${words.length}\r\n${sizes.join('')}`)
    })
}

const base64 = (value: unknown): unknown => {
  if (typeof value === 'string') return value === 'OK' ? value : Buffer.from(value).toString('base64')
  return Array.isArray(value) ? value.map(base64) : value
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

/** Upstash's scripts carry a flag that only Upstash's own Redis knows; its place in the cache is that of the whole text. */
function scriptsOfUpstash() {
  const known = new Map<string, string>()
  return (words: string[]): string[] => {
    const [command = '', script = '', ...rest] = words
    if (command.toLowerCase() === 'eval') {
      const plain = script.replace(/^#!lua flags=allow-key-locking/, '#!lua')
      known.set(sha1(script), plain)
      return [command, plain, ...rest]
    }
    const plain = command.toLowerCase() === 'evalsha' ? known.get(script) : undefined
    return plain ? ['eval', plain, ...rest] : words
  }
}

const wordsOf = (sent: unknown): string[] => (Array.isArray(sent) ? sent.map(String) : [])

/** Starts `redis-server` on loopback, keeping nothing on disk, behind Upstash's REST API (one command, or a pipeline). */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-redis-'))
  const port = await freePort()
  let ready = () => {}
  const listening = new Promise<'ready'>((done) => {
    ready = () => done('ready')
  })
  const child = await startChild({
    part: 'redis',
    command: 'redis-server',
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ],
    env: { PATH: process.env.PATH },
    log: testLog,
    onLine: (line) => line.includes('Ready to accept connections') && ready(),
  })
  if ((await Promise.race([listening, child.exited])) !== 'ready') throw new Error(child.tail())

  const token = 'a-token'
  const socket = connect(port, '127.0.0.1')
  const send = commands(socket)
  const translated = scriptsOfUpstash()
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: 'Unauthorized' })
    const encoded = request.headers['upstash-encoding'] === 'base64'
    const run = async (words: unknown): Promise<Reply> => {
      const reply = await send(translated(wordsOf(words)))
      return 'result' in reply && encoded ? { result: base64(reply.result) } : reply
    }
    const sent = await bodyOf(request)
    if (request.url === '/pipeline' && Array.isArray(sent))
      return answer(200, await Promise.all(sent.map(run)))
    const reply = await run(sent)
    answer('error' in reply ? 400 : 200, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  const frontPort = typeof address === 'object' && address ? address.port : 0

  return {
    url: `http://127.0.0.1:${frontPort}`,
    token,
    async command(...words) {
      const reply = await send(words)
      if ('error' in reply) throw new Error(reply.error)
      return reply.result
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      socket.destroy()
      await child.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
