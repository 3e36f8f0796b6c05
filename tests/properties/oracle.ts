// What production should hold, told from the records alone: written without the product's SQL, from what the columns promise.
import type { Column, Entity, Kind } from './catalogue.ts'
import { type Json, type Node, numberMark } from './records.ts'

/** A value in the form in which rows are compared: numbers as digits, instants as microseconds. */
export type Value = Json

/** A column that keeps what production has. */
export const withheld = Symbol('withheld')

export const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Text as Postgres can hold it. */
const stored = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd')

/** A value with all its text as Postgres can hold it. */
export const storedJson = (value: Json): Json => {
  if (typeof value === 'string') return stored(value)
  if (Array.isArray(value)) return value.map(storedJson)
  if (!isNode(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [stored(name), storedJson(inner)]))
}

/** The digits of a number, without exponent; null for what is no number. */
export const digitsOf = (value: Json): string | null => {
  const text =
    typeof value === 'number'
      ? JSON.stringify(value)
      : typeof value === 'string' && value.startsWith(numberMark)
        ? value.slice(numberMark.length)
        : null
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text ?? '') ?? []
  if (whole === '') return null
  const shift = Number(exponent)
  const all = whole + part
  const point = whole.length + shift
  const padded = point <= 0 ? '0'.repeat(1 - point) + all : all.padEnd(point, '0')
  const at = point <= 0 ? 1 : point
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const rest = padded.slice(at)
  const digits = rest ? `${integer}.${rest}` : integer
  return /[1-9]/.test(digits) ? sign + digits : digits
}

/** Digits without zeros that say nothing: 1.50 is 1.5. */
export const plainDigits = (digits: string): string =>
  digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits

const whole = (digits: string, bits: bigint): bigint | null => {
  const plain = plainDigits(digits)
  if (!/^-?\d+$/.test(plain) || plain.length > 25) return null
  const value = BigInt(plain)
  return value >= -(2n ** bits) && value < 2n ** bits ? value : null
}

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
const isDay = (year: number, month: number, day: number) =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

const readDay = (text: string): string | null => {
  const [, year, month, day] = /^((?:17|18|19|20|21)[0-9]{2})-([0-9]{2})-([0-9]{2})$/.exec(text) ?? []
  return isDay(Number(year), Number(month), Number(day)) ? text : null
}

const instantForm =
  /^((?:19|20|21)[0-9]{2})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(?:Z|([+-])([0-9]{2}):?([0-9]{2}))$/

/** Microseconds since 1970, as digits. */
const readInstant = (text: string): string | null => {
  const [found, y, mo, d, h, mi, s, part = '.0', sign, zh = '0', zm = '0'] = instantForm.exec(text) ?? []
  if (found === undefined) return null
  const [year, month, day, hour, minute, second] = [y, mo, d, h, mi, s].map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  if (hour === undefined || minute === undefined || second === undefined) return null
  const micros = Math.round(Number(part) * 1e6)
  // 24:00:00 is the midnight that ends a day, and 23:59:60 a leap second.
  const isTime = hour < 24 || (hour === 24 && minute === 0 && second === 0 && Number(part) === 0)
  if (!isDay(year, month, day) || !isTime || minute > 59 || second > 60) return null
  if (Number(zh) > 15 || Number(zm) > 59) return null
  const offset = (Number(zh) * 60 + Number(zm)) * (sign === '-' ? -1 : 1)
  const at = Date.UTC(year, month - 1, day, hour, minute - offset, second)
  return String(BigInt(at) * 1000n + BigInt(micros))
}

/** Text of 1 to 200 characters that are not all white; U+FEFF is white to JavaScript alone. */
export const usableId = (value: Json | undefined): string | null =>
  typeof value === 'string' &&
  !value.startsWith(numberMark) &&
  /[\S\ufeff]/.test(value) &&
  [...value].length <= 200
    ? value
    : null

const isText = (value: Json): value is string => typeof value === 'string' && !value.startsWith(numberMark)
const textOf = (value: Json): string | null => (isText(value) ? value : digitsOf(value))

