import { type Drift, Raw } from './faults/fault.ts'
import { paged, watched } from './fields.ts'
import { generatorFor } from './generator.ts'
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  isScalarType,
  Kind,
  specifiedScalarTypes,
  visit,
} from './graphql.ts'
import { listsOf, type Unknowns } from './lists.ts'
import type { Company } from './records.ts'
import { type Resolver, resolversFor } from './resolvers.ts'
import { rootResolversFor } from './roots.ts'
import { isEnvelope, itemOf, sdl, types } from './shapes.ts'

/** The SDL with fields, arguments and enum values taken away or added. */
const drifted = (drifts: readonly Drift[]): DocumentNode => {
  const fields = new Set(drifts.flatMap((one) => ('removeField' in one ? [one.removeField] : [])))
  const args = new Set(drifts.flatMap((one) => ('removeArgument' in one ? [one.removeArgument] : [])))
  const gone = new Set(drifts.flatMap((one) => ('removeEnumValue' in one ? [one.removeEnumValue] : [])))
  const values = drifts.flatMap((one) => ('addEnumValue' in one ? [one.addEnumValue.split('.')] : []))
  if (drifts.length === 0) return sdl
  return visit(sdl, {
    ObjectTypeDefinition: (type) => ({
      ...type,
      fields: type.fields
        ?.filter((field) => !fields.has(`${type.name.value}.${field.name.value}`))
        .map((field) => ({
          ...field,
          arguments: field.arguments?.filter(
            (arg) => !args.has(`${type.name.value}.${field.name.value}.${arg.name.value}`),
          ),
        })),
    }),
    InputObjectTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.filter((field) => !args.has(`${type.name.value}.${field.name.value}`)),
    }),
    EnumTypeDefinition: (type) => ({
      ...type,
      values: [
        ...(type.values ?? []).filter((value) => !gone.has(`${type.name.value}.${value.name.value}`)),
        ...values
          .filter(([name]) => name === type.name.value)
          .map(([, value = '']) => ({
            kind: Kind.ENUM_VALUE_DEFINITION,
            name: { kind: Kind.NAME, value },
          })),
      ],
    }),
  })
}

const checked = (name: string, pattern: RegExp) => (value: unknown) => {
  if (typeof value === 'string' && pattern.test(value) && !Number.isNaN(Date.parse(value))) return value
  throw new GraphQLError(`${JSON.stringify(value)} is not a valid ${name}`)
}
const parsers: Record<string, (value: unknown) => string> = {
  CoreDate: checked('CoreDate', /^\d{4}-\d\d-\d\d$/),
  CoreDateTime: checked('CoreDateTime', /^\d{4}-\d\d-\d\d/),
}

/** Lets a raw value be answered as it stands, whatever the type of its field. */
const asItStands = (serialize: (value: unknown) => unknown) => (value: unknown) =>
  value instanceof Raw ? value : serialize(value)
for (const scalar of specifiedScalarTypes) scalar.serialize = asItStands(scalar.serialize)

/** The schema that answers from a company, with whatever has drifted; made once for each set of drifts. */
export const schemasFor = (company: Company, unknowns: Unknowns, now: () => number) => {
  const generator = generatorFor(company)
  const resolvers = resolversFor(company, listsOf(company, unknowns, now))
  const roots = rootResolversFor(company, generator, unknowns)
  const made = new Map<string, GraphQLSchema>()

  /** Resolves fields without a resolver of their own: from the record, else from its id. */
  const generated = (type: string, name: string): Resolver | undefined => {
    if (type === 'PrivateQuery') return roots[name]
    const field = types.get(type)?.get(name)
    return field && !isEnvelope(type) ? generator.readerOf(type, field) : undefined
  }

  const make = (drifts: readonly Drift[], isWatched: boolean): GraphQLSchema => {
    // The file is checked by a test; checking it here would double the time that a start takes.
    const schema = buildASTSchema(drifted(drifts), { assumeValid: true, assumeValidSDL: true })
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue
      // A value that the schema does not know is answered all the same: Gazelle adds new ones.
      if (isEnumType(type)) Object.assign(type, { serialize: asItStands(String) })
      if (isScalarType(type)) {
        const parser = parsers[type.name]
        if (parser) {
          type.parseValue = parser
          type.parseLiteral = (node) => parser('value' in node ? node.value : undefined)
        }
      }
      if (!isObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        const read = resolvers[type.name]?.[field.name] ?? generated(type.name, field.name)
        const known = types.get(type.name)?.get(field.name)
        const isConnection = known !== undefined && !known.list && itemOf(known) !== undefined
        if (isWatched) field.resolve = watched(read, isConnection)
        else if (read) field.resolve = isConnection ? paged(read) : read
      }
    }
    return schema
  }

  /** @param isWatched whether faults look at its fields */
  return (drifts: readonly Drift[] = [], isWatched = false): GraphQLSchema => {
    const key = JSON.stringify([drifts, isWatched])
    const known = made.get(key)
    if (known) return known
    const schema = make(drifts, isWatched)
    made.set(key, schema)
    return schema
  }
}
