// Verifies webhooks in Node: WEBHOOK_SECRET=whsec_… npm run example docs/examples/webhook-node.ts
// Listens on PORT (8787), and prints each change that was sent.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'

const changeForm = z.looseObject({
  position: z.string(),
  entity: z.string(),
  id: z.string(),
  operation: z.string(),
  cause: z.string(),
  at: z.string(),
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
})

/** A change, as a webhook carries it. */
export type Change = z.output<typeof changeForm>

// One change, or several where the subscription asks for batches.
const bodyForm = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('change'), data: changeForm }),
  z.looseObject({ type: z.literal('changes'), data: z.object({ changes: z.array(changeForm) }) }),
])

const most = 8_000_000

/** The body as it came: a signature is of its bytes. */
const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > most) throw new Error('too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** What was received and done, so that what comes twice is done once. Keep it in a database where it must outlive a restart. */
const lately = (most = 10_000) => {
  const ids = new Set<string>()
  return {
    has: (id: string) => ids.has(id),
    add: (id: string) => {
      ids.add(id)
      for (const old of ids) {
        if (ids.size <= most) break
        ids.delete(old)
      }
    },
  }
}

/**
 * Serves an endpoint for webhooks: 204 once `take` has done what there is to do, 400 for what is not signed with the secret within five
 * minutes, 500 where `take` fails, so that it comes again.
 * @param secret `whsec_…`, as `gazelle webhooks add` shows it
 */
export const receive = async (
  secret: string,
  take: (changes: Change[]) => Promise<void>,
  port = Number(process.env.PORT ?? 8787),
) => {
  const webhook = new Webhook(secret)
  const done = lately()
  const server = createServer(async (request, response) => {
    const answer = (status: number) => response.writeHead(status).end()
    if (request.method !== 'POST') return answer(405)
    const id = String(request.headers['webhook-id'])
    let changes: Change[]
    try {
      const text = await textOf(request)
      webhook.verify(text, {
        'webhook-id': id,
        'webhook-timestamp': String(request.headers['webhook-timestamp']),
        'webhook-signature': String(request.headers['webhook-signature']),
      })
      const body = bodyForm.parse(JSON.parse(text))
      changes = body.type === 'change' ? [body.data] : body.data.changes
    } catch (error) {
      console.error(`refused: ${error instanceof Error ? error.message : error}`)
      return answer(400)
    }
    try {
      if (!done.has(id)) await take(changes)
      done.add(id)
      answer(204)
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      answer(500)
    }
  })
  server.listen(port)
  await once(server, 'listening')
  const address = server.address()
  console.log(`listening on port ${typeof address === 'object' ? address?.port : port}`)
}

if (import.meta.main)
  await receive(process.env.WEBHOOK_SECRET ?? '', async (changes) => {
    for (const { operation, entity, id } of changes) console.log(`${operation} ${entity} ${id}`)
  })
