// A whole company in staging, without the syncs that would bring it.
import type pg from 'pg'
import { listed, node } from './expected.ts'
import type { Kind } from './kinds.ts'
import type { Company } from './records.ts'

/** Modules with what version 5 mirrors, and the stand-in's kind of each; parents first. */
const kinds: Record<string, Kind> = {
  users: 'user',
  clients: 'client',
  pianos: 'piano',
  appointments: 'event',
  invoices: 'invoice',
  timeline: 'timelineEntry',
}
export const modulesOfV5 = Object.keys(kinds)

const pageSize = 500

/** Stages what version 5 mirrors, as after the first full sweep of every module. */
export const stageAll = async (client: pg.Client, company: Company): Promise<void> => {
  for (const [module, kind] of Object.entries(kinds)) {
    const ids = [...listed(company, kind).keys()]
    for (let from = 0; from < ids.length; from += pageSize) {
      const page = ids.slice(from, from + pageSize).map((id) => node(company, kind, id))
      await client.query(`select sync.stage_nodes($1, 'main', null, $2)`, [module, JSON.stringify(page)])
    }
  }
  await client.query(
    `insert into sync.runs (account_id, module, mode, status, watermark, finished_at, read_to_end, complete, moved_watermark)
     select 'main', m.module, 'full', 'success', now(), now(), true, true, true from sync.modules m`,
  )
  await client.query(
    `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m`,
  )
}
