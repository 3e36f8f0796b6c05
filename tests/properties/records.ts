// Records by chance: a value for each field that the catalogue names, fit, blank, missing or of another kind.
import fc from 'fast-check'
import type { Entity, Kind, ModuleShape, Step } from './catalogue.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Node = { [name: string]: Json }

/** Stands before the digits of a number that JavaScript would write otherwise. */
export const numberMark = '\u0001number:'

/** A page as it goes to the database, its marked numbers as numbers. */
export const jsonOf = (value: Json): string =>
  JSON.stringify(value).replace(/"\\u0001number:([^"]+)"/g, (_, digits: string) => digits)

const oddTexts = [
  ...['', ' ', '\t\r\n', '\u00a0', '\u0000', 'a\u0000b', '\ud83c', '\udfb9x', '\ufffd', '\ufeff', '\u2028'],
  ...['[]', '{}', '{NULL,""}', '[null, ""]', 'null', 'NULL', 'true', '0', '"', '\\', "'; --", '%s $1 {0}'],
  ...['🎹', 'é', 'e\u0301', '\u202eabc', 'ﷺ', '٣', '２０２６', 'ſ', 'İ', 'ß', '\\u0000', 'a'.repeat(3000)],
  ...['440Hz 21C 40%', 'PIANO_MEASUREMENT', 'USER_COMMENT', '0x10', '1e5', 'NaN', 'Infinity', '-', '.'],
]
const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
)

const digits = [
  ...['0', '-0', '-0.0', '1.0', '1.50', '1e3', '1.5e1', '1E+2', '25e-1', '1e-7', '2147483647', '2147483648'],
  ...['-2147483648', '-2147483649', '999999999', '1000000000', '9223372036854775807', '9223372036854775808'],
  ...['1e400', '-1e400', '1e-400', '123456789012345678901234567890.123456789', '0.1', '440'],
]
const anyNumber: fc.Arbitrary<Json> = fc.oneof(
  fc.integer(),
  fc.integer({ min: -200, max: 500 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(...digits).map((text) => numberMark + text),
)

const deep = (depth: number): Json => {
  let value: Json = 'deep'
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { nodes: value }
  return value
}
const plainJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    anyText,
    fc.constantFrom<Json[]>(null, true, false, 0, -1.5, 1e21, 5e-324),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('id', 'nodes', 'fr_CA', 'a.b', '', 'é'), tie('value'), { maxKeys: 3 }),
  ),
})).value
const anyJson: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: plainJson },
  { weight: 3, arbitrary: anyNumber },
  { weight: 1, arbitrary: fc.integer({ min: 50, max: 400 }).map(deep) },
)

const two = (number: number) => String(number).padStart(2, '0')
const day = fc
  .tuple(
    fc.integer({ min: 1690, max: 2210 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
  )
  .map(([year, month, date]) => `${year}-${two(month)}-${two(date)}`)
const fitDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const zone = fc.constantFrom('Z', '+00:00', '-05:00', '+0530', '-15:59', '+16:00', '', 'z', '+5', ' Z', 'Z\n')
const fraction = fc.constantFrom('', '.1', '.123', '.123456', '.1234567', '.9999999', '.', ',5')
const time = fc
  .tuple(...[24, 60, 61].map((max) => fc.integer({ min: 0, max })))
  .map((parts) => parts.map((part) => two(part ?? 0)).join(':'))
const oddInstants = ['2026-02-03 20:56:01Z', '2026-02-03T20:56Z', 'now', 'infinity', '٢٠٢٦-٠١-٠١T00:00:00Z']

/** Values that a column of a kind mostly takes. */
const valuesOf: Record<Kind, fc.Arbitrary<Json>> = {
  text: anyText,
  integer: fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: -50, max: 150 })),
  bigint: fc.oneof(fc.maxSafeInteger(), fc.constantFrom('9007199254740993', '-1', '9223372036854775808')),
  number: anyNumber,
  boolean: fc.boolean(),
  date: fc.oneof(
    { weight: 9, arbitrary: fitDay },
    { weight: 1, arbitrary: day },
    {
      weight: 1,
      arbitrary: fc.constantFrom('20٢٦-01-01', '2024-02-29', '2023-02-29', '2026-2-3', '2026-02-03 '),
    },
  ),
  instant: fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .date({ min: new Date('1901-01-01'), max: new Date('2199-12-30'), noInvalidDate: true })
        .map((date) => `${date.toISOString().slice(0, 19)}Z`),
    },
    { weight: 1, arbitrary: fc.tuple(day, time, fraction, zone).map(([d, t, f, z]) => `${d}T${t}${f}${z}`) },
    {
      weight: 1,
      arbitrary: fc.tuple(fitDay, time, fraction, zone).map(([d, t, f, z]) => `${d}T${t}${f}${z}`),
    },
    { weight: 1, arbitrary: fc.constantFrom(...oddInstants) },
  ),
  list: fc.array(anyText, { maxLength: 4 }),
  json: fc.oneof(
    fc.dictionary(fc.constantFrom('fr_CA', 'en_US'), anyText, { maxKeys: 2 }),
    fc.array(anyText, { maxLength: 2 }),
  ),
  object: fc.oneof(
    { weight: 9, arbitrary: fc.dictionary(fc.constantFrom('fr_CA', 'en_US'), anyText, { maxKeys: 2 }) },
    { weight: 1, arbitrary: fc.array(anyText, { maxLength: 2 }) },
  ),
  id: anyText,
}

