// A scenario from its seed: what company, which syncs, what happens to them. Nothing here has effects.
import { type Random, randomFrom } from '../../stand-in/random.ts'
import type { Fault } from '../../stand-in/rules.ts'
import type { Proxied } from './proxy.ts'
import { type CompanyShape, core as coreModules } from './system.ts'

/** What is done to the system at a point. */
export type Harm =
  | 'cut'
  | 'half'
  | 'kill functions'
  | 'kill postgres'
  | 'kill backends'
  | 'kill data api'
  | 'stop data api'

/** Where in the life of a run something is done: at the nth call of a name on its way to Gazelle or to the database. */
export type Point = {
  /** In words, for people. */
  name: string
  to: Proxied
  /** An operation, `token`, or the name of an RPC; `*` is any operation of Gazelle's. */
  call: string
  when: 'before' | 'after' | 'within'
  nth: number
}

/** Which record of the company a fault is about: its kind, and its place in the order in which they were made. */
export type Chosen = { kind: 'client' | 'piano' | 'timelineEntry' | 'user'; place: number }

/** A fault of the stand-in's; one about a record finds it when it is played. */
export type Rule = { stays: boolean } & (
  | { fault: Fault }
  | { about: Chosen; faultOf: (id: string) => Fault; what: string }
)

export type Change =
  | 'insert'
  | 'edit'
  | 'blank'
  | 'delete'
  | 'return'
  | 'move'
  | 'merge'
  | 'mass deletion'
  | 'delete what was read'

/** A call of a sync function, as a person or the schedule makes it. */
export type Call = {
  module: string
  body: { mode: 'incremental' | 'full' | 'repair'; window?: string; since?: string; dryRun?: boolean }
  trigger: 'schedule' | 'hand'
}

export type Step =
  | { do: 'change'; changes: Change[] }
  | {
      do: 'sync'
      calls: Call[]
      /** All at once, not one after the other. */
      together: boolean
      harms: { point: Point; harm: Harm }[]
      rules: Rule[]
      /** What happens in the company at the nth call to Gazelle. */
      meanwhile: { nth: number; changes: Change[] }[]
      /** The access tokens run out at the nth call to Gazelle. */
      tokensEndAt: number | null
      /** Afterwards leases run out and stalled runs are resumed, before the next step. */
      timePasses: boolean
    }

export type Plan = {
  seed: number
  shape: CompanyShape
  steps: Step[]
  /** A fault that stays through all of them and beyond, until a person has acknowledged it; then it is mended. */
  lasting: Rule | null
  /** Nothing but a first load, killed again and again, of a company that stands still (case C6). */
  isFirstLoad: boolean
}

type Place = Omit<Point, 'nth'> & { most: number }

const places: readonly (readonly [Place, number])[] = [
  [{ name: 'before fetch', to: 'gazelle', call: '*', when: 'before', most: 12 }, 12],
  [{ name: 'after fetch', to: 'gazelle', call: '*', when: 'after', most: 12 }, 12],
  [{ name: 'before staging', to: 'database', call: 'stage_page', when: 'before', most: 10 }, 12],
  [{ name: 'inside promotion', to: 'database', call: 'stage_page', when: 'within', most: 10 }, 14],
  [
    { name: 'after staging, the cursor moved', to: 'database', call: 'stage_page', when: 'after', most: 10 },
    12,
  ],
  [{ name: 'before the run opens', to: 'database', call: 'begin_run', when: 'before', most: 3 }, 3],
  [{ name: 'after the run opened', to: 'database', call: 'begin_run', when: 'after', most: 3 }, 5],
  [{ name: 'before yield', to: 'database', call: 'yield_run', when: 'before', most: 1 }, 5],
  [{ name: 'after yield', to: 'database', call: 'yield_run', when: 'after', most: 1 }, 5],
  [{ name: 'before the sweep ends', to: 'database', call: 'note_missing', when: 'before', most: 3 }, 5],
  [{ name: 'after the sweep ended', to: 'database', call: 'note_missing', when: 'after', most: 3 }, 5],
  [
    { name: 'before look-ups are stored', to: 'database', call: 'resolve_missing', when: 'before', most: 1 },
    4,
  ],
  [{ name: 'after look-ups are stored', to: 'database', call: 'resolve_missing', when: 'after', most: 1 }, 4],
  [{ name: 'before finish', to: 'database', call: 'finish_run', when: 'before', most: 3 }, 8],
  [{ name: 'after finish', to: 'database', call: 'finish_run', when: 'after', most: 3 }, 8],
  [{ name: 'before the token refresh', to: 'gazelle', call: 'token', when: 'before', most: 1 }, 5],
  [{ name: 'after the token refresh', to: 'gazelle', call: 'token', when: 'after', most: 1 }, 3],
  [
    {
      name: 'before the new token is stored',
      to: 'database',
      call: 'store_credential',
      when: 'before',
      most: 1,
    },
    3,
  ],
  [
    {
      name: 'after the new token was stored',
      to: 'database',
      call: 'store_credential',
      when: 'after',
      most: 1,
    },
    4,
  ],
]

