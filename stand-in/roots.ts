// Resolvers of the root fields that have none written by hand.
import { dataListsOf } from './data-lists.ts'
import { declared } from './declarations.ts'
import type { Arguments } from './filters.ts'
import type { Generator } from './generator.ts'
import { GraphQLError } from './graphql.ts'
import { kindOfList, mapOf } from './kinds.ts'
import type { Unknowns } from './lists.ts'
import type { Company } from './records.ts'
import type { Resolver } from './resolvers.ts'
import { type Field, itemOf, rootFields } from './shapes.ts'

/** The declared kind that a root field gives. */
const kindGiven = (field: Field) => declared.get(kindOfList(field.name) ?? '')

export const rootResolversFor = (
  company: Company,
  generator: Generator,
  unknowns: Unknowns,
): Record<string, Resolver> => {
  const lists = dataListsOf(company, generator, unknowns)

  const listResolver = (field: Field): Resolver => {
    const kind = kindGiven(field)
    const accepted = [...field.args.keys()]
    return (_, args: Arguments) => {
      if (!kind)
        throw new GraphQLError(`the stand-in has no data for ${field.name}: a file in data/ declares it`)
      return lists.rows(kind.name, args, accepted)
    }
  }

  const oneResolver = (field: Field): Resolver => {
    const kind = kindGiven(field)
    const ids = [...field.args.keys()].filter((name) => name === 'id' || name.endsWith('Id'))
    if (kind && ids.length === 0) return () => lists.present(kind.name)[0] ?? null
    if (kind)
      return (_, args: Arguments) => {
        const id = args.id ?? ids.map((name) => args[name]).find((one) => typeof one === 'string')
        const found = mapOf(company, kind.name).get(String(id))
        if (found) return lists.isWhole(kind, found) ? found : null
        // An argument can name a field of the record in place of its id, as `referenceId` does.
        const asked = Object.entries(args)
        return (
          lists
            .present(kind.name)
            .find((row) =>
              asked.every(([name, value]) => generator.valueIn(kind.type, name, row) === value),
            ) ?? null
        )
      }
    if (ids.length > 0) return () => null
    const read = generator.readerOf('PrivateQuery', field)
    return () => read({})
  }

  return Object.fromEntries(
    [...rootFields.values()].map((field) => [
      field.name,
      itemOf(field) ? listResolver(field) : oneResolver(field),
    ]),
  )
}
