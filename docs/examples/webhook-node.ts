// Verifies webhooks in Node: WEBHOOK_SECRET=whsec_… npm run example docs/examples/webhook-node.ts
// Listens on PORT (8787), and prints each change that was sent.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'

const changeForm = z.looseObject({
  account: z.string(),
  position: z.string(),
  entity: z.string(),
  id: z.string(),
  version: z.number(),
  operation: z.string(),
  cause: z.string(),
  at: z.string(),
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
})

/** A change, as a webhook carries it. */
export type Change = z.output<typeof changeForm>

const messageForm = z.union([
  z.looseObject({ type: z.literal('test') }),
  z.looseObject({ type: z.literal('changes'), data: z.object({ changes: z.array(changeForm) }) }),
  // The entity and the operation: pianos.updated.
  z.looseObject({ type: z.templateLiteral([z.string(), '.', z.string()]), data: changeForm }),
])

/** The changes of a message: one, several where the webhook asks for batches, none of a test. */
export const changesOf = (message: z.output<typeof messageForm>): Change[] => {
  if (message.type === 'test') return []
  return message.type === 'changes' ? message.data.changes : [message.data]
}

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

/**
 * The positions of what was done, so that what comes twice is done once, in whichever batch. Keep them in a database where they must
 * outlive a restart; who keeps a copy of records keeps the version of each instead, and passes over a lower one.
 */
const lately = (most = 10_000) => {
  const positions = new Set<string>()
  const keyOf = ({ account, position }: Change) => `${account} ${position}`
  return {
    has: (change: Change) => positions.has(keyOf(change)),
    add: (changes: Change[]) => {
      for (const change of changes) positions.add(keyOf(change))
      for (const old of positions) {
        if (positions.size <= most) break
        positions.delete(old)
      }
    },
  }
}

/**
 * Serves an endpoint for webhooks: 204 for a test, and once `take` has done what there is to do; 400 for what is not signed with the secret
 * within five minutes, 500 where `take` fails, so that it comes again.
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
    let message: z.output<typeof messageForm>
    try {
      const text = await textOf(request)
      webhook.verify(text, {
        'webhook-id': String(request.headers['webhook-id']),
        'webhook-timestamp': String(request.headers['webhook-timestamp']),
        'webhook-signature': String(request.headers['webhook-signature']),
      })
      message = messageForm.parse(JSON.parse(text))
    } catch (error) {
      console.error(`refused: ${error instanceof Error ? error.message : error}`)
      return answer(400)
    }
    if (message.type === 'test') console.log('a test arrived')
    const changes = changesOf(message).filter((change) => !done.has(change))
    try {
      if (changes.length > 0) await take(changes)
      done.add(changes)
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
