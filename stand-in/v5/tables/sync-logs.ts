import { iso } from '../../zone.ts'
import { quoted } from '../forms.ts'
import type { Row, Table } from '../table.ts'
import type { World } from '../world.ts'

const scripts = [
  ['sync_to_cloud.py', 'clients'],
  ['sync_to_cloud.py', 'pianos'],
  ['sync_appointments.py', 'appointments'],
  ['timeline_sync.py', 'timeline'],
  ['humidity_alerts.py', 'alerts'],
] as const

/** The log of V5's syncs: some never ended, some failed, statistics as JSON or as JSON text. */
export const syncLogs = ({ company, counts, teller, randomOf }: World): Table => {
  const end = Date.parse(company.now)
  function* rows(): Generator<Row> {
    for (let at = 0; at < counts.syncLogs; at++) {
      const random = randomOf(`log ${at}`)
      const [script, task] = scripts[at % scripts.length] ?? scripts[0]
      const started = end - (counts.syncLogs - at) * 6 * 3_600_000
      const status = random.weighted([
        ['success', 85],
        ['error', 8],
        ['partial', 4],
        ['running', 3],
      ])
      const seconds = status === 'running' ? null : random.int(20, 9000) / 10
      const stats = {
        fetched: random.int(0, 900),
        updated: random.int(0, 90),
        errors: status === 'error' ? 1 : 0,
      }
      if (at % 3 === 1) teller.touches('json-once', 'sync_logs', String(at + 1))
      yield {
        id: at + 1,
        script_name: script,
        task_type: task,
        status,
        message: status === 'error' ? 'HTTP 409 : clé étrangère' : `${stats.fetched} lignes`,
        stats: at % 3 === 1 ? quoted(stats, 1) : stats,
        error_details:
          status === 'error' ? quoted({ code: '23503', table: 'gazelle_timeline_entries' }, 1) : null,
        started_at: iso(started),
        completed_at: seconds === null ? null : iso(started + seconds * 1000),
        execution_time_seconds: seconds,
      }
    }
  }
  return {
    name: 'sync_logs',
    columns: {
      id: 'serial',
      script_name: 'text',
      task_type: 'text',
      status: 'text',
      message: 'text',
      stats: 'jsonb',
      error_details: 'text',
      started_at: 'timestamptz',
      completed_at: 'timestamptz',
      execution_time_seconds: 'numeric',
    },
    key: 'id',
    kept: [],
    needed: ['id'],
    texts: [],
    count: counts.syncLogs,
    rows,
  }
}
