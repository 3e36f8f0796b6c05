import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { clean, status, table } from '../../cli/format.ts'

describe('a name from Gazelle', () => {
  const evil = 'Salle\u001b[2J\u001b]0;owned\u0007\u202egnirts\u2028\u009b31m\u{e0041}end'

  test('does nothing to the terminal that shows it (case S3)', () => {
    const printed = stripVTControlCharacters(
      table(['name'], [[evil]])
        .split('\n')
        .at(-1) ?? '',
    )
    expect(printed).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(printed).toContain('Salle [2J ]0;owned  gnirts  31m')
    expect(clean(`${evil}\n\tmore`)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  })

  test('keeps what joins its letters, or says where it may break', () => {
    for (const name of ['👩‍🎤 Anna', 'می‌خواهم', 'Klavier\u00adstimmer']) {
      expect(clean(name)).toBe(name)
      expect(table(['name'], [[name]])).toContain(name)
    }
  })

  test('stands beside our own colours and lines', () => {
    const cells = table(['state', 'about'], [[status('ok'), 'one\ntwo']])
    expect(cells).toContain(status('ok'))
    expect(cells.split('\n')).toHaveLength(3)
  })
})
