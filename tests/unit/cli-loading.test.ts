// What a command loads before anything is asked: a test of times would measure the machine.
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { commandNames } from '../../cli/program.ts'
import { root } from './sources.ts'

const run = promisify(execFile)

// Prints the packages that were loaded, as the last line of standard error.
const watching = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const packages = new Set()
  registerHooks({
    load(url, context, next) {
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? []
      if (name) packages.add(name)
      return next(url, context)
    },
  })
  process.on('exit', () => process.stderr.write('\\n' + JSON.stringify([...packages])))
`)}`

// No settings of this machine, and no stack that runs on it.
const bare = { PATH: process.env.PATH, LANG: 'C', LOCAL_DATA_DIR: join(tmpdir(), 'gazelle-no-stack') }

const started = async (args: string[], env: NodeJS.ProcessEnv = process.env) => {
  const node = [`--import=${watching}`, 'cli/main.ts', ...args]
  const { stderr, code } = await run(process.execPath, node, { cwd: root, env }).catch((error) => error)
  const lines = stderr.split('\n')
  const loaded: string[] = JSON.parse(lines.at(-1))
  return { loaded, code: code ?? 0, said: lines.slice(0, -1).join('\n').trim() }
}
const loadedBy = async (args: string[]): Promise<string[]> => (await started(args)).loaded

// Each takes tens of milliseconds, and is for what a command does.
const heavy = [
  '@supabase/supabase-js',
  '@supabase/server',
  '@hono/node-server',
  'graphql',
  'pg',
  'vite',
  'croner',
  'cli-table3',
  'cli-progress',
  'temporal-polyfill',
]

describe('a command that has nothing to ask', () => {
  test.each([[['--help']], [['--version']], [['statsu']], [['--loud']], [['help']]])(
    'gazelle %j loads Commander alone',
    async (args) => {
      expect(await loadedBy(args)).toEqual(['commander'])
    },
  )

  test.each(['connect', 'migrate-v5'])('gazelle %s --help loads Commander alone', async (name) => {
    expect(await loadedBy([name, '--help'])).toEqual(['commander'])
  })

  test.each(commandNames)('gazelle %s --help loads nothing that its work needs', async (name) => {
    const loaded = await loadedBy([name, '--help'])
    expect(loaded).toContain('commander')
    expect(loaded.filter((one) => heavy.includes(one))).toEqual([])
  })
})

describe('a command whose words are wrong says so before it loads what its work needs', () => {
  test.each([
    [['migrate-v5'], 'bad_usage'],
    [['migrate-v5', '--from', ' '], 'bad_usage'],
    [['migrate-v5', '--from', 'nonsense'], 'bad_v5_address'],
    [['migrate-v5', '--apply', '--undo'], 'bad_usage'],
    [['migrate-v5', '--accept'], 'bad_usage'],
    [['migrate-v5', '--views', 'both'], '--views'],
    [['migrate-v5', '--nonsense'], '--nonsense'],
    [['connect', '--from-v5'], 'bad_usage'],
    [['connect', '--from-v5', 'nonsense'], 'bad_v5_address'],
    [['connect', '--minutes', '0'], '--minutes'],
    [['connect', '--store', 'nowhere'], '--store'],
  ])('gazelle %j', async (args, about) => {
    const { loaded, code, said } = await started(args, bare)
    expect(said).toContain(about)
    expect(code).toBe(2)
    expect(loaded).toEqual(['commander'])
  })

  test.each([
    [
      ['connect', '--store', 'file'],
      { GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'key' },
      'GAZELLE_AUTH_MODE',
    ],
    [['connect'], {}, 'GAZELLE_AUTH_MODE'],
    [['connect'], { SUPABASE_URL: 'https://x.supabase.co' }, 'SUPABASE_SECRET_KEY'],
    [['migrate-v5', '--from', 'postgresql://a:b@127.0.0.1/v5'], {}, 'no_project'],
    [['migrate-v5', '--undo'], { SUPABASE_URL: 'nonsense' }, 'SUPABASE_URL'],
    [['connect', '--from-v5', 'postgresql://a:b@127.0.0.1/v5'], {}, 'no_project'],
  ])('gazelle %j with %j', async (args, settings, about) => {
    const { loaded, code, said } = await started(args, { ...bare, ...settings })
    expect(said).toContain(about)
    expect(code).not.toBe(0)
    expect(loaded.filter((one) => heavy.includes(one))).toEqual([])
  })
})

test('--version and -V say the version, and the commit where it is known', async () => {
  const { version } = JSON.parse((await run('cat', ['package.json'], { cwd: root })).stdout)
  const commit = await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: root }).then(
    ({ stdout }) => ` (${stdout.trim()})`,
    () => '',
  )
  for (const option of ['--version', '-V'])
    expect((await run(process.execPath, ['cli/main.ts', option], { cwd: root })).stdout).toBe(
      `${version}${commit}\n`,
    )
})
