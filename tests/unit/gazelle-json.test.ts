import { describe, expect, test } from 'vitest'
import { parseAnswer, parseJson } from '../../shared/gazelle/json.ts'

describe('a number that JavaScript cannot hold (case R18)', () => {
  test.each([
    ['1e400', '1e400'],
    ['-1E+400', '-1E+400'],
    ['1e-400', '1e-400'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    [`1${'0'.repeat(400)}`, `1${'0'.repeat(400)}`],
  ])('is kept as the text that stood there: %s', (text, kept) => {
    for (const around of ['', ' ', '\n\t'])
      expect(parseJson(`{"a":[${around}${text}${around}],"b":${around}${text}}`)).toEqual({
        a: [kept],
        b: kept,
      })
  })

  test.each(['0', '-0', '1998', '440.5', '45.50168812300001', '1e3', '2.5E-3', '0e400', '9007199254740991'])(
    'is not one that it can: %s',
    (text) => {
      expect(parseJson(`{"other":1e400,"a":${text}}`)).toEqual({ other: '1e400', a: Number(text) })
    },
  )

  test('is none where it stands in a text', () => {
    const value = { notes: 'in 1998: 1e400, then 9007199254740993', id: '12345678901234567890' }
    expect(parseJson(JSON.stringify(value))).toEqual(value)
  })

  test('is looked for in time that grows with the text alone', () => {
    const text = JSON.stringify({
      digits: ',1.'.repeat(300_000),
      spaces: `,${' '.repeat(300_000)}`.repeat(3),
    })
    const begun = performance.now()
    parseJson(text)
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  test('deep inside a record is found too', () => {
    const deep = `${'{"a":'.repeat(2000)}1e400${'}'.repeat(2000)}`
    expect(JSON.stringify(parseJson(deep))).toContain('"1e400"')
  })
})

describe('an answer (case R13)', () => {
  test('without data or errors is left as it is', () => {
    expect(parseAnswer('{"data":null}')).toEqual({ data: null })
    expect(parseAnswer('[{"errors":null}]')).toEqual([{ errors: null }])
    expect(parseAnswer('null')).toBeNull()
  })

  test('has no errors when they are null, and extensions of any form are not looked at', () => {
    for (const extensions of ['null', '[]', '"x"', '{"cost":1}'])
      expect(parseAnswer(`{"data":{"a":1},"errors":null,"extensions":${extensions}}`)).toEqual({
        data: { a: 1 },
      })
  })
})
