import { Command } from 'commander'
import type { Options } from '../deploy/command.ts'
import { t } from '../words/words.ts'

/** `gazelle deploy`: the whole product onto a hosted Supabase project. */
export const deploy = () =>
  new Command('deploy')
    .requiredOption('--project-ref <reference>', t('the 20 letters in the project’s address'))
    .option('--dry-run', t('check everything, say what would be done, change nothing'), false)
    .option('--yes', t('do not ask before the first change'), false)
    .option('--keep-sign-up', t('leave sign-up on if it is on'), false)
    .option('--rotate-keys', t('give the schedule a new secret key, and nothing else'), false)
    .option('--json', t('print one JSON document'), false)
    .action(async (options: Options) => {
      const { deployTo } = await import('../deploy/command.ts')
      await deployTo(options)
    })
