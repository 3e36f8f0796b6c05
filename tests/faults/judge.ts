// What must hold after a scenario, and after each of its steps.
import type { Company } from '../../stand-in/company.ts'
import { mapOf, typeOf } from '../../stand-in/kinds.ts'
import type { ScenarioCompany } from './company-changes.ts'
import type { Scene } from './scene.ts'
import type { System } from './system.ts'

/** What went wrong: the rule that was broken, and how. */
export type Finding = { rule: string; detail: string }

/** Some of many, in one line. */
export const list = (lines: readonly string[]) =>
  `${lines.slice(0, 4).join('; ')}${lines.length > 4 ? `; … ${lines.length} in all` : ''}`

const column = /^(\w+) (\S+)\.(\w+): (.*), Gazelle has (.*)$/
const isBlank = (text: string) => ['null', '""', '[]'].includes(text)

/**
 * Differences without what is meant: a blank in Gazelle over a value that people know, and what Gazelle has not, cannot be
 * asked for by its id, and never gave, though others refer to it: a person looks that up.
 */
export const wrong = async (
  system: System,
  company: Company,
  modules: readonly string[],
): Promise<string[]> => {
  const lines = (await system.differences(company, modules)).filter((line) => {
    const [, table, , field, ours = '', theirs = ''] = column.exec(line) ?? []
    return !(system.kept.has(`${table}.${field}`) && isBlank(theirs) && !isBlank(ours))
  })
  const standIns = lines.filter((line) => isNamedOnly(system, company, line))
  if (standIns.length === 0) return lines
  const shown = await system.query<{ id: string }>(
    `select p.id from monitoring.placeholders p
     where not exists (select from staging.records s where s.external_id = p.id)`,
  )
  const ids = new Set(shown.map(({ id }) => id))
  return lines.filter((line) => !(standIns.includes(line) && ids.has(named(line).id)))
}

const isNamedOnly = (system: System, company: Company, line: string) => {
  const { table, id } = named(line)
  return (
    line.endsWith(': placeholder') &&
    system.tables.get(table)?.byId === false &&
    ![...typeOf.keys()].some((kind) => mapOf(company, kind).has(id))
  )
}

/** A record that waits for a person or for a look-up. */
export type Waiting = {
  module: string
  id: string
  status: string
  held_because: string | null
  last_error: string | null
  by_id: boolean
}

/**
 * What may differ after a success: what waits for a person or for a look-up, with what belongs to it, and a reference that
 * could not be read, which is an issue of its record.
 * @param mayWait which of them may
 */
