// What a command asks before something changes, and how it reads answers that come in parts.
import { execFile } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { allRows } from '../../cli/rows.ts'
import { root } from './sources.ts'
import { inTerminal, terminalEnvironment } from './terminal.ts'

const asking = `
  import { confirm } from './cli/confirm.ts';
  import { exitCodeOf } from './cli/errors.ts';
  try { await confirm('Delete all?'); console.log('it goes on'); }
  catch (error) { console.log(error.code); process.exitCode = exitCodeOf(error); }`.replaceAll('\n', ' ')
const command = `${process.execPath} --input-type=module-typescript -e "${asking}"`

describe('a question before something changes', () => {
  test.each([
    ['y', 'y\r'],
    ['yes, in any case and with blanks around it', '  YES \r'],
  ])('is answered by %s', async (_, answer) => {
    const { code, shown } = await inTerminal(command, { cwd: root, question: '[y/N] ', answer })
    expect(shown).toContain('Delete all? [y/N] ')
    expect(shown).toContain('it goes on')
    expect(code).toBe(0)
  })

  test.each([
    ['Enter alone', '\r'],
    ['n', 'n\r'],
    ['a word that begins with y', 'yesterday\r'],
    ['the end of input', '\u0004'],
  ])('is not answered by %s: nothing changes', async (_, answer) => {
    const { code, shown } = await inTerminal(command, { cwd: root, question: '[y/N] ', answer })
    expect(shown).not.toContain('it goes on')
    expect(shown).toContain('not_confirmed')
    expect(code).toBe(1)
  })

  test('is not answered by Ctrl-C, which ends the command as everywhere (case U7)', async () => {
    const { code, shown } = await inTerminal(command, { cwd: root, question: '[y/N] ', answer: '\u0003' })
    expect(shown).not.toContain('it goes on')
    expect(shown).toContain('interrupted')
    expect(code).toBe(130)
  })

  test('is asked and answered in French in a French terminal', async () => {
    const env = { LANG: 'fr_CA.UTF-8' }
    const { code, shown } = await inTerminal(command, { cwd: root, question: '[o/N] ', answer: 'oui\r', env })
    expect({ code, goesOn: shown.includes('it goes on') }).toEqual({ code: 0, goesOn: true })
  })

  test('is not asked where nobody can answer: --yes is named', async () => {
    const args = ['--input-type=module-typescript', '-e', asking]
    const shown = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, { cwd: root, env: terminalEnvironment }, (error, stdout) =>
        resolve(`${error?.code} ${stdout}`),
      )
    })
    expect(shown).toBe('2 bad_usage\n')
  })
})

describe('rows that come in parts', () => {
  const answering = (
    count: number,
    { failsFrom = Number.POSITIVE_INFINITY, atOnce = Number.POSITIVE_INFINITY } = {},
  ) => {
    const asked: string[] = []
    const page = async (from: number, to: number) => {
      asked.push(`${from}-${to}`)
      if (from >= failsFrom) return { data: null, error: { message: 'the database is away' } }
      const length = Math.max(0, Math.min(count, to + 1, from + atOnce) - from)
      const rows = Array.from({ length }, (_, at) => from + at)
      return { data: rows, error: null }
    }
    return { asked, page }
  }

  test.each([
    [0, 1],
    [499, 2],
    [500, 2],
    [501, 3],
    [1500, 4],
  ])('are all read, each once: %i of them in %i parts', async (count, parts) => {
    const { asked, page } = answering(count)
    expect(await allRows(page, 'rows')).toEqual(Array.from({ length: count }, (_, at) => at))
    expect(asked).toHaveLength(parts)
  })

  test('are all read where the server gives fewer at once than are asked for', async () => {
    const { asked, page } = answering(20, { atOnce: 7 })
    expect(await allRows(page, 'rows')).toEqual(Array.from({ length: 20 }, (_, at) => at))
    expect(asked).toHaveLength(4)
  })

  test('are an error when one part fails, and not half of them', async () => {
    const { page } = answering(1000, { failsFrom: 500 })
    await expect(allRows(page, 'the view of runs')).rejects.toMatchObject({
      code: 'database_failed',
      message: expect.stringContaining('the database is away'),
    })
  })
})
