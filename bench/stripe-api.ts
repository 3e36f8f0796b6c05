// A stand-in for Stripe's list API: GET /v1/customers in pages of 100, rendered once and given from memory.
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { answerQuestions } from './worker.ts'

const count = Number(process.argv[2] ?? 20_000)
const perPage = 100
let latencyMs = 0
let calls = 0

const idOf = (at: number) => `cus_${String(at).padStart(16, '0')}`

// About as many bytes in all as a timeline entry, so that both sides carry the same amount of data.
const customer = (at: number, version: number) => ({
  id: idOf(at),
  object: 'customer',
  address: null,
  balance: 0,
  created: 1_700_000_000 + at,
  currency: 'cad',
  default_source: null,
  delinquent: false,
  description: `Accord 440Hz, 21C, 39%. Visite ${at}, version ${version}`,
  email: `client${at}@exemple.ca`,
  invoice_prefix: `P${at}`,
  livemode: false,
  metadata: {},
  name: `Client ${at}`,
  phone: null,
  tax_exempt: 'none',
})

const pages = new Map<string, Buffer>()
const versions = new Map<number, number>()

const render = () => {
  for (let start = 0; start < count; start += perPage) {
    const length = Math.min(perPage, count - start)
    const data = Array.from({ length }, (_, at) => customer(start + at, versions.get(start + at) ?? 1))
    const list = { object: 'list', url: '/v1/customers', has_more: start + length < count, data }
    pages.set(start === 0 ? '' : idOf(start - 1), Buffer.from(JSON.stringify(list)))
  }
}
render()

const server = createServer(async (request, response) => {
  const arrived = performance.now()
  calls++
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const page = pathname === '/v1/customers' ? pages.get(searchParams.get('starting_after') ?? '') : undefined
  const wait = latencyMs - (performance.now() - arrived)
  if (wait > 0) await delay(wait)
  const body = page ?? Buffer.from('{"error":{"type":"invalid_request_error","message":"No such page"}}')
  response.writeHead(page ? 200 : 404, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0

const question = z.object({ latencyMs: z.number().optional(), editShare: z.number().optional() })

answerQuestions(
  async (asked) => {
    const { latencyMs: latency, editShare } = question.parse(asked)
    if (latency !== undefined) latencyMs = latency
    let edited = 0
    if (editShare !== undefined) {
      for (let at = 0; at < count; at += Math.round(1 / editShare), edited++)
        versions.set(at, (versions.get(at) ?? 1) + 1)
      render()
    }
    const bytes = [...pages.values()].reduce((sum, page) => sum + page.length, 0)
    const answered = calls
    calls = 0
    return { port, edited, bytes, calls: answered }
  },
  async () => {
    server.closeAllConnections()
  },
)
