import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'

const run = promisify(execFile)
const guide = await readFile(join(repository, 'docs/ADDING_A_MODULE.md'), 'utf8')
const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
  block.split('\n').filter(Boolean),
)

let clone: string
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'gazelle-guide-'))
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: repository })
  // A file that was removed and not yet committed is listed too.
  for (const path of stdout.split('\0').filter(Boolean))
    await cp(join(repository, path), join(clone, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  await symlink(join(repository, 'node_modules'), join(clone, 'node_modules'))
})
afterAll(() => rm(clone, { recursive: true, force: true }))

const said = async (command: string) => {
  const { stdout, stderr } = await run('bash', ['-c', command], {
    cwd: clone,
    env: { ...process.env, NODE_ENV: '', VITEST: '' },
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${command}\n${error.stdout}\n${error.stderr}`)
  })
  return stdout + stderr
}

test('the guide to a new module, word by word, adds two that pass every test of all modules (case U6)', async () => {
  expect(commands.map((command) => command.split(' ')[0])).toEqual(commands.map(() => 'npm'))
  const answers: string[] = []
  for (const command of commands) answers.push(await said(command))
  expect(answers.at(-1)).toMatch(/^[1-9]\d* passed, 0 failed$/m)
  // Formatted and typed as it was written.
  await said('npx biome check .')
  await said('npx tsc -p .')
})

test('a column that is added after a release, and shown, reaches a database by the migration that is written (the guide, step by step)', async () => {
  const write = async (path: string, change: (text: string) => string) => {
    const file = join(clone, path)
    const text = await readFile(file, 'utf8')
    expect(change(text)).not.toBe(text)
    await writeFile(file, change(text))
  }
  const [table, view] = ['supabase/schemas/gazelle/30_pianos.sql', 'supabase/schemas/app/pianos.sql']
  await writeFile(join(clone, 'supabase/RELEASED'), '6.0.0\n')
  await write(view, (text) => text.replace('  p.serial_number,\n', '  p.serial_number,\n  p.tuner_mark,\n'))

  // In the wrong place, it is said.
  await write(table, (text) => text.replace('  make text,\n', '  tuner_mark text,\n  make text,\n'))
  await expect(said('npm run generate:migration add_tuner_mark')).rejects.toThrow(
    'Write gazelle.pianos.tuner_mark behind the other columns',
  )

  // At the end, with another type for one that views show.
  await write(table, (text) =>
    text
      .replace('  tuner_mark text,\n', '')
      .replace('  gazelle_updated_at timestamptz\n', '  gazelle_updated_at timestamptz,\n  tuner_mark text\n')
      .replace('  year int,\n', '  year bigint,\n'),
  )
  expect(await said('npm run generate:migration add_tuner_mark')).toContain('is written')
  const [name = ''] = (await readdir(join(clone, 'supabase/migrations'))).filter((one) =>
    one.includes('tuner_mark'),
  )
  const migration = await readFile(join(clone, 'supabase/migrations', name), 'utf8')
  expect(migration.indexOf('DROP VIEW "app"."pianos"')).toBeLessThan(
    migration.indexOf('ALTER TABLE "gazelle"."pianos"'),
  )
  expect(migration).toMatch(
    /COMMENT ON VIEW "app"\."pianos"[\s\S]*GRANT SELECT ON TABLE "app"\."pianos" TO "authenticated"/,
  )
  expect(migration).not.toContain('The rows of')
  expect(await said('npm run check:schemas')).toContain('give the same database')
})
