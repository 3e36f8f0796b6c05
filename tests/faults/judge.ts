// What must hold after a scenario, and after each of its steps.
import type { Company } from '../../stand-in/company.ts'
import type { ScenarioCompany } from './company-changes.ts'
import type { System } from './system.ts'

/** What went wrong: the rule that was broken, and how. */
export type Finding = { rule: string; detail: string }

/** Some of many, in one line. */
export const list = (lines: readonly string[]) =>
  `${lines.slice(0, 4).join('; ')}${lines.length > 4 ? `; … ${lines.length} in all` : ''}`

const column = /^(\w+) (\S+)\.(\w+): (.*), Gazelle has (.*)$/
const isBlank = (text: string) => ['null', '""', '[]'].includes(text)

/** Differences without what is meant: a blank in Gazelle over a value that people know. */
export const wrong = async (
  system: System,
  company: Company,
  modules: readonly string[],
): Promise<string[]> =>
  (await system.differences(company, modules)).filter((line) => {
    const [, table, , field, ours = '', theirs = ''] = column.exec(line) ?? []
    return !(system.kept.has(`${table}.${field}`) && isBlank(theirs) && !isBlank(ours))
  })

/**
 * What may differ after a success: what waits for a person or for a look-up, with what belongs to it, and a reference that
 * could not be read, which is an issue of its record.
 */
export const undecided = async (system: System): Promise<(line: string) => boolean> => {
  const rows = await system.query<{ module: string; id: string }>(
    `select module, external_id as id from sync.missing where status in ('held', 'due', 'dismissed')`,
  )
  const ids = new Set(rows.map(({ id }) => id))
  const modules = new Set(rows.map(({ module }) => module))
  const withBadReference = await system.query<{ raw: string }>(
    `select raw_data::text as raw from staging.records where issues @> '[{"rule": "bad_reference"}]'`,
  )
  return (line) => {
    const { table, id } = named(line)
    const [, , , field = ''] = column.exec(line) ?? []
    // The reference may be an item's in a list of the record.
    if (field.endsWith('_id') && withBadReference.some(({ raw }) => raw.includes(`"${id}"`))) return true
    const { module = '', isChild = false } = system.tables.get(table) ?? {}
    return ids.has(id) || (modules.has(module) && isChild && line.endsWith(': not in Gazelle'))
  }
}

const named = (line: string) => {
  const [, table = '', id = ''] = /^(\w+) ([^\s.:]+)/.exec(line) ?? []
  return { table, id }
}

type Run = {
  run_id: string
  module: string
  mode: string
  status: string
  since: Date | null
  watermark: Date
  finished_at: Date
  triggered_by: string | null
}

/**
 * A run that says success is one: since it was asked for nothing changed, so production is what Gazelle has, as far as the
 * run read.
 * @param begun when the step began, in milliseconds since the epoch
 */
export const falseSuccesses = async (
  system: System,
  company: ScenarioCompany,
  begun: Date,
): Promise<Finding[]> => {
  const runs = await system.query<Run>(
    `select distinct on (module) run_id, module, mode, status, since, watermark, finished_at, triggered_by
     from sync.runs
     where finished_at > $1 and status = 'success' and not dry_run and mode in ('full', 'incremental')
     order by module, run_id desc`,
    [begun],
  )
  if (runs.length === 0) return []
  const found: Finding[] = []
  const isUndecided = await undecided(system)
  const all = (
    await wrong(
      system,
      company.company,
      runs.map(({ module }) => module),
    )
  ).filter((line) => !isUndecided(line))
  const hasPlaceholders = all.some((line) => line.endsWith(': placeholder'))
  for (const run of runs) {
    const isLater = hasPlaceholders ? await placeholdersSince(system, company, run) : new Set<string>()
    // A sweep by hand sees what was true when it was asked for; of any other run its watermark says from when it speaks.
    const isQuiet = +run.watermark > company.lastChangeAt()
    const lines = all.filter((line) => {
      const { table, id } = named(line)
      if (system.tables.get(table)?.module !== run.module) return false
      if (!isQuiet && !wasThereAllTheTime(company, run, line)) return false
      if (line.endsWith(': placeholder') && isLater.has(id)) return false
      return run.mode === 'full' || isVisible(company.company, run, id)
    })
    if (lines.length > 0)
      found.push({
        rule:
          run.mode === 'full' ? 'a full sweep says success and is none' : 'a poll says success and is none',
        detail: `run ${run.run_id} of ${run.module}: ${list(lines)}`,
      })
  }
  return found
}

/** What Gazelle has not, and another module's records have named since a run: its next sweep says that they are gone. */
const placeholdersSince = async (system: System, { present }: ScenarioCompany, run: Run) => {
  const roots = [...system.tables].filter(([, { module, isChild }]) => module === run.module && !isChild)
  const there = present()
  const ids = new Set<string>()
  for (const [table] of roots) {
    const rows = await system.query<{ id: string }>(
      `select id from gazelle.${table} where is_placeholder and created_at > $1`,
      [run.finished_at],
    )
    for (const { id } of rows) if (!there.has(id)) ids.add(id)
  }
  return ids
}

