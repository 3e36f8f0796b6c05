import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call } from '../database/rpc.ts'
import type { GazelleClient } from '../gazelle/client.ts'
import { GazelleError } from '../gazelle/errors.ts'
import type { EnumValues, Module } from '../gazelle/module.ts'
import { enumValues, withoutGoneValues } from '../gazelle/values.ts'
import { firstOf } from '../gazelle/wait.ts'
import { logUnexpected } from '../log.ts'
import type { Run } from './run.ts'

const values = z.record(z.string(), z.array(z.string()))
const known = z.object({ values, due: z.boolean() })

/** The values that a run may send, and a client that learns of those that Gazelle has lost. */
export interface KnownValues {
  values: EnumValues
  gazelle: GazelleClient
  /** Whether an error is over with the next slice, which leaves the value out. */
  isLeftOut(error: unknown): boolean
}

// What a server answers that does not let itself be asked about its schema.
const introspectionIsOff = new Set([
  'gazelle_field_gone',
  'gazelle_query_refused',
  'gazelle_query_too_costly',
])

/**
 * The values of the enums that a module's lanes send. A new sweep asks Gazelle for them, at most once a day; where it does
 * not tell, they are what is known: the module's own, and those that its records have.
 * @param leaseLost ends it with the signal's reason
 * @param ms how long Gazelle may take
 */
export async function knownValues(
  module: Module,
  run: Run,
  database: DatabaseClient,
  gazelle: GazelleClient,
  { leaseLost, ms }: { leaseLost: AbortSignal; ms: number },
): Promise<KnownValues> {
  // Only a sweep cuts a list by values.
  if (!module.enums || run.mode !== 'full') return { values: {}, gazelle, isLeftOut: () => false }
  const db = database.schema('sync')
  const about = { p_account: run.account, p_module: module.name, p_enums: module.enums }
  const { values: stored, due } = await call(db, 'read_enum_values', about, known)

  const left = new Set<string>()
  const drop = async (leaseLost: string[]) => {
    const args = { p_account: run.account, p_module: module.name, p_values: leaseLost }
    await call(db, 'drop_enum_values', args, z.unknown())
    for (const value of leaseLost) left.add(value)
  }
  const learnt = {
    gazelle: withoutGoneValues(gazelle, drop),
    isLeftOut: (error: unknown) =>
      error instanceof GazelleError &&
      error.values.length > 0 &&
      error.values.every((value) => left.has(value)),
  }
  if (!due || run.outcome !== 'begun') return { values: stored, ...learnt }

  const deadline = AbortSignal.timeout(ms)
  const asked = enumValues(gazelle, Object.keys(module.enums), firstOf(leaseLost, deadline))
  const told = await asked.catch((error): EnumValues | null => {
    leaseLost.throwIfAborted()
    if (error !== deadline.reason) logUnexpected(error, { module: module.name, run: run.runId })
    return error instanceof GazelleError && introspectionIsOff.has(error.code) ? {} : null
  })
  // Gazelle is away: the next sweep asks again.
  if (told === null) return { values: stored, ...learnt }
  return { values: await call(db, 'store_enum_values', { ...about, p_told: told }, values), ...learnt }
}
