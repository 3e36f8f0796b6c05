// All kinds of fault, by name; a new one is a function in one of the files that are gathered here.
import { answers } from './answers.ts'
import type { Hooks, Span, World } from './fault.ts'
import { pages } from './pages.ts'
import { records } from './records.ts'
import { rights } from './rights.ts'
import { schema } from './schema.ts'

const declared = { ...answers, ...pages, ...records, ...schema, ...rights }

type Options = {
  [K in keyof typeof declared]: Parameters<(typeof declared)[K]> extends [infer O, ...unknown[]] ? O : unknown
}
export type FaultKind = keyof Options
type Of<K extends FaultKind> = { [P in K]: { kind: P } & Options[P] & Span }[K]

/** A fault: its kind with the kind's options, and how long it lasts. */
export type Fault = Of<FaultKind>

const makers: { [K in FaultKind]: (options: Options[K], world: World) => Hooks } = declared

/** The names of all kinds. */
export const faultKinds: readonly string[] = Object.keys(declared)

/** The hooks of a fault. */
export const hooksOf = <K extends FaultKind>(fault: Of<K>, world: World): Hooks =>
  makers[fault.kind](fault, world)

/** Whether something read from outside names a kind of fault. */
export const isFault = (value: object): value is Fault =>
  'kind' in value && typeof value.kind === 'string' && Object.hasOwn(declared, value.kind)