/** Whether a line says that a record is missing which was there before a run began and never went. */
const wasThereAllTheTime = ({ everGone, bornAt }: ScenarioCompany, { watermark }: Run, line: string) => {
  const { id } = named(line)
  return line.endsWith(': missing') && !everGone.has(id) && (bornAt.get(id) ?? 0) < +watermark
}

/** Whether a poll must have seen a record: it was made, or happened, since the instant from which the poll read. */
const isVisible = (company: Company, { module, since }: Run, id: string): boolean => {
  if (since === null) return false
  const at = { clients: company.clients, pianos: company.pianos, timeline: company.timelineEntries }[
    module
  ]?.get(id)
  const instant = at && ('occurredAt' in at ? at.occurredAt : at.createdAt)
  return typeof instant === 'string' && Date.parse(instant) >= +since
}

/** A sweep by hand that answered success: production is what Gazelle had when it was asked for. */
export const falseAnswer = async (
  system: System,
  company: ScenarioCompany,
  module: string,
): Promise<Finding[]> => {
  const isUndecided = await undecided(system)
  const lines = (await wrong(system, company.company, [module])).filter((line) => !isUndecided(line))
  if (lines.length === 0) return []
  return [
    {
      rule: 'a sweep by hand does not see what was true when it was asked for',
      detail: `${module}: ${list(lines)}`,
    },
  ]
}

/** Records that production calls deleted although Gazelle had them all the time. */
export const falseDeletions = async (
  system: System,
  { present, everGone }: ScenarioCompany,
): Promise<Finding[]> => {
  const roots = [...system.tables].filter(([, { isChild }]) => !isChild)
  const rows = await system.query<{ table: string; id: string }>(
    roots
      .map(([table]) => `select '${table}' as table, id from gazelle.${table} where deleted_at is not null`)
      .join(' union all '),
  )
  const there = present()
  const lines = rows
    .filter(({ id }) => there.has(id) && !everGone.has(id))
    .map(({ table, id }) => `${table} ${id}`)
  return lines.length > 0 ? [{ rule: 'a record that was never gone is deleted', detail: list(lines) }] : []
}

/** Cursors are not ahead of what was staged: what a run has seen is there. */
export const cursorsAhead = async (system: System): Promise<Finding[]> => {
  const rows = await system.query<{ run: string; ids: string[] }>(
    `select r.run_id || ' of ' || r.module as run, array_agg(s.external_id) as ids
     from sync.runs r join sync.seen s on s.sweep_id = r.sweep_id
     where not r.dry_run and not exists (
       select from staging.records t
       where t.account_id = r.account_id and t.external_id = s.external_id and t.tableoid = ('staging.stg_' || r.module)::regclass
     )
     group by 1`,
  )
  return rows.map(({ run, ids }) => ({
    rule: 'a cursor is ahead of the data',
    detail: `run ${run}: ${list(ids)}`,
  }))
}

/** Nothing is left under way. */
export const leftOvers = async (system: System): Promise<Finding[]> => {
  const rows = await system.query<{ what: string }>(
    `select format('run %s of %s is open', run_id, module) as what from sync.runs where status = 'running'
     union all
     select format('run %s holds a lease', run_id) from sync.runs where lease is not null
     union all
     select format('a token refresh is leased until %s', refresh_lease_until)
     from sync.credentials where refresh_lease_until > clock_timestamp()
     union all
     select format('%s requests are queued', count(*)) from net.http_request_queue having count(*) > 0
     union all
     select format('%s backends are in a transaction', count(*)) from pg_stat_activity
     where usename = 'authenticator' and datname = current_database() and state like 'idle in transaction%'
     having count(*) > 0`,
  )
  return rows.length > 0
    ? [{ rule: 'something is left under way', detail: list(rows.map((row) => row.what)) }]
    : []
}

/** The calls of a poll of a system at rest: nothing is asked twice, and nothing is looked up. */
export const wastedCalls = (
  calls: readonly { operation: string; rootFields: readonly string[]; variables: Record<string, unknown> }[],
): Finding[] => {
  const lines: string[] = []
  const met = new Set<string>()
  for (const { operation, variables } of calls) {
    const key = `${operation} ${JSON.stringify(variables)}`
    if (met.has(key)) lines.push(`twice: ${key}`)
    met.add(key)
    if (/ById$|^Neighbours$/.test(operation)) lines.push(`a look-up: ${operation}`)
  }
  return lines.length > 0 ? [{ rule: 'the next poll costs more than a clean one', detail: list(lines) }] : []
}

/** Watermarks that did not move since an instant. */
export const frozen = async (system: System, modules: readonly string[], since: Date): Promise<Finding[]> => {
  const rows = await system.query<{ module: string }>(
    `select m.module
     from unnest($1::text[]) m (module)
     left join sync.watermarks w using (module)
     where w.watermark is null or w.watermark < $2`,
    [modules, since],
  )
  const names = rows.map(({ module }) => module)
  return names.length > 0 ? [{ rule: 'a watermark stands still', detail: names.join(', ') }] : []
}
