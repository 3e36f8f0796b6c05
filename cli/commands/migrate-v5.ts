import { userInfo } from 'node:os'
import { Command, Option } from 'commander'
import { cliError } from '../errors.ts'
import { requireForm } from '../migrate-v5/source/address-form.ts'
import type { Options } from '../migrate-v5/steps.ts'
import { t } from '../words/words.ts'

/** `gazelle migrate-v5`: what version 5 has and Gazelle has not comes over; without --apply it is a report. */
export const migrateV5 = () =>
  new Command('migrate-v5')
    .addOption(
      new Option(
        '--from <address>',
        t(
          'version 5’s database: postgresql://…, or the URL of its Supabase project. It is only read. Lists of processes show an address that is written here, with its password',
        ),
      ).env('V5_DATABASE_URL'),
    )
    .option(
      '--key <key>',
      t('the secret key of that project; better in V5_KEY, which no list of processes shows'),
    )
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--apply', t('bring it over; goes on where it was cut'), false)
    .option(
      '--same-database',
      t('with --apply: it is the version 5 that came over before, at another address'),
      false,
    )
    .option('--compare', t('compare every record with version 5’s, and list what no rule explains'), false)
    .option('--accept', t('with --compare: what is listed may stay as it is'), false)
    .option('--by <name>', t('with --accept: who says so'), userInfo().username)
    .option('--undo', t('take away what came from version 5, and only that'), false)
    .addOption(
      new Option('--views <state>', t('views with version 5’s names and columns')).choices(['on', 'off']),
    )
    .option('--schema <name>', t('with --views: the schema in which programs look for them'), 'public')
    .option('--yes', t('do not ask'), false)
    .option('--json', t('print the report as JSON'), false)
    .action(async (options: Options) => {
      checkUsage(options)
      // Loaded where there is something to do, not for a word too many.
      const { takeStep } = await import('../migrate-v5/steps.ts')
      await takeStep(options)
    })

const badUsage = (about: string, message: string, hint: string) =>
  cliError('usage', 'bad_usage', about, message, hint)

const checkUsage = ({ from, apply, compare, accept, undo, views }: Options) => {
  const chosen = [apply && '--apply', compare && '--compare', undo && '--undo', views && '--views'].filter(
    (name) => name !== false && name !== undefined,
  )
  if (chosen.length > 1)
    throw badUsage(chosen.join(' '), t('these are steps of their own'), t('Give one of them at a time.'))
  if (accept && !compare) throw badUsage('--accept', t('nothing is compared'), t('Add --compare.'))
  const needsSource = !undo && views === undefined && !accept
  if (!needsSource) return
  if (!from?.trim())
    throw badUsage(
      '--from',
      t('no version 5 is named'),
      t('Set V5_DATABASE_URL to postgresql://… or https://<project>.supabase.co, or write it behind --from.'),
    )
  requireForm(from)
}
