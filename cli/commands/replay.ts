import { Command } from 'commander'
import { z } from 'zod'
import { requireAccount } from '../accounts.ts'
import { moduleOption } from '../modules.ts'
import { progressBars } from '../progress.ts'
import { chosenModules, findProject, type Project, rowsOf } from '../project.ts'
import { t } from '../words/words.ts'

interface Options {
  module?: string
  all?: boolean
  account: string
  json: boolean
}

interface Replayed {
  module: string
  tried: number
  written: number
}

const slice = z.object({ tried: z.number(), written: z.number(), after: z.string().nullable() })

/** `gazelle replay`: promotes everything from staging again, without calling Gazelle. */
export const replay = () =>
  new Command('replay')
    .addOption(moduleOption())
    .option('--all', t('all modules, one after the other'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print the counts as JSON'), false)
    .action(async (options: Options) => {
      const project = await findProject()
      await requireAccount(project, options.account)
      const modules = await chosenModules(project, options)
      const bars = progressBars(modules)
      const results: Replayed[] = []
      try {
        for (const module of modules) {
          const bar = bars.bar(module)
          const result = await replayModule(project, module, options.account, (done, total) =>
            bar.update({ done, total }),
          )
          bar.end(t('{tried} tried, {written} written', { tried: result.tried, written: result.written }))
          results.push(result)
        }
      } finally {
        bars.stop()
      }
      if (options.json) process.stdout.write(`${JSON.stringify(options.all ? results : results[0])}\n`)
      else
        for (const { module, tried, written } of results)
          process.stdout.write(
            `${t('{module}: {tried} tried, {written} rows written in production.', { module, tried, written })}\n`,
          )
    })

const replayModule = async (
  project: Project,
  module: string,
  account: string,
  follow: (done: number, total: number | null) => void,
): Promise<Replayed> => {
  const total = await stagedCount(project, module)
  let after = ''
  let tried = 0
  let written = 0
  for (;;) {
    const args = { p_module: module, p_account: account, p_after: after }
    const answer = await project.database.schema('reconcile').rpc('replay', args)
    const done = slice.parse(rowsOf(answer, 'reconcile.replay'))
    tried += done.tried
    written += done.written
    follow(tried, total)
    if (done.tried === 0 || done.after === null) return { module, tried, written }
    after = done.after
  }
}

/** Rows of a staging table: an estimate, which is enough for a bar. Null before Postgres has one. */
const stagedCount = async ({ database }: Project, module: string): Promise<number | null> => {
  const health = database.schema('monitoring').from('module_health').select('records').eq('module', module)
  return rowsOf(await health, 'monitoring.module_health')[0]?.records || null
}
