// Verifies webhooks in Deno: WEBHOOK_SECRET=whsec_… deno serve --allow-env --port 8787 docs/examples/webhook-deno.ts
// Prints each change that was sent. Deployed as an edge function of Supabase, with verify_jwt = false, it is the same.
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '')

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
  const { type, data } = JSON.parse(text)
  // What comes twice has the same webhook-id.
  for (const { operation, entity, id } of type === 'changes' ? data.changes : [data])
    console.log(`${operation} ${entity} ${id}`)
  return new Response(null, { status: 204 })
}

export default { fetch: answer }
