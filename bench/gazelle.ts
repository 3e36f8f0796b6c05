// The stand-in for Gazelle in a process of its own, every page rendered before it is measured.
import { z } from 'zod'
import { createGazelleClient } from '../shared/gazelle/client.ts'
import { memoryLimiter } from '../shared/gazelle/limiter.ts'
import { apiKeyCredential } from '../shared/gazelle/tokens.ts'
import { timeline } from '../shared/modules/timeline.ts'
import { startGazelleFake } from '../stand-in/server.ts'
import { answerQuestions } from './worker.ts'

const entries = Number(process.argv[2] ?? 20_000)
const company = JSON.parse(process.argv[3] ?? '{}')
const seed = Number(process.argv[4] ?? 1)
const fake = await startGazelleFake({
  company: { ...company, timelineEntries: entries },
  seed,
  apiKey: `key-of-company-${seed}`,
  prerendered: true,
})

const client = createGazelleClient({
  url: fake.url,
  credential: apiKeyCredential(fake.apiKey),
  limiter: memoryLimiter(1_000_000),
})

/** Records that a sync asks for where nothing is known of the server. */
const pageSize = 500

/** Reads what a sync is about to read, the way it reads it, so that the very same answers are ready. */
const warm = async (since: Date | null) => {
  const { latencyMs } = fake.rules
  fake.rules.latencyMs = 0
  const request = { mode: 'full' as const, window: null, since, until: null, timeZone: 'America/Montreal' }
  for (const lane of timeline.lanes(request)) {
    let cursor: string | null = null
    for (;;) {
      const page = await lane.fetch(client, cursor, { first: pageSize })
      if (!page.hasNextPage || lane.isProof) break
      cursor = page.resumeCursor ?? page.endCursor
    }
  }
  fake.rules.latencyMs = latencyMs
}

/** Changes the comment of every n-th entry, spread over the whole history. */
const edit = (share: number) => {
  const ids = [...fake.company.timelineEntries.keys()]
  const step = Math.round(1 / share)
  const changed = ids.filter((_, at) => at % step === 0)
  const now = fake.now().toISOString()
  for (const id of changed)
    fake.change.editTimelineEntry(id, { comment: `Corrigé ${now} : accord 440Hz, 21C, 39%` })
  return changed.length
}

const question = z.object({
  latencyMs: z.number().optional(),
  editShare: z.number().optional(),
  warm: z.boolean().optional(),
  since: z.coerce.date().nullable().default(null),
})

answerQuestions(async (asked) => {
  const { latencyMs, editShare, since, ...rest } = question.parse(asked)
  if (latencyMs !== undefined) fake.rules.latencyMs = latencyMs
  const edited = editShare === undefined ? 0 : edit(editShare)
  if (rest.warm) await warm(since)
  return { url: fake.url, apiKey: fake.apiKey, entries: fake.company.timelineEntries.size, edited }
}, fake.stop)