/** An id of the run: a few hundred, so that records meet each other, and some odd ones. */
const idOf = (prefix: string): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.integer({ min: 0, max: 250 }).map((number) => `${prefix}${number}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('é', ' ', '🎹', "'", '/', '%', '"', '\\').map((end) => prefix + end),
    },
    { weight: 1, arbitrary: fc.constant(prefix.padEnd(200, 'x')) },
  )
const unusableIds: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  ...['', ' ', '\u00a0\t', null, 5, true, [], ['a'], { id: 'a' }, 'x'.repeat(201), '🎹'.repeat(201)],
)

/** How often a field is none of its kind, of a thousand. */
type Disorder = 0 | 20 | 300

const missing = Symbol('missing')

/** Fields of an object by their names: a kind of value, or fields again. */
type Fields = Map<string, Kind | Fields>

const fieldsOf = (entity: Entity): Fields => {
  const fields: Fields = new Map()
  for (const { paths, kind, source } of entity.columns)
    for (const path of source === 'field' ? paths : []) {
      const steps = path.split('.')
      let at = fields
      for (const step of steps.slice(0, -1)) {
        const inner = at.get(step)
        const next: Fields = inner instanceof Map ? inner : new Map()
        at.set(step, next)
        at = next
      }
      at.set(steps.at(-1) ?? '', paths.length > 1 ? 'text' : kind)
    }
  return fields
}

const objectOf = (parts: Record<string, fc.Arbitrary<Json | typeof missing>>): fc.Arbitrary<Node> =>
  fc.record(parts).map((values) => {
    const node: Node = {}
    for (const [name, value] of Object.entries(values)) if (value !== missing) node[name] = value
    return node
  })

/** A field that is mostly there, and at times of no kind that it should be. */
const field = (fit: fc.Arbitrary<Json>, disorder: Disorder): fc.Arbitrary<Json | typeof missing> =>
  fc.oneof(
    { weight: 850 - disorder, arbitrary: fit },
    { weight: 60, arbitrary: fc.constant(null) },
    { weight: 60, arbitrary: fc.constant<typeof missing>(missing) },
    { weight: 30, arbitrary: fc.constant('') },
    ...(disorder > 0 ? [{ weight: disorder, arbitrary: anyJson }] : []),
  )

const objectWith = (fields: Fields, prefix: string, disorder: Disorder): fc.Arbitrary<Node> => {
  const parts: Record<string, fc.Arbitrary<Json | typeof missing>> = {}
  for (const [name, kind] of fields)
    if (kind instanceof Map) parts[name] = field(objectWith(kind, prefix, disorder), disorder)
    else if (kind !== 'id') parts[name] = field(valuesOf[kind], disorder)
    else if (disorder === 0) parts[name] = idOf(prefix)
    else
      parts[name] = field(
        fc.oneof({ weight: 9, arbitrary: idOf(prefix) }, { weight: 1, arbitrary: anyText }),
        disorder,
      )
  return objectOf(parts)
}

const listOf = (items: fc.Arbitrary<Json>, { isPlain }: Step): fc.Arbitrary<Json> => {
  const nodes = fc.array(items, { maxLength: 4 })
  if (isPlain) return nodes
  return fc
    .tuple(
      nodes,
      fc.oneof(
        { weight: 9, arbitrary: fc.constant<Json>(false) },
        { weight: 1, arbitrary: fc.constantFrom<Json[]>(true, null, 'true', 'false', 1, 0, {}, [false]) },
      ),
    )
    .map(([list, hasNextPage]) => ({ nodes: list, pageInfo: { hasNextPage } }))
}

const itemWith = (
  shape: ModuleShape,
  entity: Entity,
  prefix: string,
  disorder: Disorder,
): fc.Arbitrary<Json> => {
  const inner = shape.entities.filter(
    ({ steps, list }) =>
      steps.length === entity.steps.length + 1 && (entity.list === '' || list.startsWith(`${entity.list}.`)),
  )
  const id: Record<string, fc.Arbitrary<Json>> = entity.key
    ? {}
    : {
        id: fc.oneof(
          { weight: 1000 - disorder / 10, arbitrary: idOf(prefix) },
          { weight: disorder / 10, arbitrary: unusableIds },
        ),
      }
  const lists = inner.flatMap((one) => {
    const step = one.steps.at(-1)
    const items = itemWith(shape, one, prefix, disorder)
    const some =
      disorder > 0 ? fc.oneof({ weight: 30, arbitrary: items }, { weight: 1, arbitrary: anyJson }) : items
    return step ? [[step.name, field(listOf(some, step), disorder)] as const] : []
  })
  const own = objectWith(fieldsOf(entity), prefix, disorder)
  return fc
    .tuple(own, objectOf({ ...Object.fromEntries(lists), ...id }))
    .map(([fields, rest]) => ({ ...fields, ...rest }))
}

/** A page of a module's records: tidy ones, ones with a flaw, and wild ones. All ids begin with the prefix. */
export const pageOf = (shape: ModuleShape, prefix: string): fc.Arbitrary<Json[]> => {
  const [root] = shape.entities
  const record = fc.oneof(
    { weight: 4, arbitrary: itemWith(shape, root, prefix, 0) },
    { weight: 4, arbitrary: itemWith(shape, root, prefix, 20) },
    { weight: 2, arbitrary: itemWith(shape, root, prefix, 300) },
  )
  return fc.array(record, { minLength: 1, maxLength: 300, size: 'max' })
}
