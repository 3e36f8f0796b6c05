import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csv, jsonLines } from '../../cli/export/formats.ts'
import type { Column } from '../../cli/export/tables.ts'

const plain = (...names: string[]): Column[] => names.map((name) => ({ name, kind: 'plain' }))

/** The cells of a CSV file; null where nothing stands between two delimiters. */
const cellsOf = (text: string, delimiter = ','): (string | null)[][] =>
  parse(text, {
    bom: true,
    delimiter,
    record_delimiter: '\r\n',
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  })

const isNumber = (text: string) => /^\S*\d$/.test(text) && !Number.isNaN(Number(text))

/** Whether a spreadsheet would take a text for a formula. */
const isRun = (text: string) =>
  /^[\t\r\n]/.test(text) || /^[=+\-@]/.test(text.replace(/^[\s\p{Cc}\p{Cf}]+/u, '').normalize('NFKC'))

/** What a cell was before it was made harmless, as docs/OPERATIONS.md says it. */
const undone = (cell: string | null) =>
  cell?.startsWith("'") && isRun(cell.replace(/^'+/, '')) ? cell.slice(1) : cell

// Formulas, what may stand before them, and whatever else.
const piece = fc.oneof(
  fc.constantFrom(
    ...'=+-@\'"\t\r\n ,;\u00a0\u200b\ufeff＝＋－＠﹣',
    '-5',
    '1e3',
    "'=",
    '=HYPERLINK("http://x")',
    'é',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
const row = fc.tuple(fc.constant('cli_1'), fc.option(text), fc.option(text))

const columns = plain('id', 'a', 'b')
const written = (rows: unknown[][], delimiter = ',') => {
  const format = csv(delimiter)
  return cellsOf(format.head(columns) + format.lines(columns, rows), delimiter)
}

describe('a CSV file', () => {
  test.each([',', ';', '\t'])(
    'with the delimiter %j gives back each text, and null apart from an empty one',
    (delimiter) => {
      fc.assert(
        fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
          const [head, ...cells] = written(rows, delimiter)
          expect(head).toEqual(['id', 'a', 'b'])
          expect(cells.map((one) => one.map(undone))).toEqual(rows)
        }),
        { numRuns: 2000 },
      )
    },
  )

  test('has no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(text, (value) => {
        const [, [, cell = null] = []] = written([['cli_1', value, null]])
        expect(cell !== null && isRun(cell) && !isNumber(cell)).toBe(false)
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['+1 514 555-0199', "'+1 514 555-0199"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1+1', "'  =1+1"],
    ['\u00a0=1+1', "'\u00a0=1+1"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['＝1+1', "'＝1+1"],
    ['⁺1', "'⁺1"],
    ["'=1+1", "''=1+1"],
  ])('has %j as %j', (value, cell) => {
    expect(written([['cli_1', value, null]])[1]).toEqual(['cli_1', cell, null])
  })

  test.each([
    '-5',
    '-73.5673',
    '-1e-7',
    '+15145550199',
    '5',
    "L'été",
    "'90s Yamaha",
    'a = b',
    '',
    'Zéphyrine',
  ])('has %j as it is', (value) => {
    expect(written([['cli_1', value, null]])[1]).toEqual(['cli_1', value, null])
  })

  test('has lists and documents as JSON, and no word for what is not there', () => {
    const own: Column[] = [
      ...plain('id', 'tags', 'is_all_day'),
      { name: 'taxes', kind: 'json' },
      { name: 'lat', kind: 'number' },
    ]
    const lines = csv(',').lines(own, [
      ['cli_1', ['a', 'é"'], false, '{"a": 1.10}', '-45.50'],
      ['cli_2', null, null, null, null],
    ])
    expect(lines).toBe('cli_1,"[""a"",""é\\""""]",false,"{""a"": 1.10}",-45.50\r\ncli_2,,,,\r\n')
  })

  test('begins with a byte order mark and a head, also without rows', () => {
    expect(csv(';').head(columns)).toBe('\ufeffid;a;b\r\n')
    expect(csv(',').lines(columns, [])).toBe('')
  })
})

describe('JSON lines', () => {
  test('have every digit of a number, and documents as Postgres has them', () => {
    const own: Column[] = [
      ...plain('id', 'tags'),
      { name: 'lat', kind: 'number' },
      { name: 'raw', kind: 'json' },
    ]
    const long = '12345678901234567890.1234567890'
    expect(
      jsonLines.lines(own, [
        ['cli_1', ['é\n'], long, '{"a": 1.10, "b": 9007199254740993}'],
        ['cli_2', null, 'NaN', null],
      ]),
    ).toBe(
      `{"id":"cli_1","tags":["é\\n"],"lat":${long},"raw":{"a": 1.10, "b": 9007199254740993}}\n` +
        '{"id":"cli_2","tags":null,"lat":"NaN","raw":null}\n',
    )
  })

  test('are one row a line, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
        const lines = jsonLines.lines(columns, rows).split('\n')
        expect(lines.pop()).toBe('')
        expect(lines.map((line) => Object.values(JSON.parse(line)))).toEqual(rows)
      }),
    )
  })
})
