import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { dayOf } from '../../shared/gazelle/days.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { fileTokenStore } from '../../shared/gazelle/token-file.ts'
import { apiKeyCredential, oauthCredential } from '../../shared/gazelle/tokens.ts'
import { readSettings, type Settings } from '../../shared/settings.ts'
import { count, duration } from '../format.ts'
import { checkZone, instantOf } from '../instant.ts'
import { functionsEnv, namesGazelle } from '../local.ts'
import { loadModule, moduleOption } from '../modules.ts'
import { progressBars } from '../progress.ts'
import { rawFile } from '../raw-file.ts'
import { runningStack, tokenFile } from '../running.ts'
import { interruption } from '../signals.ts'
import { sweep } from '../sweep.ts'

interface Options {
  module: string
  out: string
  since?: string
  account: string
  timeZone: string
  json: boolean
}

/** `gazelle fetch`: Gazelle's answers of one module as a JSON file, with no database anywhere. */
export const fetch = () =>
  new Command('fetch')
    .description('Write what Gazelle answers for a module to a JSON file, with no database anywhere.')
    .addOption(moduleOption().makeOptionMandatory())
    .requiredOption('--out <folder>', 'where <module>_YYYYMMDD.json goes')
    .option(
      '--since <instant>',
      'only what may have changed since then (2026-02-03, or 2026-02-03T14:00:00Z)',
    )
    .option('--account <name>', 'the Gazelle account', 'main')
    .option('--time-zone <zone>', 'the company’s zone, for days and the file’s name', 'America/Montreal')
    .option('--json', 'print the file’s path and counts as JSON', false)
    .action(async (options: Options) => {
      const signal = interruption()
      const begun = Date.now()
      const { account, timeZone } = options
      checkZone('--time-zone', timeZone)
      const module = await loadModule(options.module)
      const since = options.since === undefined ? null : instantOf('--since', options.since, timeZone)
      const settings = readSettings(await environment())
      const client = createGazelleClient({
        url: settings.apiUrl,
        credential: credentialOf(settings, account),
        limiter: memoryLimiter(settings.rateLimit),
      })
      const lanes = module.lanes({
        mode: since ? 'incremental' : 'full',
        window: null,
        since,
        until: null,
        timeZone,
      })
      const now = new Date()
      const day = dayOf(now, timeZone, 0).replaceAll('-', '')
      const path = join(resolve(options.out), `${module.name}_${day}.json`)
      const file = await rawFile(path, {
        module: module.name,
        account,
        fetchedAt: now.toISOString(),
        api: settings.apiUrl,
      })
      const bars = progressBars([module.name])
      const bar = bars.bar(module.name)
      try {
        const { pages, apiCalls, nullNodes } = await sweep(client, lanes, file.write, {
          follow: bar.update,
          signal,
        })
        const { nodeCount } = await file.complete(pages)
        bar.end(`${count(nodeCount)} records  ${duration(Date.now() - begun)}`)
        bars.stop()
        const report = { path, pageCount: pages, nodeCount, apiCalls, nullNodes }
        if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
        else process.stdout.write(`${path}: ${count(nodeCount)} records of ${count(pages)} pages.\n`)
      } catch (error) {
        bars.stop()
        await file.discard()
        throw error
      }
    })

// Without a Gazelle of its own, what the running stack's stand-in shows.
const environment = async () => {
  if (namesGazelle(process.env)) return process.env
  const stack = await runningStack()
  return stack?.standIn ? functionsEnv(process.env, stack.standIn) : process.env
}

const credentialOf = ({ auth }: Settings, account: string) =>
  auth.mode === 'api_key'
    ? apiKeyCredential(auth.apiKey)
    : oauthCredential({ ...auth, store: fileTokenStore(tokenFile(account), auth.encryptionKey) })
