import type { Random } from '../random.ts'
import type { Company } from '../records.ts'
import { iso } from '../zone.ts'

/** When V5 last wrote a row: it marked every row at each sync, of which the last was some hours ago. */
export const syncTime = (company: Company, random: Random): string =>
  iso(Date.parse(company.now) - random.int(2, 30) * 3_600_000)
