import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sizes } from '../../stand-in/sizes.ts'
import { repository } from '../../supabase/local/api.ts'
import { runCli, startProgram } from './cli-process.ts'
import { databaseNamed, type EmptyDatabase, newName } from './v5-databases.ts'
import { type Company6, digestOfOurs, stageCompany, type Target } from './v5-move.ts'

// Each line of the document starts a program.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const text = await readFile(join(repository, 'docs/MIGRATION_V5_V6.md'), 'utf8')
const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
  block.split('\n').filter(Boolean),
)

// The company that the stand-in of `npm start` has by that name.
const size = { ...sizes.small, now: new Date('2026-11-27T15:00:00Z') }
let staged: Company6
let target: Target
let v5: EmptyDatabase
let out: string
beforeAll(async () => {
  staged = await stageCompany(size)
  target = await staged.target()
  v5 = databaseNamed(newName())
  out = await mkdtemp(join(tmpdir(), 'document-'))
})
afterAll(async () => {
  await target?.stop()
  await v5?.drop()
  await staged?.drop()
  if (out) await rm(out, { recursive: true, force: true })
})

const wordsOf = (line: string) =>
  line
    .replaceAll('"$V5_DATABASE_URL"', v5.url)
    .split(' ')
    .filter((word) => word !== '--' && word !== '')

/** What a person would be asked, or would choose, has its answer here. */
const added = (words: string[]): string[] => [
  ...(/ --(apply|accept|undo)( |$)/.test(` ${words.join(' ')} `) ? ['--yes'] : []),
  ...(words.includes('export') ? ['--out', out] : []),
]

const follow = async (line: string) => {
  const words = wordsOf(line)
  if (line.includes('stand-in:v5')) {
    const asked = ['--size', 'small', '--now', size.now.toISOString(), '--damage', 'text-tags,doubled-ids']
    const args = words.slice(words.indexOf('stand-in:v5') + 1)
    return startProgram(process.execPath, ['cli/stand-in-v5/main.ts', ...args, ...asked], {}).ended
  }
  const args = words.slice(words.indexOf('gazelle') + 1)
  return runCli([...args, ...added(args)], {
    SUPABASE_URL: target.api.apiUrl,
    SUPABASE_SECRET_KEY: target.database.keys.secretKey,
    V5_DATABASE_URL: v5.url,
  })
}

test('the document on moving, line by line: a report, the move, a comparison with nothing open, the old names, and back again', async () => {
  const before = await digestOfOurs(target.database, { without: ['version', 'updated_at'] })
  const said = new Map<string, string>()
  // The token is taken over in tests/integration/connect-v5.test.ts, from a Gazelle that answers.
  const followed = lines.filter((line) => !line.includes('--from-v5'))
  expect(followed).toHaveLength(lines.length - 1)
  for (const line of followed) {
    const { code, stdout, stderr } = await follow(line)
    expect(`${line}: ${code} ${code === 0 ? '' : stderr}`).toBe(`${line}: 0 `)
    // Twice in the document: before the differences are accepted, and after.
    said.set(said.has(line) ? `${line} again` : line, stdout)
    if (line.endsWith('--views on')) {
      const reader = createClient(target.api.apiUrl, target.database.keys.secretKey)
      // The Data API reads its schemas anew a moment after the views are there.
      await vi.waitFor(async () => {
        const { data, error } = await reader
          .from('gazelle_pianos')
          .select('external_id, make, gazelle_clients(company_name)')
          .order('external_id')
          .limit(3)
        expect(error).toBeNull()
        expect(data?.map(({ external_id: id }) => id)).toEqual(
          [...staged.company.pianos.keys()].sort().slice(0, 3),
        )
      }, 60_000)
    }
  }
  const output = (end: string) => [...said].find(([line]) => line.endsWith(end))?.[1] ?? ''
  expect(output('migrate-v5')).toContain('nothing was changed')
  expect(output('--apply')).toMatch(/\d rows were written\./)
  expect(output('--compare')).toMatch(/\d differences are open\./)
  expect(output('--apply again')).toContain('Nothing changed')
  expect(output('--compare again')).toContain('Nothing is open')
  expect(output('--undo')).toContain('Taken away.')
  const after = await digestOfOurs(target.database, { without: ['version', 'updated_at'] })
  const left = Object.keys(after).filter((name) => after[name] !== before[name])
  // What people decide about names, and what views know records by.
  expect(left.filter((name) => !/match_candidates|v5_serials/.test(name))).toEqual([])
})
