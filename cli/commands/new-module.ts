import { Command, Option } from 'commander'
import type { Options } from '../new-module/command.ts'
import { sdlFile } from '../new-module/sdl.ts'
import { t } from '../words/words.ts'

/** `gazelle new-module`: writes a module that mirrors one more list of Gazelle's. */
export const newModule = () =>
  new Command('new-module')
    .argument('<name>', t('name of the module and its table, such as sync_batches'))
    .option('--list <field>', t('root field of Gazelle’s schema that gives the records; default: asked for'))
    .option('--fields <names>', t('fields of a record, separated by commas; default: all that can be kept'))
    .option('--french <name>', t('the module’s name in French'))
    .addOption(
      new Option('--schema <which>', t('{file}, or Gazelle’s own, live', { file: sdlFile }))
        .choices(['repository', 'live'])
        .default('repository'),
    )
    .option('--account <name>', t('with --schema live: the Gazelle account'), 'main')
    .option('--dry-run', t('show the files, write nothing'), false)
    .option('--no-generate', t('write the files only; generate migrations, types and reference later'))
    .action(async (name: string, options: Options) => {
      const { writeModule } = await import('../new-module/command.ts')
      await writeModule(name, options)
    })