const readers: Record<Kind, (value: Json) => Value | typeof withheld> = {
  text: (value) => textOf(value) ?? withheld,
  integer: (value) => {
    const found = whole(digitsOf(value) ?? '', 31n)
    return found === null ? withheld : Number(found)
  },
  bigint: (value) => {
    const written = isText(value) && /^-?[0-9]{1,19}$/.test(value) ? value : ''
    return whole(digitsOf(value) ?? written, 63n)?.toString() ?? withheld
  },
  number: (value) => {
    const found = digitsOf(value)
    return found === null ? withheld : plainDigits(found)
  },
  boolean: (value) => (typeof value === 'boolean' ? value : withheld),
  date: (value) => (isText(value) && readDay(value)) || withheld,
  instant: (value) => (isText(value) && readInstant(value)) || withheld,
  list: (value) => {
    if (!Array.isArray(value)) return withheld
    const texts = value.filter((item) => item !== null).map(textOf)
    return texts.includes(null) ? withheld : texts
  },
  json: (value) => (Array.isArray(value) || isNode(value) ? value : withheld),
  object: (value) => (isNode(value) ? value : withheld),
  id: (value) => usableId(value) ?? withheld,
}

/** What is wrong, as staging names it. */
export type Issue = `${string} ${string}`

export interface Read {
  value: Value | typeof withheld
  issues: Issue[]
}

const isBlank = (value: Json | undefined): value is undefined | null | '' =>
  value === undefined || value === null || value === ''

const ruleNames: Partial<Record<Kind, string>> = {
  id: 'bad_reference',
  bigint: 'bad_integer',
  object: 'bad_json',
}
const ruleOf = (kind: Kind) => ruleNames[kind] ?? `bad_${kind}`

const readAt = (item: Node, kind: Kind, path: string): Read => {
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  const isReference = kind === 'id' && steps.length > 0
  const wrong: Read = { value: withheld, issues: [`${ruleOf(kind)} ${isReference ? steps.join('.') : path}`] }
  let at: Json = item
  for (const step of steps) {
    const inner: Json | undefined = isNode(at) ? at[step] : undefined
    if (isBlank(inner)) return { value: null, issues: [] }
    if (!isNode(inner)) return wrong
    at = inner
  }
  const value = isNode(at) ? at[last] : undefined
  if (isBlank(value)) return isReference ? wrong : { value: null, issues: [] }
  const read = readers[kind](value)
  return read === withheld ? wrong : { value: read, issues: [] }
}

/** What a column holds of an item. */
export const readColumn = (item: Node, { kind, paths }: Column): Read => {
  if (paths.length === 1) return readAt(item, kind, paths[0] ?? '')
  const parts = paths.map((path) => readAt(item, 'text', path))
  const values = parts.flatMap(({ value }) => (value === withheld ? [] : [value]))
  return {
    value: values.length < parts.length ? withheld : values,
    issues: parts.flatMap(({ issues }) => issues),
  }
}

/** The objects of a list or of a connection. */
export const itemsOf = (value: Json | undefined): Node[] => {
  const list = Array.isArray(value) ? value : isNode(value) ? value.nodes : undefined
  return Array.isArray(list) ? list.filter(isNode) : []
}

/** Whether what stands where a list should be is one, or nothing. */
export const isList = (value: Json | undefined): boolean => {
  if (isBlank(value)) return true
  const list = Array.isArray(value) ? value : isNode(value) ? value.nodes : undefined
  return Array.isArray(list) && list.every((item) => item === null || isNode(item))
}

/** Whether a list is there to its end, and each list in its items too, so that what it lacks is gone. */
export const isWhole = (node: Node, steps: Entity['steps']): boolean => {
  const [step, ...rest] = steps
  if (!step) return true
  const value = node[step.name]
  const list = step.isPlain ? value : isNode(value) ? value.nodes : undefined
  const isEnd =
    step.isPlain || (isNode(value) && isNode(value.pageInfo) && value.pageInfo.hasNextPage === false)
  return isEnd && Array.isArray(list) && list.every((item) => isNode(item) && isWhole(item, rest))
}

const isWhite = (value: Value): boolean =>
  typeof value === 'string' ? /^[ \t\r\n\u00a0]*$/.test(value) : value === null

/** What says nothing, so that it empties no field that keeps; a whole text that reads like an empty list is taken for one. */
export const saysNothing = (value: Value): boolean => {
  if (Array.isArray(value))
    return value.every((item) => (Array.isArray(item) ? saysNothing(item) : isWhite(item)))
  if (typeof value !== 'string') return value === null
  return isWhite(value) || ['[]', '{}', '{NULL,""}', '[null, ""]'].includes(value)
}
