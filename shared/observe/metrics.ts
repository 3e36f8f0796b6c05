import { Gauge, Registry } from 'prom-client'
import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { parseAnswer } from '../database/rpc.ts'

const count = z.number().nullable()
const moduleRows = z.array(
  z.object({
    module: z.string(),
    account_id: z.string(),
    status: z.string(),
    running: z.boolean(),
    late: z.boolean(),
    last_success_at: z.string().nullable(),
    watermark: z.string().nullable(),
    fresh_within_seconds: count,
    failures_24h: count,
    records: count,
    pending: count,
    rejected: count,
    placeholders: count,
    held_back: count,
    local_count: count,
    remote_count: count,
  }),
)
const usageRows = z.array(
  z.object({ account_id: z.string(), runs: count, calls: count, waited_seconds: count, throttles: count }),
)
const alertRows = z.array(z.object({ rule: z.string(), severity: z.string() }))
const storageRows = z.array(z.object({ total_bytes: count }))

type ModuleRow = z.infer<typeof moduleRows>[number]
type UsageRow = z.infer<typeof usageRows>[number]

const seconds = (instant: string | null) => (instant === null ? null : Date.parse(instant) / 1000)

// Name, meaning, and value. Null is unknown: it is left out, since 0 would be a value.
const moduleGauges: [string, string, (row: ModuleRow) => number | null][] = [
  ['gazelle_module_healthy', '1 unless the module is unhealthy', (row) => +(row.status !== 'unhealthy')],
  ['gazelle_module_running', '1 while a run is at work', (row) => +row.running],
  ['gazelle_module_late', '1 while past the freshness target', (row) => +row.late],
  [
    'gazelle_last_success_timestamp_seconds',
    'End of the last successful run',
    (row) => seconds(row.last_success_at),
  ],
  [
    'gazelle_known_as_of_timestamp_seconds',
    'Instant as of which the module is known: its freshness counts from there',
    (row) => seconds(row.watermark),
  ],
  [
    'gazelle_freshness_target_seconds',
    'Age from which the module is late',
    (row) => row.fresh_within_seconds,
  ],
  ['gazelle_failures_24h', 'Failed runs in the last 24 hours', (row) => row.failures_24h],
  ['gazelle_records', 'Records in staging, estimated', (row) => row.records],
  ['gazelle_records_pending', 'Records that wait for promotion', (row) => row.pending],
  ['gazelle_records_rejected', 'Records of which something was refused', (row) => row.rejected],
  ['gazelle_placeholders', 'Records referred to that Gazelle has not given', (row) => row.placeholders],
  ['gazelle_deletions_held', 'Deletions that wait for a person', (row) => row.held_back],
  [
    'gazelle_local_records',
    'Production rows at the end of the last complete full sweep',
    (row) => row.local_count,
  ],
  ['gazelle_remote_records', 'Records that Gazelle counted in that sweep', (row) => row.remote_count],
]

const usageGauges: [string, string, (row: UsageRow) => number | null][] = [
  ['gazelle_runs_this_hour', 'Runs that began this hour', (row) => row.runs],
  ['gazelle_api_calls_this_hour', 'Calls to Gazelle of runs that began this hour', (row) => row.calls],
  [
    'gazelle_api_waited_seconds_this_hour',
    'Time that calls waited for their turn',
    (row) => row.waited_seconds,
  ],
  ['gazelle_api_throttles_this_hour', 'How often Gazelle asked for fewer calls', (row) => row.throttles],
]

/** The state of everything in the text format of Prometheus. @throws AppError when the database is away */
export async function readMetrics(database: DatabaseClient): Promise<{ text: string; contentType: string }> {
  const db = database.schema('monitoring')
  const [health, usage, alerts, storage] = await Promise.all([
    db.from('module_health').select(Object.keys(moduleRows.element.shape).join(',')),
    db.from('api_usage').select().order('hour', { ascending: false }),
    db.from('alerts').select('rule,severity').is('resolved_at', null),
    db.from('storage').select('total_bytes').is('schema', null),
  ])
  const usages = parseAnswer('api_usage', usage, usageRows)
  const accounts = new Set(usages.map((row) => row.account_id))

  const registry = new Registry()
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  for (const [name, help, value] of moduleGauges) {
    const one = gauge(name, help, ['module', 'account'])
    for (const row of parseAnswer('module_health', health, moduleRows)) {
      const number = value(row)
      if (number !== null) one.set({ module: row.module, account: row.account_id }, number)
    }
  }
  for (const [name, help, value] of usageGauges) {
    const one = gauge(name, help, ['account'])
    // The newest hour comes first.
    for (const account of accounts) {
      const row = usages.find((usage) => usage.account_id === account)
      const number = row ? value(row) : null
      if (number !== null) one.set({ account }, number)
    }
  }
  const open = gauge('gazelle_alerts_open', 'Open alerts', ['rule', 'severity'])
  for (const { rule, severity } of parseAnswer('alerts', alerts, alertRows)) open.inc({ rule, severity })
  const bytes = gauge('gazelle_database_bytes', 'Size of the database', [])
  for (const row of parseAnswer('storage', storage, storageRows)) bytes.set(row.total_bytes ?? 0)
  return { text: await registry.metrics(), contentType: registry.contentType }
}
