// The peer in a process of its own: @supabase/stripe-sync-engine, its CommonJS build, as its README shows it.
import { createRequire } from 'node:module'
import Stripe from 'stripe'
import { z } from 'zod'
import { answerQuestions } from './worker.ts'

const require = createRequire(import.meta.url)
const {
  StripeSync,
  runMigrations,
}: typeof import('@supabase/stripe-sync-engine') = require('@supabase/stripe-sync-engine')

const { databaseUrl, port } = z
  .object({ databaseUrl: z.string(), port: z.number() })
  .parse(JSON.parse(process.argv[2] ?? '{}'))

await runMigrations({ databaseUrl, schema: 'stripe' })
const engine = new StripeSync({
  poolConfig: { connectionString: databaseUrl, max: 10 },
  stripeSecretKey: 'sk_test_stand_in',
  stripeWebhookSecret: 'whsec_stand_in',
})
// The engine takes no address; its own SDK does.
engine.stripe = new Stripe('sk_test_stand_in', {
  host: '127.0.0.1',
  port,
  protocol: 'http',
  telemetry: false,
})

answerQuestions(
  async () => {
    const { customers } = await engine.syncBackfill({ object: 'customer' })
    return { synced: customers?.synced ?? 0 }
  },
  () => engine.close(),
)
