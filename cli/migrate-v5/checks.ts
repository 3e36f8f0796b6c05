// What is looked at before anything of version 5 comes over.
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { cliError } from '../errors.ts'
import { count } from '../format.ts'
import { type Project, rowsOf } from '../project.ts'
import type { V5Source } from './source/source.ts'
import type { Planned } from './tables.ts'

const targetForm = z.object({
  known: z.number(),
  of_others: z.number(),
  given: z.number(),
  by_hand: z.record(z.string(), z.number()),
  moved: z.number(),
})

/** What a move finds in the account: clients or pianos it knows, values of people's, and what was moved before. */
export type Target = z.infer<typeof targetForm>

/** The modules of an account of which no full sweep has ended, in their order. */
export const missingSweeps = async ({ database }: Project, account: string): Promise<string[]> => {
  const health = database
    .schema('monitoring')
    .from('module_health')
    .select('module, position')
    .eq('account_id', account)
    .is('last_full_at', null)
    .order('position')
  return rowsOf(await health, 'monitoring.module_health').flatMap(({ module }) => module ?? [])
}

/** Below this share of known clients it is another company's database. */
const leastKnown = 0.5
const pageSize = 1000

/**
 * Looks at the account with the clients that version 5 has, or with its pianos where it has no client.
 * @throws AppError `v5_other_company` when the account does not know most of them
 */
export const targetOf = async (
  project: Project,
  source: V5Source,
  planned: Planned[],
  account: string,
  signal: AbortSignal,
): Promise<Target> => {
  const ids = new Set<string>()
  let records = ''
  for (const name of ['clients', 'pianos']) {
    const table = planned.find((one) => one.table.name === `gazelle_${name}`)?.table
    if (!table || ids.size > 0) continue
    records = name
    for await (const { rows } of source.pages(table, { after: null, size: pageSize, signal }))
      for (const { external_id: id } of rows)
        if (typeof id === 'string' && id.trim() !== '') ids.add(id.trim())
  }
  const target = await call(
    project.database.schema('sync'),
    'v5_target',
    { p_account: account, p_ids: [...ids] },
    targetForm,
  )
  if (target.of_others > target.known || (target.given > 0 && target.known < target.given * leastKnown))
    throw cliError(
      'failed',
      'v5_other_company',
      account,
      `account ${account} knows ${count(target.known)} of the ${count(target.given)} ${records} of ${source.name}` +
        (target.of_others > 0 ? `, and other accounts know ${count(target.of_others)} of them` : ''),
      'It is another company’s database, or not the right account: gazelle accounts list.',
    )
  return target
}