export const undecided = async (
  system: System,
  mayWait = (_waiting: Waiting) => true,
): Promise<(line: string) => boolean> => {
  const all = await system.query<Waiting>(
    `select module, external_id as id, status, held_because, last_error, by_id from sync.missing
     join sync.modules using (module) where status in ('held', 'due', 'dismissed')`,
  )
  const rows = all.filter(mayWait)
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

export const named = (line: string) => {
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

/** Whether a fault explains a difference: beside any run, or beside one that says it met a hole. */
export type Explained = (line: string, isPartial: boolean) => boolean

/**
 * A run that says success, or that everything was read but holes, is one: since it was asked for nothing changed, so
 * production is what Gazelle has, as far as the run read.
 * @param begun when the step began
 * @param explained differences that faults have made
 */
export const falseSuccesses = async (
  system: System,
  company: ScenarioCompany,
  begun: Date,
  explained: readonly Explained[],
): Promise<Finding[]> => {
  const runs = await system.query<Run>(
    `select run_id, module, mode, status, since, watermark, finished_at, triggered_by
     from sync.runs
     where finished_at > $1 and (status = 'success' or moved_watermark) and not dry_run and mode in ('full', 'incremental')
     order by module, run_id desc`,
    [begun],
  )
  if (runs.length === 0) return []
  const found: Finding[] = []
  const isUndecided = await undecided(system)
  const modules = [...new Set(runs.map(({ module }) => module))]
  const all = (await wrong(system, company.company, modules)).filter((line) => !isUndecided(line))
  if (all.length === 0) return []
  const hasPlaceholders = all.some((line) => line.endsWith(': placeholder'))
  const isInHole = await inHole(system)
  for (const run of runs) {
    const isLater = hasPlaceholders ? await placeholdersSince(system, company, run) : new Set<string>()
    // A sweep by hand sees what was true when it was asked for; of any other run its watermark says from when it speaks.
    const isQuiet = +run.watermark > company.lastChangeAt()
    const isPartial = run.status !== 'success'
    const lines = all.filter((line) => {
      const { table, id } = named(line)
      if (system.tables.get(table)?.module !== run.module) return false
      if (!isQuiet && !wasThereAllTheTime(company, run, line)) return false
      if (line.endsWith(': placeholder') && isLater.has(id)) return false
      if (explained.some((explains) => explains(line, isPartial))) return false
      if (isPartial && isInHole(run.module, line)) return false
      return run.mode === 'full' || isVisible(company.company, run, id)
    })
    if (lines.length > 0)
      found.push({
        rule: `${run.mode === 'full' ? 'a full sweep' : 'a poll'} says ${isPartial ? 'that it read all but holes' : 'success'} and is none`,
        detail: `run ${run.run_id} of ${run.module}: ${list(lines)}`,
      })
  }
  return found
}

/** Whether a hole says that what differs did not come; one without an id may be of any record that is missing. */
const inHole = async (system: System) => {
  const holes = await system.query<{ module: string; id: string | null }>(
    'select module, external_id as id from sync.holes where closed_at is null',
  )
  return (module: string, line: string) => {
    const { table, id } = named(line)
    // What is not in Gazelle waits for a look-up, and what lies in a record that did not come is not there either.
    if (/: (not in Gazelle|placeholder)$/.test(line) || system.tables.get(table)?.isChild) return true
    return holes.some(
      (hole) => hole.module === module && (hole.id === id || (!hole.id && line.endsWith(': missing'))),
    )
  }
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
  explained: readonly Explained[],
): Promise<Finding[]> => {
  const isUndecided = await undecided(system)
  const lines = (await wrong(system, company.company, [module])).filter(
    (line) => !isUndecided(line) && !explained.some((explains) => explains(line, false)),
  )
  if (lines.length === 0) return []
  return [
    {
      rule: 'a sweep by hand does not see what was true when it was asked for',
      detail: `${module}: ${list(lines)}`,
    },
  ]
}

/** Records, and what lies in them, that production calls deleted although Gazelle had them all the time. */
export const falseDeletions = async (system: System, company: ScenarioCompany): Promise<Finding[]> => {
  const { present, everGone, bornAt } = company
  const rows = await system.query<{ table: string; id: string; owner: string | null }>(
    [...system.tables]
      .map(
        ([table, { owner }]) =>
          `select '${table}' as table, id, ${owner ?? 'null'}::text as owner from gazelle.${table} where deleted_at is not null`,
      )
      .join(' union all '),
  )
  const isChild = ({ table }: { table: string }) => system.tables.get(table)?.isChild ?? false
  const there = present()
  const roots = rows.filter((row) => !isChild(row) && there.has(row.id) && !everGone.has(row.id))
  // What moved from one record to another was for a moment in none.
  const wasGone = (id: string | null) => id !== null && (everGone.has(id) || bornAt.has(id))
  const children = rows.filter((row) => isChild(row) && !wasGone(row.id) && !wasGone(row.owner))
  const modules = new Set(children.map(({ table }) => system.tables.get(table)?.module ?? ''))
  const missing = new Set(modules.size > 0 ? await system.differences(company.company, [...modules]) : [])
  const lines = [
    ...roots.map(({ table, id }) => `${table} ${id}`),
    ...children
      .filter(({ table, id }) => missing.has(`${table} ${id}: missing`))
      .map(({ table, id, owner }) => `${table} ${id} of ${owner}`),
  ]
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
     select format('%s requests are queued', count(*)) from net.http_request_queue where url like '%/sync-%' having count(*) > 0
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

/**
 * Operations of which a poll makes more calls than a poll of a system without faults does, and than what it reads fills
 * pages: what has changed since, and of appointments all of the window.
 * @param most so many more are explained
 */
export const dearPolls = ({ gazelle, company, clean, pageCap }: Scene, most = 0): Finding[] => {
  const { done, company: data } = company
  const pagesOf = (operation: string) => {
    const records = operation === 'Appointments' ? Math.max(done.length, data.events.size) : done.length
    return Math.max(1, Math.ceil(records / (pageCap - 1)))
  }
  const over = [...Map.groupBy(gazelle.calls.all, ({ operation }) => operation)]
    .map(([operation, calls]) => ({
      operation,
      over: calls.length - (clean.get(operation) ?? 0) * pagesOf(operation),
    }))
    .filter(({ over }) => over > 0)
  if (over.reduce((sum, one) => sum + one.over, 0) <= most) return []
  const detail = list(over.map(({ operation, over }) => `${operation}: ${over} more`))
  return [{ rule: 'the next poll costs more than a clean one', detail }]
}

/** Alerts of some rules that are open now. */
export const openAlerts = async (system: System, rules: readonly string[]): Promise<string[]> => {
  await system.query('select monitoring.evaluate_alerts()')
  const rows = await system.query<{ alert: string }>(
    `select rule || ': ' || message as alert from monitoring.alerts where resolved_at is null and rule = any ($1)`,
    [rules],
  )
  return rows.map(({ alert }) => alert)
}

const rulesOver = [
  'hole_stays',
  'deletion_held',
  'look_ups_fail',
  'rights_lost',
  'token_refused',
  'field_gone',
  'value_gone',
  'sweep_short',
]

/** What is open though no fault is left: holes close by themselves, and their alerts are over. */
export const stillOpen = async (system: System): Promise<Finding[]> => {
  const holes = await system.query<{ hole: string }>(
    `select concat_ws(' ', module, kind, place, path, lane) as hole from sync.holes where closed_at is null`,
  )
  const alerts = await openAlerts(system, rulesOver)
  return [
    ...(holes.length > 0
      ? [{ rule: 'a hole is open though what was missing came', detail: list(holes.map(({ hole }) => hole)) }]
      : []),
    ...(alerts.length > 0
      ? [{ rule: 'an alert is open though its cause is gone', detail: list(alerts) }]
      : []),
  ]
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
