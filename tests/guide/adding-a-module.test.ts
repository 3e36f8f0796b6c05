import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
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
