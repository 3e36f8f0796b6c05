import { standIn, startSystem } from '../system.ts'
import { number, table } from '../table.ts'

export interface ProfileOptions {
  entries: number
  /** Statements shown of each run. */
  statements: number
}

interface Statement {
  query: string
  calls: number
  ms: number
  walMb: number
}

/** A profile of our side: the SQL statements of a cold and of an unchanged load, nested ones included. */
export const profile = async ({ entries, statements }: ProfileOptions) => {
  const system = await startSystem(entries)
  const { admin } = system
  try {
    await admin.query('create extension if not exists pg_stat_statements schema extensions')
    await admin.query("set search_path = 'extensions'")
    await admin.query("alter system set pg_stat_statements.track = 'all'")
    await admin.query('alter system set pg_stat_statements.track_utility = off')
    await admin.query('select pg_reload_conf()')
    await system.syncOthers()
    await system.gazelle.ask({ warm: true }, standIn)
    await system.forgetTimeline()
    const tables: string[] = []
    const data: { state: string; statements: Statement[] }[] = []
    for (const state of ['cold', 'unchanged']) {
      await admin.query('select pg_stat_statements_reset()')
      const cost = await system.measure(() => system.sync('timeline', { mode: 'full' }))
      const { rows } = await admin.query<Statement>(
        `select regexp_replace(left(query, 2000), '\\s+', ' ', 'g') as query, calls::int, total_exec_time as ms,
           (wal_bytes / 1e6)::float8 as "walMb"
         from pg_stat_statements order by total_exec_time desc limit $1`,
        [statements],
      )
      data.push({ state, statements: rows })
      tables.push(
        `${state}: ${number(cost.seconds, 2)} s, CPU seconds: Postgres ${number(cost.databaseCpu, 2)}, function ${number(cost.functionCpu, 2)}, Data API and gateway ${number(cost.apiCpu, 2)}`,
        table(
          ['statement', 'calls', 'ms', 'ms a call', 'WAL MB'],
          rows.map(({ query, calls, ms, walMb }) => [
            query.replaceAll('|', '¦').slice(0, 110),
            number(calls),
            number(ms),
            number(ms / calls, 2),
            number(walMb, 2),
          ]),
        ),
      )
    }
    return { tables, data }
  } finally {
    await system.stop()
  }
}
