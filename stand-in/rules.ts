import type { Hit, Hooks, World } from './faults/fault.ts'
import { type Fault, type FaultKind, hooksOf } from './faults/kinds.ts'
import { hashOf, randomFrom } from './random.ts'

export type { Fault }

/** A fault of one call: the hooks that play it, and the count of its hits. */
export interface Playing {
  kind: FaultKind
  hooks: Hooks
  hit: Hit
  wasHit(): boolean
}

/** A fault that stands. */
export interface Standing {
  name: string
  /** When it was added, on the stand-in's clock. */
  since: string
  /** Calls that it has hit. */
  hits: number
  /** Calls that it can still hit; `null` when it stays. */
  left: number | null
  fault: Fault
}

/** The rules that the stand-in obeys; all can change while it runs. */
export interface Rules {
  /** Milliseconds that every GraphQL answer takes at least. */
  latencyMs: number
  /** The cap of a page: the most rows, however many are asked for. */
  pageCap: number
  /** Whether an edit without a timeline entry counts as timeline activity (not documented). */
  activityIncludesEdits: boolean
  /** The zone in which date filters are read (not documented; the company's by default). */
  filterZone: string
  /** The user whose credential is in use; one who is no full admin does not get every row. */
  callerId: string
  /** Adds a fault (see `faults/fault.ts`); the answer takes it away again. */
  add(fault: Fault): () => void
  /** Takes a fault away; false when none has the name. */
  remove(name: string): boolean
  /** The faults that stand, in the order in which they were added. */
  list(): readonly Standing[]
  /** The faults that have calls left to hit. */
  pending(): readonly Fault[]
  /** Takes all faults away; the settings stay. */
  clear(): void
  /** Counts a call, and gives the faults that fit it. */
  fitting(names: readonly string[]): Playing[]
}

interface Entry {
  standing: Standing
  hooks: Hooks
  passed: number
  isDrawn(): boolean
}

/** Makes the rules of one stand-in; `now` gives milliseconds. */
export const makeRules = (
  start: { latencyMs: number; pageCap: number; filterZone: string; callerId: string },
  world: World,
  now: () => number,
): Rules => {
  let entries: Entry[] = []
  const numbers = new Map<string, number>()

  const nameFor = (fault: Fault): string => {
    if (fault.name !== undefined) return fault.name
    const number = (numbers.get(fault.kind) ?? 0) + 1
    numbers.set(fault.kind, number)
    return `${fault.kind}-${number}`
  }
  const take = (fits: (entry: Entry) => boolean): boolean => {
    const taken = entries.filter(fits)
    entries = entries.filter((entry) => !fits(entry))
    for (const { hooks } of taken) hooks.end?.()
    return taken.length > 0
  }
  const playing = ({ standing, hooks }: Entry): Playing => {
    let isHit = false
    return {
      kind: standing.fault.kind,
      hooks,
      wasHit: () => isHit,
      hit: () => {
        if (isHit) return true
        if (standing.left === 0) return false
        if (standing.left !== null) standing.left--
        standing.hits++
        isHit = true
        return true
      },
    }
  }

  return {
    ...start,
    activityIncludesEdits: false,
    add: (fault) => {
      const name = nameFor(fault)
      const { stays, chance, times = stays || chance !== undefined ? null : 1 } = fault
      const random = randomFrom(world.company.seed ^ hashOf(name))
      take(({ standing }) => standing.name === name)
      const entry: Entry = {
        standing: { name, since: new Date(now()).toISOString(), hits: 0, left: times, fault },
        hooks: hooksOf(fault, world),
        passed: 0,
        isDrawn: () => chance === undefined || random.chance(chance),
      }
      entries.push(entry)
      return () => {
        take((one) => one === entry)
      }
    },
    remove: (name) => take(({ standing }) => standing.name === name),
    list: () => entries.map(({ standing }) => ({ ...standing })),
    pending: () => entries.flatMap(({ standing }) => (standing.left === 0 ? [] : [standing.fault])),
    clear: () => {
      take(() => true)
    },
    fitting: (names) =>
      entries.flatMap((entry) => {
        const { operation, after = 0 } = entry.standing.fault
        if (operation ? !names.includes(operation) : names.includes('token')) return []
        if (entry.passed < after) {
          entry.passed++
          return []
        }
        return entry.standing.left !== 0 && entry.isDrawn() ? [playing(entry)] : []
      }),
  }
}
