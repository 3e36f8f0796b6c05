// What a command loads before anything is asked: a test of times would measure the machine.
import { execFile } from 'node:child_process'
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

const loadedBy = async (args: string[]): Promise<string[]> => {
  const node = [`--import=${watching}`, 'cli/main.ts', ...args]
  const { stderr } = await run(process.execPath, node, { cwd: root }).catch((error) => error)
  return JSON.parse(stderr.split('\n').at(-1))
}

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

  test.each(commandNames)('gazelle %s --help loads nothing that its work needs', async (name) => {
    const loaded = await loadedBy([name, '--help'])
    expect(loaded).toContain('commander')
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
