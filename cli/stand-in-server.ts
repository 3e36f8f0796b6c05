// A process of its own for the stand-in for Gazelle, so that its work is not done by the gateway's process.
import { z } from 'zod'
import { generateCompany } from '../stand-in/company.ts'
import { startGazelleFake } from '../stand-in/server.ts'

const form = z.object({
  company: z.record(z.string(), z.number()),
  now: z.coerce.date(),
  port: z.int(),
  apiKey: z.string(),
})

const { company, now, port, apiKey } = form.parse(JSON.parse(process.argv[2] ?? ''))
// The company is generated for the time of its first start; the clock is the current one.
const fake = await startGazelleFake({ company: generateCompany({ ...company, now }), port, apiKey })
console.log(JSON.stringify({ url: fake.url, oauthUrl: fake.oauthUrl, apiKey: fake.apiKey }))
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void fake.stop().then(() => process.exit(0)))
