// What is looked at before anything of version 5 comes over.
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { cliError } from '../errors.ts'
import { type Project, rowsOf } from '../project.ts'
import { t } from '../words/words.ts'
import type { Numbered } from './numbers.ts'
import type { V5Source } from './source/source.ts'

const targetForm = z.object({
  known: z.number(),
  of_others: z.number(),
  given: z.number(),
  by_hand: z.record(z.string(), z.number()),
  other_sources: z.number(),
  moved: z.number(),
})

/** What a move finds in the account: clients or pianos it knows, values of people's, and what was moved before, and from elsewhere. */
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

/**
 * Looks at the account with the clients that version 5 has, or with its pianos where it has no client.
 * @throws AppError `v5_other_company` when the account does not know most of them
 */
export const targetOf = async (
  project: Project,
  { clients, pianos }: Numbered,
  { id, name }: V5Source,
  account: string,
): Promise<Target> => {
  const target = await call(
    project.database.schema('sync'),
    'v5_target',
    { p_account: account, p_source: id, p_ids: [...(clients.size > 0 ? clients : pianos)] },
    targetForm,
  )
  if (target.of_others > target.known || (target.given > 0 && target.known < target.given * leastKnown))
    throw cliError(
      'failed',
      'v5_other_company',
      account,
      target.of_others > 0
        ? t(
            'account {account} knows {known} of the {given} clients or pianos of {name}, and other accounts know {others} of them',
            {
              account,
              known: target.known,
              given: target.given,
              name,
              others: target.of_others,
            },
          )
        : t('account {account} knows {known} of the {given} clients or pianos of {name}', {
            account,
            known: target.known,
            given: target.given,
            name,
          }),
      t('It is another company’s database, or not the right account: gazelle accounts list.'),
    )
  return target
}
