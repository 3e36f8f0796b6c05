import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { dayOf } from '../../shared/gazelle/days.ts'
import { showUnexpected } from '../errors.ts'
import { duration } from '../format.ts'
import { loadModule, moduleOption } from '../modules.ts'
import { progressBars } from '../progress.ts'
import { rawFile } from '../raw-file.ts'
import { interruption } from '../signals.ts'
import { t } from '../words/words.ts'

interface Options {
  module: string
  out: string
  since?: string
  account: string
  timeZone: string
  json: boolean
}

/** `gazelle fetch`: Gazelle's answers of one module as a JSON file, without a database. */
export const fetch = () =>
  new Command('fetch')
    .addOption(moduleOption().makeOptionMandatory())
    .requiredOption('--out <folder>', t('folder for <module>_YYYYMMDD.json'))
    .option(
      '--since <instant>',
      t('only what may have changed since then (2026-02-03, or 2026-02-03T14:00:00Z)'),
    )
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--time-zone <zone>', t('the company’s zone, for days and the file’s name'), 'America/Montreal')
    .option('--json', t('print the file’s path and counts as JSON'), false)
    .action(async (options: Options) => {
      const [{ enumValues }, { gazelleClient }, { checkZone, instantOf }, { sweep }] = await Promise.all([
        import('../../shared/gazelle/values.ts'),
        import('../gazelle.ts'),
        import('../instant.ts'),
        import('../sweep.ts'),
      ])
      const signal = interruption()
      const begun = Date.now()
      const { account, timeZone } = options
      checkZone('--time-zone', timeZone)
      const module = await loadModule(options.module)
      const since = options.since === undefined ? null : instantOf('--since', options.since, timeZone)
      const { client, apiUrl } = await gazelleClient(account)
      // Without an answer the module's own values are asked for.
      const values =
        module.enums && !since
          ? ((await enumValues(client, Object.keys(module.enums)).catch(showUnexpected)) ?? {})
          : {}
      const lanes = module.lanes({
        mode: since ? 'incremental' : 'full',
        window: null,
        since,
        until: null,
        timeZone,
        values,
      })
      const now = new Date()
      const day = dayOf(now, timeZone, 0).replaceAll('-', '')
      const path = join(resolve(options.out), `${module.name}_${day}.json`)
      const file = await rawFile(path, {
        module: module.name,
        account,
        fetchedAt: now.toISOString(),
        api: apiUrl,
      })
      const bars = progressBars([module.name])
      const bar = bars.bar(module.name)
      try {
        const { pages, apiCalls, nullNodes } = await sweep(client, lanes, file.write, {
          follow: bar.update,
          signal,
        })
        const { nodeCount } = await file.complete(pages)
        bar.end(`${t('{n} records', { n: nodeCount })}  ${duration(Date.now() - begun)}`)
        bars.stop()
        const report = { path, pageCount: pages, nodeCount, apiCalls, nullNodes }
        if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
        else
          process.stdout.write(
            `${t('{path}: {n} records of {pages} pages.', { path, n: nodeCount, pages })}\n`,
          )
      } catch (error) {
        bars.stop()
        await file.discard()
        throw error
      }
    })