const harms: readonly (readonly [Harm, number])[] = [
  ['cut', 30],
  ['half', 12],
  ['kill functions', 34],
  ['kill backends', 10],
  ['kill postgres', 6],
  ['kill data api', 5],
  ['stop data api', 3],
]

const harmAt = (random: Random): { point: Point; harm: Harm } => {
  const { most, ...place } = random.weighted(places)
  const drawn = random.weighted(harms)
  const harm = drawn === 'half' && place.when !== 'after' ? 'cut' : drawn
  return {
    point: { ...place, nth: random.int(1, random.int(1, most)) },
    // Inside a promotion there is nothing on its way that could be cut.
    harm: place.when === 'within' && (harm === 'cut' || harm === 'half') ? 'kill backends' : harm,
  }
}

/** The operation of a module's list. */
export const operationOf = (module: string): string =>
  module.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

const recordsOf: Record<string, { kind: Chosen['kind']; fields: readonly string[]; nested?: string }> = {
  // A required field that errs takes the list of users along, which has no pages: it is left out of all of them.
  users: { kind: 'user', fields: ['PrivateUser.region'] },
  clients: {
    kind: 'client',
    fields: ['PrivateClient.personalNotes', 'PrivateClient.companyName'],
    nested: 'PrivateClient.allContacts',
  },
  pianos: { kind: 'piano', fields: ['PrivatePiano.notes', 'PrivatePiano.make'] },
  measurements: { kind: 'piano', fields: ['PrivatePiano.allPianoMeasurements'] },
  timeline: {
    kind: 'timelineEntry',
    fields: ['PrivateTimelineEntry.comment', 'PrivateTimelineEntry.summary'],
  },
}

/** A text of each kind of record. */
const textOf: Record<Chosen['kind'], string> = {
  user: 'PrivateUser.lastName',
  client: 'PrivateClient.personalNotes',
  piano: 'PrivatePiano.notes',
  timelineEntry: 'PrivateTimelineEntry.comment',
}

/** Faults of the whole of Gazelle that stay, whatever is asked for: a share of the draws takes each of them. */
const wholeFaults: readonly Fault[] = [
  { kind: 'rights', hides: 0.2 },
  { kind: 'typeChange', field: 'PrivatePiano.year', to: 'text' },
  { kind: 'rights', accessLevel: 'ADMIN' },
  { kind: 'typeChange', field: 'PrivatePiano.make', to: 'number' },
  { kind: 'typeChange', field: 'PrivateClient.companyName', to: 'number' },
  { kind: 'removedValue', value: 'TimelineEntryType.SERVICE_ENTRY_MANUAL' },
  { kind: 'removedValue', value: 'TimelineEntryType.ESTIMATE' },
]
const costFaults: readonly Fault[] = [
  { kind: 'tooComplex', limit: 4000 },
  { kind: 'tooCostly', limit: 20_000 },
  { kind: 'tooCostly', limit: 4000 },
  { kind: 'tooComplex', limit: 20_000 },
]
const bodyFaults: readonly Fault[] = [
  { kind: 'drip', ms: 2000, everyMs: 200 },
  { kind: 'gzipBomb', bytes: 2 ** 27 },
  { kind: 'drip', ms: 20_000, everyMs: 500 },
]

/** A fault of one record, in a module that has such records; it hits wherever the record is answered. */
const recordRule = (
  random: Random,
  module: string,
): Pick<Extract<Rule, { about: Chosen }>, 'about' | 'faultOf' | 'what'> => {
  const { kind, fields, nested } = recordsOf[module] ?? {
    kind: 'user' as const,
    fields: ['PrivateUser.region'],
  }
  const about = { kind, place: random.next() }
  const field = random.pick(fields)
  const byId = random.chance(0.4)
  // The list of users has no pages and no nulls: while one of them fails it, nothing of it can be read.
  const failsAll = kind === 'user' ? 0 : 4
  return random.weighted([
    [{ about, what: 'null', faultOf: (id: string) => ({ kind: 'nullNode', id }) satisfies Fault }, failsAll],
    [
      {
        about,
        what: `${field} errs`,
        faultOf: (id: string) => ({ kind: 'partial', field, id }) satisfies Fault,
      },
      4,
    ],
    [{ about, what: 'an odd id', faultOf: (id: string) => ({ kind: 'oddId', id }) satisfies Fault }, 2],
    [
      {
        about,
        what: `every page with it is a 500${byId ? ', by id too' : ''}`,
        faultOf: (id: string) => ({ kind: 'poisoned', id, byId }) satisfies Fault,
      },
      failsAll,
    ],
    [
      {
        about,
        what: `${nested} never ends`,
        faultOf: (id: string) => ({ kind: 'endless', field: nested ?? '', id }) satisfies Fault,
      },
      nested ? 2 : 0,
    ],
    [
      {
        about,
        what: `${textOf[kind]} is nested 3,000 deep`,
        faultOf: (id: string) => ({ kind: 'deep', field: textOf[kind], id }) satisfies Fault,
      },
      failsAll / 4,
    ],
  ])
}

