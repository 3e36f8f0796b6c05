import { z } from 'zod'
import type { GazelleClient } from './client.ts'
import { GazelleError } from './errors.ts'
import type { EnumValues, Module, Request } from './module.ts'

/** Lanes of a list by the values of an enum, such as the timeline's by type. */
export interface Streams {
  enums: NonNullable<Module['enums']>
  /** The values of each lane that has any: those that Gazelle lost are left out, unknown ones have a lane of their own. */
  lanesOf(request: Request): Record<string, string[]>
}

/** The lane of values that no other lane names. */
const others = 'others'

/**
 * Cuts a list into lanes by the values of an enum.
 * @param name the enum, as Gazelle's schema calls it
 * @param field of a record, whose type it is
 * @param streams lane → its values, with spaces between them; a value may be in several
 */
export function streamsBy(name: string, field: string, streams: Record<string, string>): Streams {
  const declared = Object.entries(streams).map(([lane, values]): [string, string[]] => [
    lane,
    values.trim().split(/\s+/),
  ])
  const known = [...new Set(declared.flatMap(([, values]) => values))]
  return {
    enums: { [name]: { field, values: known } },
    lanesOf({ values }) {
      const live = values?.[name] ?? known
      const unknown = live.filter((value) => !known.includes(value))
      const lanes = declared.map(([lane, values]): [string, string[]] => [
        lane,
        values.filter((value) => live.includes(value)),
      ])
      // Without a value a lane would ask for everything, or for nothing: who knows.
      return Object.fromEntries(
        [...lanes, [others, unknown] as const].filter(([, values]) => values.length > 0),
      )
    },
  }
}

const answer = z.record(
  z.string(),
  z.looseObject({ enumValues: z.array(z.looseObject({ name: z.string() })).nullish() }).nullish(),
)

/**
 * Asks Gazelle for the values of enums, in one small query.
 * @returns those of each enum that it answered
 * @throws GazelleError `gazelle_field_gone` where introspection is off
 */
export async function enumValues(
  client: GazelleClient,
  names: string[],
  signal?: AbortSignal,
): Promise<EnumValues> {
  const types = names.map(
    (name, at) => `enum${at}: __type(name: "${name}") { enumValues(includeDeprecated: true) { name } }`,
  )
  const { data } = await client.request<unknown>(
    `query EnumValues { ${types.join(' ')} }`,
    {},
    { signal, retries: 1 },
  )
  const read = answer.safeParse(data)
  const told = names.map((name, at): [string, string[]] => [
    name,
    (read.data?.[`enum${at}`]?.enumValues ?? []).map((value) => value.name),
  ])
  // An enum without values is one that was not answered.
  return Object.fromEntries(told.filter(([, values]) => values.length > 0))
}

const lists = (variables: object): string[][] =>
  Object.values(variables).filter((value): value is string[] => Array.isArray(value))

/** Variables whose lists lack some values. */
const without = (variables: object, gone: Set<string>) =>
  gone.size === 0
    ? variables
    : Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.filter((one) => !gone.has(one)) : value,
        ]),
      )

/**
 * A client that leaves out of the variables' lists the values that Gazelle's schema has lost, and asks again: a lost value
 * must not end a run. A list that would be empty is refused as Gazelle did.
 * @param note called with each value that is left out, before the call goes on
 */
export function withoutGoneValues(
  client: GazelleClient,
  note: (values: string[]) => Promise<void>,
): GazelleClient {
  const gone = new Set<string>()
  return {
    get stats() {
      return client.stats
    },
    async request<Data>(query: string, variables: object, options = {}) {
      let refused = 0
      for (;;) {
        try {
          const answer = await client.request<Data>(query, without(variables, gone), options)
          return { ...answer, apiCalls: answer.apiCalls + refused }
        } catch (error) {
          if (!(error instanceof GazelleError) || error.code !== 'gazelle_value_gone') throw error
          const sent = lists(without(variables, gone)).flat()
          const lost = error.values.filter((value) => sent.includes(value))
          if (lost.length === 0) throw error
          for (const value of lost) gone.add(value)
          await note(lost)
          if (lists(variables).some((list) => list.length > 0 && list.every((one) => gone.has(one))))
            throw error
          refused++
        }
      }
    },
  }
}
