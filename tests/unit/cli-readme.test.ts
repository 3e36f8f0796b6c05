import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { program } from '../../cli/program.ts'
import { repository } from '../../supabase/local/api.ts'

const read = (file: string) => readFileSync(join(repository, file), 'utf8')

const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts

/** Each shell command that a page shows as runnable. */
const commandsIn = (file: string): string[] =>
  [...read(file).matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .flatMap((line) => line.split('&&'))
      .map((line) => line.trim())
      .filter(Boolean),
  )

/** Reads arguments as the command line would, without doing anything. */
const understood = (args: string[]) => {
  const ran: string[] = []
  const idle = (command: Command): Command => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
    for (const one of command.commands) idle(one)
    if (command.commands.length === 0)
      command.action(() => {
        ran.push(command.name())
      })
    return command
  }
  idle(program()).parse(args, { from: 'user' })
  return ran
}

describe.each(['README.md', 'LISEZMOI.md'])('%s', (file) => {
  test('shows the two commands that a newcomer types', () => {
    expect(commandsIn(file).slice(0, 4)).toEqual(['npm install', 'npm start', 'npm install', 'npm test'])
  })

  test.each(commandsIn(file))('shows a command that exists: %s', (line) => {
    const [npm, script, ...args] = line.split(/\s+/)
    expect(npm).toBe('npm')
    if (script === 'install') return expect(args).toEqual([])
    if (script !== 'run') return expect(scripts).toHaveProperty(script ?? '')
    const [name, dashes, ...own] = args
    expect(name).toBe('gazelle')
    expect(dashes).toBe('--')
    expect(understood(own)).toHaveLength(1)
  })
})

test('README.md names every command, and no other', () => {
  const named = [...read('README.md').matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name)
  expect(named).toEqual(program().commands.map((command) => command.name()))
})

test.each(program().commands.map((command) => [command.name(), command] as const))(
  'gazelle %s --help explains each of its options',
  (name, command) => {
    expect(() => understood([name, '--help'])).toThrow('(outputHelp)')
    expect(command.description()).not.toBe('')
    for (const option of command.options) expect(option.description, option.flags).not.toBe('')
  },
)
