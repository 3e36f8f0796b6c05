import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeFolder } from '../shared/folder.ts'
import { sizes } from '../stand-in/sizes.ts'
import { app } from './scenarios/app.ts'
import { changes } from './scenarios/changes.ts'
import { companies } from './scenarios/companies.ts'
import { company } from './scenarios/company.ts'
import { exported } from './scenarios/exported.ts'
import { functions } from './scenarios/functions.ts'
import { hour } from './scenarios/hour.ts'
import { load } from './scenarios/load.ts'
import { migrate } from './scenarios/migrate.ts'
import { month } from './scenarios/month.ts'
import { pollPairs } from './scenarios/poll.ts'
import { profile } from './scenarios/profile.ts'
import { rls } from './scenarios/rls.ts'
import { scaling } from './scenarios/scaling.ts'
import { size } from './scenarios/size.ts'
import { unattended } from './scenarios/unattended.ts'
import { webhooks } from './scenarios/webhooks.ts'

const usage = `npm run bench -- [SCENARIO…] [--quick]

  load    cold, unchanged and 1 % changed, with and without latency, beside the peer
  poll    an incremental run over a small and a large history, in turn
  size    bytes a timeline entry; the monitoring views and the minute's evaluation over a large history
  rls     ten usual queries as a reader, with row-level security, against the same without
  app     the views and functions of schema app, as a reader and with the secret key, over a full company; and what their indexes take
  changes what the log of changes costs a cold load and a sweep, what a change takes, and how soon a consumer has it
  company a whole company of the usual size, module by module, in slices that an edge function can live
  companies  two companies of the usual size in one database: the polls of one while the other is loaded, and both loaded at the same time
  webhooks deliveries to twenty webhooks, one of which hangs; a mass change while receivers are down; a thousand webhooks
  hour    the calls of an hour in which nothing changes, by module, for a company of the usual size
  month   thirty days of the schedule on a simulated clock, with faults that stay: calls, ages, alerts, what grows
  unattended  1,000 runs of the schedule while calls fail by chance
  export  gazelle export over 30,000, 300,000 and 900,000 rows: time, and the memory of the command
  migrate gazelle migrate-v5 over a damaged database of version 5, of a usual and of a full company: time, and the memory of the command
  functions  what is uploaded of each edge function, and how long it takes to start on the Deno of hosted Supabase
  scaling a day of the schedule for 1 to 100 companies in one database, simulated with the costs that docs/PERFORMANCE.md holds
  profile the SQL statements that a cold and an unchanged load spend their time in
  --latency 0,50    load: only these, in ms
  --lanes 4         load: only so many lanes (1 or 4)
  --alone           load: without the peer
  --times 10        company: so many times the usual size
  --days 30         month: so many days, polls made twice a day (once below 30 days)
  --write           put the tables into docs/PERFORMANCE.md, those of scaling into docs/SCALING.md
  --quick           a small version of each; its numbers only show that the harness works`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    latency: { type: 'string' },
    lanes: { type: 'string' },
    alone: { type: 'boolean', default: false },
    days: { type: 'string' },
    times: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const list = (text: string | undefined, usual: number[]) => text?.split(',').map(Number) ?? usual
const { quick, alone } = values
const loaded = {
  entries: quick ? 2000 : 20_000,
  latencies: list(values.latency, quick ? [0, 50] : [0, 50, 250]),
  lanes: list(values.lanes, [1, 4]),
  repeats: quick ? 1 : 3,
  alone,
}

interface Measured {
  tables: string[]
  data: unknown
}
/** Those that measure times come first: what follows counts calls, and may have company on the machine. */
const scenarios: Record<string, () => Promise<Measured>> = {
  load: () => load(loaded),
  poll: () =>
    pollPairs(quick ? { sizes: [2000, 40_000], pairs: 10 } : { sizes: [10_000, 1_000_000], pairs: 100 }),
  size: () =>
    size(
      quick
        ? { synced: 2000, entries: 20_000, runs: 5000, repeats: 3 }
        : { synced: 20_000, entries: 300_000, runs: 100_000, repeats: 5 },
    ),
  rls: () =>
    rls(quick ? { share: 0.1, entries: 5000, pairs: 200 } : { share: 1, entries: 300_000, pairs: 500 }),
  app: () =>
    app(
      quick
        ? { size: sizes.small, synced: 600, entries: 2400, most: 100, repeats: 1 }
        : { size: sizes.full, synced: 20_000, entries: 300_000, most: 3000, repeats: 3 },
    ),
  changes: () =>
    changes(
      quick ? { entries: 2000, pairs: 2, logged: 5000 } : { entries: 20_000, pairs: 10, logged: 200_000 },
    ),
  webhooks: () =>
    webhooks(quick ? { changes: 500, mass: 5000, many: 50 } : { changes: 3000, mass: 100_000, many: 1000 }),
  profile: () => profile({ entries: quick ? 2000 : 20_000, statements: 20 }),
  export: () => exported(quick ? [2000, 20_000] : [30_000, 300_000, 900_000]),
  migrate: () => migrate(quick ? [sizes.small] : [sizes.usual, sizes.full]),
  functions: () => functions(quick ? 1 : 5),
  company: () => company(Number(values.times) * (quick ? 0.02 : 1)),
  companies: () => companies(values.quick ? 0.02 : 1),
  hour: () => hour(values.quick ? 0.02 : 1),
  month: () => {
    const days = Number(values.days ?? (quick ? 3 : 30))
    return month({ days, steps: days < 30 ? 1 : 2 })
  },
  unattended: () => unattended(quick ? 60 : 1000, 0.05),
  // Last: it takes the others' figures out of the document.
  scaling: () => scaling(quick ? [1, 10] : [1, 2, 5, 10, 20, 50, 100]),
}

const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios)
if (values.help || chosen.some((name) => !(name in scenarios)) || !(Number(values.times) > 0)) {
  console.error(usage)
  process.exit(values.help ? 0 : 2)
}

/** Puts a scenario's tables between its two marks in its document; a company of another size has marks of its own. */
const writeDown = async (scenario: string, text: string) => {
  const page = scenario === 'scaling' ? 'docs/SCALING.md' : 'docs/PERFORMANCE.md'
  const document = new URL(`../${page}`, import.meta.url)
  const name = scenario === 'company' && values.times !== '1' ? `company × ${values.times}` : scenario
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const old = await readFile(document, 'utf8')
  const [from, to] = [old.indexOf(open), old.indexOf(close)]
  if (from < 0 || to < from) throw new Error(`${page} lacks the marks ${open} and ${close}`)
  await writeFile(document, `${old.slice(0, from + open.length)}\n${text}\n${old.slice(to)}`)
}

const folder = new URL('../output/bench/', import.meta.url)
await makeFolder(fileURLToPath(folder))
const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
console.log(`${machine}\n`)
for (const name of chosen) {
  const measured = await scenarios[name]?.()
  if (!measured) continue
  const text = measured.tables.join('\n\n')
  console.log(`## ${name}\n\n${text}\n`)
  // What is simulated depends on no machine.
  const measuredOn = name === 'scaling' ? '' : `${new Date().toISOString().slice(0, 10)}, ${machine}:\n\n`
  if (values.write) await writeDown(name, `${measuredOn}${text}`)
  await writeFile(new URL(`${name}.json`, folder), JSON.stringify(measured.data, null, 2))
}
