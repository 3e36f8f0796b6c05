import type { Values } from './data.ts'
import type { Arguments } from './filters.ts'
import { generatorFor } from './generator.ts'
import {
  buildASTSchema,
  type DocumentNode,
  defaultFieldResolver,
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  isScalarType,
  Kind,
  visit,
} from './graphql.ts'
import { listsOf, type Unknowns } from './lists.ts'
import { pageOf } from './pages.ts'
import type { Company } from './records.ts'
import { type Context, type Resolver, resolversFor } from './resolvers.ts'
import { rootResolversFor } from './roots.ts'
import { isEnvelope, itemOf, sdl, types } from './shapes.ts'

/** A way in which the API is no longer what it was; fields are named `PrivatePiano.notes`. */
export type Drift =
  | { removeField: string }
  | { removeArgument: string }
  | { addEnumValue: string }
  | { breakField: string }

/** The SDL with fields, arguments and enum values taken away or added. */
const drifted = (drifts: readonly Drift[]): DocumentNode => {
  const fields = new Set(drifts.flatMap((one) => ('removeField' in one ? [one.removeField] : [])))
  const args = new Set(drifts.flatMap((one) => ('removeArgument' in one ? [one.removeArgument] : [])))
  const values = drifts.flatMap((one) => ('addEnumValue' in one ? [one.addEnumValue.split('.')] : []))
  if (fields.size + args.size + values.length === 0) return sdl
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
        ...(type.values ?? []),
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
    if (!field || isEnvelope(type)) return undefined
    const read = generator.readerOf(type, field)
    if (field.list || !itemOf(field)) return read
    return (source: Values, args: Arguments, context) => {
      const rows = read(source)
      return pageOf(Array.isArray(rows) ? rows : [], args, context.pageCap)
    }
  }

  const make = (drifts: readonly Drift[]): GraphQLSchema => {
    // The file is checked by a test; checking it here would double the time that a start takes.
    const schema = buildASTSchema(drifted(drifts), { assumeValid: true, assumeValidSDL: true })
    const broken = drifts.flatMap((one) => ('breakField' in one ? [one.breakField] : []))
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue
      // A value that the schema does not know is answered all the same: Gazelle adds new ones.
      if (isEnumType(type)) type.serialize = String
      if (isScalarType(type)) {
        const parser = parsers[type.name]
        if (parser) {
          type.parseValue = parser
          type.parseLiteral = (node) => parser('value' in node ? node.value : undefined)
        }
      }
      if (!isObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        const resolve = resolvers[type.name]?.[field.name] ?? generated(type.name, field.name)
        if (resolve) field.resolve = resolve
        if (broken.includes(`${type.name}.${field.name}`)) {
          const whole = field.resolve ?? defaultFieldResolver
          field.resolve = (source, args, context: Context, info) => {
            let [step, position] = [info.path, 0]
            while (step.prev) {
              if (typeof step.key === 'number') position = step.key
              step = step.prev
            }
            if (!context.brokenAt?.includes(position)) return whole(source, args, context, info)
            throw new GraphQLError(context.brokenMessage ?? "undefined method 'each' for nil")
          }
        }
      }
    }
    return schema
  }

  return (drifts: readonly Drift[] = []): GraphQLSchema => {
    const key = JSON.stringify(drifts)
    const known = made.get(key)
    if (known) return known
    const schema = make(drifts)
    made.set(key, schema)
    return schema
  }
}