/** A fault that lasts for a month (cases L). */
const lastingRule = (random: Random, module: string): Rule =>
  random.chance(0.75)
    ? { stays: true, ...recordRule(random, module) }
    : {
        stays: true,
        fault: random.pick<Fault>([
          { kind: 'totalCount', by: 1, stays: true, operation: operationOf(module) },
          { kind: 'byId', of: 'gone', says: 'error', stays: true },
        ]),
      }

const fail = (): never => {
  throw new Error('the list is empty')
}

const ruleFor = (random: Random, module: string): Rule => {
  const positions = [...new Set([0, 0, 0].map(() => random.int(0, 24)))]
  const field = random.pick(recordsOf[module]?.fields ?? ['PrivateUser.region'])
  if (random.chance(0.2)) return { stays: true, ...recordRule(random, module) }
  const stays = random.chance(0.35)
  const one = <T>(list: readonly T[]): T => list[(positions[0] ?? 0) % list.length] ?? fail()
  const fault = random.weighted<Fault>([
    [{ kind: 'unauthorized' }, 4],
    [{ kind: 'throttled', retryAfter: random.int(0, 2) }, 3],
    [{ kind: 'serverError', status: random.pick([500, 502, 503]) }, 6],
    [{ kind: 'cut' }, 3],
    [{ kind: 'cut', midway: true }, 4],
    [{ kind: 'slow', ms: 9000 }, 0.5],
    [{ kind: 'notJson' }, 3],
    [{ kind: 'forbidden' }, 1],
    [{ kind: 'errors' }, 5],
    [{ kind: 'errors', code: 'INTERNAL_SERVER_ERROR', message: 'erreur interne' }, 2],
    [{ kind: 'partial', field, at: positions }, 8],
    [{ kind: 'nullNodes', at: positions }, 8],
    [{ kind: 'repeatedPage' }, 3],
    [{ kind: 'shiftedPage', by: random.pick([-3, 3, 1, -1, 10]) }, 6],
    [{ kind: 'emptyPage' }, 4],
    [{ kind: 'stuckCursor' }, 2],
    [{ kind: 'cursorCircle' }, 2],
    [{ kind: 'endless', rows: random.pick(['empty', 'again']) }, 2],
    [{ kind: 'deadCursor' }, 3],
    [{ kind: 'totalCount', count: random.pick([0, 1, 25, 100_000]) }, 4],
    [{ kind: 'totalCount', by: 1 }, 2],
    [{ kind: 'totalCount', ofPage: true }, 2],
    [{ kind: 'byId', of: random.pick(['gone', 'living', 'all']), says: 'error' }, 3],
    [{ kind: 'undefinedField', field }, 2],
    // Drawn without a number of their own, so that the seeds keep their meaning.
    [{ kind: 'redirect' }, 1],
    [one(costFaults), 2],
    [one(bodyFaults), 2],
    [one(wholeFaults), 5],
  ])
  if (wholeFaults.includes(fault)) return { stays: true, fault: { ...fault, stays: true } }
  return {
    stays,
    fault: {
      ...fault,
      ...(fault.kind !== 'byId' && random.chance(0.85) && { operation: operationOf(module) }),
      after: random.int(0, random.int(0, 4)),
      ...(stays
        ? { stays: true }
        : {
            times: random.weighted([
              [1, 6],
              [2, 3],
              [7, 1],
            ]),
          }),
    },
  }
}

const changeKinds: readonly (readonly [Change, number])[] = [
  ['insert', 24],
  ['edit', 24],
  ['delete', 14],
  ['return', 8],
  ['move', 10],
  ['merge', 5],
]

const changesOf = (random: Random, most: number): Change[] =>
  Array.from({ length: random.int(1, most) }, () => random.weighted(changeKinds))

