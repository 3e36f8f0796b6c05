import { z } from 'zod'
import { type Report, runReport } from '../sync/run.ts'

/** What a sync function answers with 200, for those who call it over HTTP. */
export const reportForm = z.looseObject({
  ...runReport.shape,
  status: z.enum(['success', 'partial', 'failed', 'yielded', 'busy']),
}) satisfies z.ZodType<Report>
