// Times as the page shows them: what Postgres writes is read, and what is shown says what it means at every edge.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dialled } from '../../dashboard/page/formats.ts'
import { ago, at, day, duration, interval, percent, setZone, withFirst } from '../../dashboard/page/time.ts'

const [second, minute, hour, oneDay] = [1000, 60_000, 3_600_000, 86_400_000]

describe('an interval of Postgres', () => {
  test.each([
    ['00:00:00', 0],
    ['00:00:04.5', 4500],
    ['02:03:04', 2 * hour + 3 * minute + 4 * second],
    ['-00:00:01.5', -1500],
    ['1 day', oneDay],
    ['1 day 02:03:04.5', oneDay + 2 * hour + 3 * minute + 4500],
    ['-1 days +02:00:00', -oneDay + 2 * hour],
    ['1 mon 2 days', 32 * oneDay],
    ['100:00:00', 100 * hour],
    ['', 0],
    [null, 0],
    [undefined, 0],
  ])('%s has its milliseconds', (text, ms) => expect(interval(text)).toBe(ms))

  test('is read for any number of days, hours, minutes and seconds', () => {
    const two = (number: number) => String(number).padStart(2, '0')
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), fc.nat(59), fc.nat(59), fc.nat(999), (d, h, m, s, ms) => {
        const text = `${d} days ${two(h)}:${two(m)}:${two(s)}.${String(ms).padStart(3, '0')}`
        expect(interval(text)).toBeCloseTo(d * oneDay + h * hour + m * minute + s * second + ms, 3)
      }),
    )
  })
})

describe('a length of time', () => {
  test.each([
    [0, '0s'],
    [40, '0.1s'],
    [999, '1s'],
    [59_499, '59s'],
    [59_500, '1m'],
    [3 * minute + 20 * second, '3m 20s'],
    [hour, '1h'],
    [2 * hour + 59 * second, '2h'],
    [oneDay + hour, '1d 1h'],
    [3 * oneDay + 5 * minute, '3d'],
    [-5, '0s'],
  ])('of %i ms is shown in its two largest units', (ms, text) => expect(duration(ms)).toBe(text))

  test('never shows 60 of a unit, nor a smaller unit before a larger one', () => {
    const order = ['d', 'h', 'm', 's']
    fc.assert(
      fc.property(fc.nat(40 * oneDay), (ms) => {
        const parts = [...duration(ms).matchAll(/([\d.]+)(d|h|m|s)/g)]
        expect(parts.length).toBeGreaterThan(0)
        for (const [, number, unit] of parts) if (unit !== 'd') expect(Number(number)).toBeLessThan(60)
        const places = parts.map(([, , unit = '']) => order.indexOf(unit))
        expect(places).toEqual([...places].sort())
      }),
    )
  })
})

describe('an age', () => {
  test.each([
    [-3000, 'just now'],
    [4999, 'just now'],
    [59_499, '59s ago'],
    [minute, '1m ago'],
    [hour - second, '59m ago'],
    [25 * hour, '1d ago'],
  ])('of %i ms is never more than it is', (ms, text) => expect(ago(ms)).toBe(text))
})

test('A day that the database names is that day in every zone', () => {
  expect(day('2026-03-01')).toBe('Mar 1, 2026')
  expect(day('2026-12-31', { weekday: 'long' })).toBe('Thursday')
})

test('A time is written in one way, and no line breaks within it (a twin of case U12)', () => {
  setZone('America/Montreal')
  expect(at('2026-11-28T09:02:00Z')).toBe('Nov 28, 2026, 4:02\u00a0AM')
  expect(withFirst('mardi 1 décembre 2026')).toBe('mardi 1er décembre 2026')
  expect(withFirst('1 déc. 2026, 4 h 01')).toBe('1er déc. 2026, 4 h 01')
  expect(withFirst('11 déc. 2026, 1 h 01')).toBe('11 déc. 2026, 1 h 01')
})

test('An instant that never was is said in a word', () => {
  expect(at(null)).toBe(at(undefined))
  expect(at(null)).toMatch(/[a-z]/i)
})

test.each([
  ['(514) 555-0142', '5145550142'],
  ['+1 514 555-0142', '+15145550142'],
  ['514 555-0142 poste 12', '5145550142'],
  ['514-555-0142x12', '5145550142'],
  ['1-800-555-0142 #3', '18005550142'],
  ['Tél. 514 555-0142', '5145550142'],
  ['911', '911'],
  ['12', null],
  ['aucun', null],
])('The telephone number %s dials %s', (number, digits) => expect(dialled(number)).toBe(digits))

test('A share is shown as percent, with one digit where it has one', () => {
  expect([0, 0.5, 0.9995, 1].map(percent)).toEqual(['0%', '50%', '100%', '100%'])
})
