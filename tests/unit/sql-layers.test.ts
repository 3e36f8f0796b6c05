import { describe, expect, test } from 'vitest'
import { sources } from './sources.ts'
import { statementsOf } from './statements.ts'

// What each schema may refer to, besides itself. The pillars are gazelle ← reconcile ← sync: production knows nothing of
// its source, reconcile makes production from staging, sync fills staging and asks reconcile to promote.
// monitoring reads all of them; v5 shows production in the shape of version 5, and app to people, with its age.
// Neither v5 nor app is read by another. changes hears of production, and says what it was; each says to it why it writes.
const below: Record<string, string[]> = {
  gazelle: [],
  staging: [],
  reconcile: ['gazelle', 'staging'],
  sync: ['reconcile', 'gazelle', 'staging'],
  changes: ['sync', 'reconcile', 'gazelle'],
  monitoring: ['sync', 'reconcile', 'gazelle', 'staging'],
  v5: ['sync', 'reconcile', 'gazelle'],
  app: ['monitoring', 'reconcile', 'gazelle'],
}

// Exceptions to the order.
// The catalogue: which accounts and modules exist, and whom an account's credential belongs to; every schema refers to it.
const shared = ['sync.accounts', 'sync.modules', 'sync.callers']
// What a link shows is read by the hash of its token.
const shownByLinks = ['sync.links']
// The log is told why production changes, and what to keep no longer.
const toldToLog = [
  'changes.because',
  'changes.follow',
  'changes.hold_loaded',
  'changes.begin',
  'changes.prune',
  'changes.forget',
]
// What a record was is asked of production.
const history = ['changes.checked_entities', 'changes.is_kept', 'changes.log', 'changes.records_at']
// Alerts on data hold for what changed, and for what the app calls good.
const watched = ['changes.log', 'app.good_range']
const promotesOnArrival = ['reconcile.promote'] // A trigger of staging promotes in the transaction that stages.

// Texts for people name what to call; the function that holds the text does not call it.
const namedInTexts = [
  'reconcile.check_entity: sync.add_module',
  'sync.remove_records: changes.log',
  'monitoring.read_actions_required: sync.release_deletions',
  'monitoring.read_actions_required: sync.dismiss_deletions',
]

// Who changes the rows of another schema. monitoring.watch, counts, throttles, sign_up, decisions and freshness_days are its own.
// Members stand in production, where the policies read them, and are kept beside the accounts.
const keptBySync = ['gazelle.members']
const writers: Record<string, string[]> = {
  gazelle: ['reconcile'],
  staging: ['reconcile', 'sync'],
}

// monitoring calls what changes another schema only in an administrator's action, and where it calls the function alerts.
const actions = 'supabase/schemas/monitoring/actions/'
const notifies = 'monitoring.notify'

interface Definition {
  path: string
  schema: string
  name: string
  text: string
}

const schemas = Object.keys(below).join('|')
const kinds = ['CreateFunctionStmt', 'ViewStmt', 'CreateStmt', 'CreateTrigStmt']
const definitionOf = new RegExp(
  `^create (?:or replace )?(?:unlogged )?(?:function|view|table) (${schemas})\\.(\\w+)|^create trigger[\\s\\S]*?execute function (${schemas})\\.(\\w+)`,
)

const withoutComments = (text: string) => text.replaceAll(/^\s*--.*$/gm, '').trim()

const definitions: Definition[] = (await sources('supabase/schemas', '.sql')).flatMap(({ path, text }) =>
  statementsOf(text)
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((statement) => {
      const text = withoutComments(statement.text)
      const [, schema, name, triggerSchema, triggerName] = definitionOf.exec(text) ?? []
      const found = { schema: schema ?? triggerSchema, name: name ?? triggerName }
      return found.schema && found.name
        ? [{ path, schema: found.schema, name: `${found.schema}.${found.name}`, text }]
        : []
    }),
)

/** What a definition refers to, in its SQL and in the SQL that it executes: gazelle.%I is a table known at run time. */
const references = ({ name, text }: Definition) =>
  [...text.matchAll(new RegExp(`(?<![\\w.])(${schemas})\\.(\\w+|%)`, 'g'))]
    .map(([reference, schema = '']) => ({ name: reference, schema }))
    .filter((reference) => !namedInTexts.includes(`${name}: ${reference.name}`))

const writes = ({ text }: Definition) =>
  [
    ...text.matchAll(
      new RegExp(
        `\\b(?:insert into|update|delete from|truncate)\\s+(?:only\\s+)?(${schemas})\\.(\\w+|%)`,
        'g',
      ),
    ),
  ].map(([, schema = '', table]) => ({ name: `${schema}.${table}`, schema }))

const isFunction = ({ text }: Definition) => text.startsWith('create function')
const head = ({ text }: Definition) => text.split(/\bas \$|\bbegin atomic|\nreturn /)[0] ?? ''
const changing = new Set(
  definitions
    .filter(
      (one) => isFunction(one) && one.schema !== 'monitoring' && !/\b(stable|immutable)\b/.test(head(one)),
    )
    .map(({ name }) => name),
)

describe('the schemas', () => {
  test('are read completely', () => {
    expect(new Set(definitions.map(({ schema }) => schema))).toEqual(new Set(Object.keys(below)))
    expect(definitions.filter(isFunction).length).toBeGreaterThan(100)
  })

  test('only refer down', () => {
    const upward = definitions.flatMap((one) =>
      references(one)
        .filter(({ schema }) => schema !== one.schema && !below[one.schema]?.includes(schema))
        .filter(
          ({ name }) => !shared.includes(name) && !toldToLog.includes(name) && !shownByLinks.includes(name),
        )
        .filter(({ name }) => !(one.schema === 'gazelle' && history.includes(name)))
        .filter(({ name }) => !(one.schema === 'monitoring' && watched.includes(name)))
        .filter(({ name }) => !(one.schema === 'staging' && promotesOnArrival.includes(name)))
        .map(({ name }) => `${one.name} refers to ${name}`),
    )
    expect(upward).toEqual([])
  })

  test('change their own rows; production is written by reconcile alone', () => {
    const foreign = definitions.flatMap((one) =>
      writes(one)
        .filter(({ schema }) => !(writers[schema] ?? [schema]).includes(one.schema))
        .filter(({ name }) => !(one.schema === 'sync' && keptBySync.includes(name)))
        .map(({ name }) => `${one.name} writes ${name}`),
    )
    expect(foreign).toEqual([])
  })

  test('monitoring has other schemas changed only by an action of an administrator, or to notify', () => {
    const calls = definitions
      .filter((one) => isFunction(one) && one.schema === 'monitoring')
      .filter((one) => !one.path.startsWith(actions) && one.name !== notifies)
      .flatMap((one) =>
        references(one)
          .filter(({ name }) => changing.has(name))
          .map(({ name }) => `${one.name} calls ${name}`),
      )
    expect(calls).toEqual([])
  })
})
