// Verifies webhooks in Deno: WEBHOOK_SECRET=whsec_… deno serve --allow-env --port 8787 docs/examples/webhook-deno.ts
// Prints each change that was sent. Deployed as an edge function of Supabase, with verify_jwt = false, it is the same.
import { Webhook } from 'standardwebhooks'

interface Change {
  account: string
  position: string
  entity: string
  id: string
  operation: string
}
type Message =
  | { type: 'test' }
  | { type: 'changes'; data: { changes: Change[] } }
  | { type: `${string}.${string}`; data: Change }

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '')

/** The changes of a message: one, several where the webhook asks for batches, none of a test. */
const changesOf = (message: Message): Change[] => {
  if (message.type === 'test') return []
  return message.type === 'changes' ? message.data.changes : [message.data]
}

// What comes twice has the same position, in whichever batch. Keep them in a database where they must outlive this worker.
const done = new Set<string>()
const most = 10_000

const isNew = ({ account, position }: Change): boolean => {
  const key = `${account} ${position}`
  if (done.has(key)) return false
  done.add(key)
  const [oldest] = done
  if (oldest && done.size > most) done.delete(oldest)
  return true
}

const answer = async (request: Request): Promise<Response> => {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  // As it came: a signature is of its bytes.
  const text = await request.text()
  try {
    webhook.verify(text, Object.fromEntries(request.headers))
  } catch (error) {
    console.error(`refused: ${error instanceof Error ? error.message : error}`)
    return new Response(null, { status: 400 })
  }
  const message: Message = JSON.parse(text)
  if (message.type === 'test') console.log('a test arrived')
  for (const { operation, entity, id } of changesOf(message).filter(isNew))
    console.log(`${operation} ${entity} ${id}`)
  return new Response(null, { status: 204 })
}

export default { fetch: answer }
