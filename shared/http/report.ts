import { z } from 'zod'
import type { Report } from '../sync/run.ts'

/** What a sync function answers with 200, for those who call it over HTTP. */
export const reportForm = z.looseObject({
  runId: z.number(),
  module: z.string(),
  mode: z.string(),
  asOf: z.string(),
  status: z.enum(['success', 'partial', 'failed', 'yielded', 'busy']),
  pages: z.number(),
  apiCalls: z.number(),
  fetched: z.number(),
  changed: z.number(),
  promoted: z.number(),
  rejected: z.number(),
  placeholders: z.number(),
  deleted: z.number(),
  heldBack: z.number(),
  due: z.number(),
  durationMs: z.number(),
}) satisfies z.ZodType<Report>
