// Text on its way from Gazelle to Postgres: two checks of it must agree, or a lost character would have no issue.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storable } from '../../shared/database/client.ts'
import { parseJson } from '../../shared/gazelle/json.ts'
import { hasPlainText } from '../../shared/sync/plain-text.ts'

const odd = fc.constantFrom('\0', '\ud83c', '\udfb9', '\ufffd', '\\u0000', '\\', '\ud83c\udfb9', 'é', '')
const text = fc.oneof(
  odd,
  fc.array(odd, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
)
const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 3 })
const value = fc.oneof(text, fc.array(text), fc.dictionary(text, text), fc.dictionary(text, fc.array(json)))

/** What Postgres is given, as it would read it. */
const read = (json: string): unknown => JSON.parse(json)

test('A text is plain exactly when Postgres can store it as it came, and nothing in it was lost before', () => {
  fc.assert(
    fc.property(value, (record) => {
      // V8's JSON.parse at times takes the key "\0" for the six letters of its escape, so what was parsed is compared.
      const parsed: unknown = JSON.parse(JSON.stringify(record))
      const sent = JSON.stringify(parsed)
      expect(hasPlainText(parsed)).toBe(storable(sent) === sent && !sent.includes('\ufffd'))
    }),
    { numRuns: 5000 },
  )
})

test('Whatever Gazelle writes, Postgres is given neither NUL nor half a pair, and all other characters as they were', () => {
  fc.assert(
    fc.property(value, (record) => {
      const sent = JSON.stringify(read(storable(JSON.stringify(record))))
      expect(/\\u0000|\\ud[89a-f]/i.test(sent.replaceAll('\\\\', ''))).toBe(false)
      const mended = JSON.stringify(record).replaceAll('\\\\', '\u0001')
      const expected = mended
        .replace(/\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, '\ufffd')
        .replaceAll('\u0001', '\\\\')
      expect(JSON.stringify(read(expected))).toBe(sent)
    }),
    { numRuns: 5000 },
  )
})

describe('a text is not plain', () => {
  test.each([
    ['with NUL', 'a\0b'],
    ['with half a pair at its end', 'a\ud83c'],
    ['with a pair the wrong way round', '\udfb9\ud83c'],
    ['with a character that was lost before', 'a\ufffd'],
    ['above a million characters', 'a'.repeat(1_000_001)],
    ['in a name', { 'a\0': 1 }],
    ['deep inside', [{ a: [[{ b: '\0' }]] }]],
  ])('%s', (_, record) => expect(hasPlainText(record)).toBe(false))
})

test.each([
  ['🎹'],
  [''],
  ['a'.repeat(1_000_000)],
  [null],
  [undefined],
  [5],
  [true],
  [{}],
  [[null, { a: 'é' }]],
])('what is no odd text is plain', (record) => expect(hasPlainText(record)).toBe(true))

test('A number that JavaScript can hold stays one, any other stays the text that stood there', () => {
  const digits = fc
    .tuple(
      fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
      fc.option(fc.nat(999)),
      fc.option(fc.integer({ min: -400, max: 400 })),
    )
    .map(
      ([whole, part, exponent]) =>
        `${whole}${part === null ? '' : `.${part}`}${exponent === null ? '' : `e${exponent}`}`,
    )
  fc.assert(
    fc.property(digits, (number) => {
      const found = parseJson(`{"a": [${number}]}`)
      const [kept] = Object.values(Object(found)).flat()
      if (typeof kept === 'string') expect(kept).toBe(number)
      else {
        expect(kept).toBe(Number(number))
        expect(Number.isFinite(kept)).toBe(true)
        expect(Number.isInteger(kept) && !Number.isSafeInteger(kept)).toBe(false)
        if (kept === 0) expect(/[1-9]/.test(number.replace(/e.*/, ''))).toBe(false)
      }
    }),
    { numRuns: 5000 },
  )
})