const callFor = (random: Random, module: string, day: string): Call => {
  const mode = random.weighted([
    ['incremental', 50],
    ['full', 42],
    ['repair', 8],
  ] as const)
  const dryRun = random.chance(0.06)
  const window = mode === 'incremental' && random.chance(0.2) ? random.pick(['fast', 'balanced']) : null
  return {
    module,
    body: {
      mode,
      ...(window && { window }),
      ...(mode === 'repair' && { since: day }),
      ...(dryRun && { dryRun }),
    },
    trigger: random.chance(0.6) && mode !== 'repair' && !dryRun ? 'schedule' : 'hand',
  }
}

const shuffled = <T>(random: Random, list: readonly T[]): T[] =>
  list
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

/**
 * The scenario of a seed.
 * @param modulesOf the modules of a company, in the order of a first sync
 */
export const planOf = (seed: number, modulesOf: (shape: CompanyShape) => string[]): Plan => {
  // A neighbouring seed must not give a scenario that looks the same.
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995)
  const isFirstLoad = random.chance(0.03)
  const core = !isFirstLoad && random.chance(0.9)
  const shape: CompanyShape = {
    seed: random.int(1, 1_000_000),
    core,
    users: random.int(2, 6),
    clients: random.int(12, 40),
    pianos: random.int(27, 80),
    timelineEntries: random.int(60, 200),
    appointments: random.int(5, 20),
    invoices: random.int(3, 12),
    estimates: random.int(2, 6),
    services: random.int(3, 8),
    pageCap: random.weighted([
      [25, 6],
      [10, 1],
      [100, 1],
    ]),
    rotateRefresh: random.chance(0.7),
  }
  const modules = modulesOf(shape)
  const day = new Date(Date.now() - random.int(20, 300) * 86_400_000).toISOString()

  const sync = (calls: Call[], trouble: number): Extract<Step, { do: 'sync' }> => {
    const names = [...new Set(calls.map((call) => call.module))]
    const times = (share: number, most: number) => (random.chance(share * trouble) ? random.int(1, most) : 0)
    const troubles = {
      harms: lasting ? harmBesideFault() : Array.from({ length: times(0.5, 2) }, () => harmAt(random)),
      rules: Array.from({ length: times(0.45, 2) }, () => ruleFor(random, random.pick(names))),
      meanwhile: Array.from({ length: times(0.4, 3) }, () => ({
        nth: random.int(2, 14),
        changes: random.chance(0.3) ? (['delete what was read'] satisfies Change[]) : changesOf(random, 3),
      })),
    }
    const needsToken = troubles.harms.some(({ point }) => /token|credential/.test(point.call))
    return {
      do: 'sync',
      calls,
      together: random.chance(0.4),
      ...troubles,
      tokensEndAt: needsToken || random.chance(0.08) ? random.int(1, 6) : null,
      timePasses: random.chance(0.5),
    }
  }

  const lasting = random.chance(0.12) ? lastingRule(random, random.pick(core ? modules : coreModules)) : null
  const trouble = lasting ? 0 : 1
  // A token that is lost would need a person in the midst of the days.
  const harmBesideFault = () =>
    lasting && random.chance(0.4)
      ? [harmAt(random)].filter(({ point }) => !/token|credential/.test(point.call))
      : []
  const roughLoad = (): Step[] =>
    Array.from({ length: random.int(4, 8) }, () => ({
      ...sync(
        modules.map((module) => ({ module, body: { mode: 'incremental' }, trigger: 'schedule' })),
        0,
      ),
      harms: [{ ...harmAt(random), harm: random.chance(0.8) ? 'kill functions' : 'kill postgres' }],
      together: true,
    }))
  if (isFirstLoad) return { seed, shape, steps: roughLoad(), lasting: null, isFirstLoad }

  const first = random.chance(0.75) ? modules : shuffled(random, modules)
  const steps: Step[] = [
    sync(
      first.map((module) => ({ module, body: { mode: 'incremental' }, trigger: 'schedule' })),
      random.chance(0.5) ? trouble : 0,
    ),
  ]
  for (let more = random.int(1, 2); more > 0; more--) {
    if (random.chance(0.8)) {
      const changes = changesOf(random, 6)
      if (random.chance(0.3)) changes.push('blank')
      if (random.chance(0.08)) changes.push('mass deletion')
      steps.push({ do: 'change', changes: shuffled(random, changes) })
    }
    const some = random.chance(0.3) ? modules : shuffled(random, modules).slice(0, random.int(1, 4))
    const calls = some.map((module) => callFor(random, module, day))
    // A second call of a module beside or behind the first one.
    if (random.chance(0.3)) calls.push(callFor(random, random.pick(some), day))
    steps.push(sync(calls, trouble))
  }
  return { seed, shape, steps, lasting, isFirstLoad }
}
