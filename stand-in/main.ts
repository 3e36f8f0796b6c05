import { parseArgs } from 'node:util'
import { defaultSize } from './company.ts'
import { startGazelleFake } from './server.ts'

const usage = `Starts a stand-in for Gazelle and prints its addresses.

  --port 4010            a free one when absent
  --seed 1               the same seed gives the same company
  --latency 250          milliseconds that every answer takes
  --page-cap 1000        the most rows in a page
  --api-key KEY          the key that is accepted
  --clients 400 --pianos 1000 --users 8 --entries 20000 --appointments 900 --invoices 500
                         how much to generate
  --no-rotate            a refresh gives no new refresh token
  --prerendered          keep answers and give them again (for benchmarks)`

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    seed: { type: 'string' },
    latency: { type: 'string' },
    'page-cap': { type: 'string' },
    'api-key': { type: 'string' },
    clients: { type: 'string' },
    pianos: { type: 'string' },
    users: { type: 'string' },
    entries: { type: 'string' },
    appointments: { type: 'string' },
    invoices: { type: 'string' },
    'no-rotate': { type: 'boolean', default: false },
    prerendered: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const number = (name: string, value: string | undefined, fallback: number): number => {
  const read = value === undefined ? fallback : Number(value)
  if (Number.isInteger(read) && read >= 0) return read
  console.error(`--${name} takes a whole number, not ${JSON.stringify(value)}`)
  process.exit(2)
}

if (values.help) console.log(usage)
else {
  const fake = await startGazelleFake({
    port: number('port', values.port, 0),
    latencyMs: number('latency', values.latency, 0),
    pageCap: number('page-cap', values['page-cap'], 1000),
    ...(values['api-key'] && { apiKey: values['api-key'] }),
    company: {
      seed: number('seed', values.seed, defaultSize.seed),
      clients: number('clients', values.clients, defaultSize.clients),
      pianos: number('pianos', values.pianos, defaultSize.pianos),
      users: number('users', values.users, defaultSize.users),
      timelineEntries: number('entries', values.entries, defaultSize.timelineEntries),
      appointments: number('appointments', values.appointments, defaultSize.appointments),
      invoices: number('invoices', values.invoices, defaultSize.invoices),
    },
    oauth: { rotateRefresh: !values['no-rotate'] },
    prerendered: values.prerendered,
  })
  const { url, oauthUrl, apiKey, oauth } = fake
  console.log(
    JSON.stringify({ url, oauthUrl, apiKey, clientId: oauth.clientId, clientSecret: oauth.clientSecret }),
  )
  const stop = () => fake.stop().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
