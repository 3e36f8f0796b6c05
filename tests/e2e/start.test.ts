import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { companies } from '../../cli/stand-in.ts'
import { startGazelleFake } from '../../stand-in/server.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { defaultPorts } from '../../supabase/local/stack.ts'
import { type CliProcess, type Ended, runCli, startCli, startProgram } from '../integration/cli-process.ts'

const run = promisify(execFile)

interface Document {
  databaseUrl: string
  apiUrl: string
  functionsUrl: string
  secretKey: string
  publishableKey: string
  member: { email: string; password: string }
  modules: {
    module: string
    mode?: string
    status?: string
    fetched?: number
    changed?: number
    promoted?: number
    rejected?: number
    error?: { code: string }
  }[]
}

// npm says which script it runs before the script says anything.
const documentOf = ({ stdout }: Pick<Ended, 'stdout'>): Document =>
  JSON.parse(stdout.slice(stdout.indexOf('{"')))

const folder = await mkdtemp(join(tmpdir(), 'gazelle-start-'))

const processes = async () => {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args='], { maxBuffer: 16 * 1024 * 1024 })
  return [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, args]) => ({
    pid: Number(pid),
    parent: Number(parent),
    args: args ?? '',
  }))
}

/** Command lines of all that a process has started, and of what that has started. */
const startedBy = async (pid: number): Promise<string[]> => {
  const all = await processes()
  const below = (parent: number): typeof all =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return below(pid).map((one) => `${one.pid} ${one.args}`)
}

const connected = async <T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** Rows of production tables. */
const countsOf = (databaseUrl: string, tables: string[]): Promise<Record<string, number>> =>
  connected(databaseUrl, async (client) => {
    const counts: [string, number][] = []
    for (const table of tables) {
      const { rows } = await client.query(`select count(*)::int as rows from gazelle.${table}`)
      counts.push([table, rows[0]?.rows])
    }
    return Object.fromEntries(counts)
  })

/** The slices of a module's longest run. */
const slicesOf = (databaseUrl: string, module: string): Promise<number> =>
  connected(databaseUrl, async (client) => {
    const { rows } = await client.query('select max(slices) as slices from sync.runs where module = $1', [
      module,
    ])
    return rows[0]?.slices
  })

/** Those of them that still run; Postgres is also told by its folder, whoever started it. */
const left = async (started: string[] = []): Promise<string[]> =>
  (await processes())
    .filter((one) => started.includes(`${one.pid} ${one.args}`) || one.args.includes(folder))
    .map((one) => one.args)

const start = (args: string[], env: Record<string, string>): CliProcess =>
  startCli(['start', '--company', 'small', ...args], env)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('npm start, with the stand-in for Gazelle', () => {
  const env = { LOCAL_DATA_DIR: join(folder, 'stand-in') }
  let taken: Server

  beforeAll(async () => {
    taken = createServer()
    await new Promise<void>((done) => {
      // Taken by another stack of this machine is taken as well.
      taken.once('error', () => done())
      taken.listen(defaultPorts.api, '127.0.0.1', done)
    })
  })

  afterAll(() => taken.close())

  test('--once --json syncs a whole company, prints one document, exits 0 and leaves nothing running', async () => {
    const npm = startProgram('npm', ['start', '--', '--once', '--json', '--company', 'small'], env)
    const ended = await npm.ended
    expect(ended.stderr).toContain(`port ${defaultPorts.api} is taken, the API is on`)
    expect(ended.code).toBe(0)
    expect(await left()).toEqual([])
    const { modules, ...addresses } = documentOf(ended)
    expect(Object.keys(addresses)).toEqual([
      'databaseUrl',
      'apiUrl',
      'functionsUrl',
      'secretKey',
      'publishableKey',
      'member',
    ])
    expect(modules.map(({ module }) => module)).toEqual(
      expect.arrayContaining(['users', 'clients', 'pianos', 'timeline']),
    )
    for (const module of modules)
      expect(module).toMatchObject({ mode: 'full', status: 'success', rejected: 0, promoted: module.changed })
    expect(await readdir(env.LOCAL_DATA_DIR)).not.toContain('stack.json')
  })

  test('a second start finds its data, changes nothing, and other commands find it until Ctrl-C', async () => {
    const stack = start(['--once', '--keep', '--json'], env)
    await stack.says('"modules"')
    const document = documentOf({ stdout: stack.said() })
    for (const module of document.modules)
      expect(module).toMatchObject({ mode: 'incremental', status: 'success', changed: 0 })

    const { users, clients, pianos, timelineEntries } = companies.small
    const production = { users, clients, pianos, timeline_entries: timelineEntries }
    expect(await countsOf(document.databaseUrl, Object.keys(production))).toEqual(production)

    const file = join(env.LOCAL_DATA_DIR, 'stack.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const { pid, functionsUrl, secretKey } = JSON.parse(await readFile(file, 'utf8'))
    expect({ pid, functionsUrl, secretKey }).toEqual({
      pid: stack.pid,
      functionsUrl: document.functionsUrl,
      secretKey: document.secretKey,
    })

    expect((await runCli(['status'], env)).code).toBe(0)
    const synced = await runCli(['sync', '--module', 'users', '--json'], env)
    expect(JSON.parse(synced.stdout)).toMatchObject({ status: 'success', changed: 0 })
    const out = join(folder, 'raw_data')
    const fetched = await runCli(['fetch', '--module', 'timeline', '--out', out, '--json'], env)
    expect(JSON.parse(fetched.stdout)).toMatchObject({ nodeCount: companies.small.timelineEntries })

    const again = await runCli(['start', '--once'], env)
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('a stack runs already')

    const started = await startedBy(stack.pid)
    for (const part of ['postgres', 'postgrest', 'deno', 'stand-in-server'])
      expect(started.join('\n')).toContain(part)
    stack.interrupt()
    expect((await stack.ended).code).toBe(130)
    // The guard of the children ends a moment after them.
    await expect.poll(() => left(started), { timeout: 20_000 }).toEqual([])
    expect(await readdir(env.LOCAL_DATA_DIR)).not.toContain('stack.json')
  }, 180_000)
}, 180_000)

describe('npm start, ended from outside (case U11)', () => {
  const env = { LOCAL_DATA_DIR: join(folder, 'signals'), SYNC_SLICE_PAGES: '2' }
  const args = ['start', '--', '--json', '--company', 'small']

  test.each<[NodeJS.Signals, number]>([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s ends it as Ctrl-C does', async (signal, code) => {
    const stack = start(['--json'], env)
    await stack.says('"modules"')
    const started = await startedBy(stack.pid)
    expect(started.join('\n')).toContain('postgres')
    // A slice of two pages cannot hold the history of this company (case R19).
    const { databaseUrl } = documentOf({ stdout: stack.said() })
    expect(await slicesOf(databaseUrl, 'timeline')).toBeGreaterThan(2)
    stack.interrupt(signal)
    expect((await stack.ended).code).toBe(code)
    await expect.poll(() => left(started), { timeout: 20_000 }).toEqual([])
    expect(await readdir(env.LOCAL_DATA_DIR)).not.toContain('stack.json')
  })

  // npm tells its shell alone, or nobody.
  test.each<NodeJS.Signals>(['SIGTERM', 'SIGHUP', 'SIGKILL'])(
    '%s for npm ends all that npm started',
    async (signal) => {
      const npm = startProgram('npm', args, env)
      await npm.says('"modules"')
      const started = await startedBy(npm.pid)
      expect(started.join('\n')).toContain('cli/main.ts')
      npm.interrupt(signal)
      expect((await npm.ended).code).not.toBe(0)
      await expect.poll(() => left(started), { timeout: 20_000 }).toEqual([])
      expect(await readdir(env.LOCAL_DATA_DIR)).not.toContain('stack.json')
    },
  )
}, 180_000)

describe('npm start, with a Gazelle of its own', () => {
  test('Ctrl-C in the midst of a sync leaves nothing running; the next start goes on at once, and a module that fails holds up no other', async () => {
    const gazelle = await startGazelleFake({ company: companies.small })
    const env = {
      LOCAL_DATA_DIR: join(folder, 'own'),
      GAZELLE_API_URL: gazelle.url,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: gazelle.apiKey,
      GAZELLE_RATE_LIMIT: '1000',
    }
    try {
      gazelle.rules.add({ operation: 'Timeline', kind: 'slow', ms: 600_000, times: 100 })
      const first = start([], env)
      await expect.poll(() => gazelle.calls.of('Timeline').length, { timeout: 120_000 }).toBeGreaterThan(0)
      const started = await startedBy(first.pid)
      first.interrupt()
      expect((await first.ended).code).toBe(130)
      await expect.poll(() => left(started), { timeout: 20_000 }).toEqual([])

      gazelle.rules.clear()
      gazelle.rules.add({
        operation: 'Users',
        kind: 'undefinedField',
        field: 'PrivateUser.color',
        times: 100,
      })
      const second = await start(['--once', '--json'], env).ended
      expect(second.code).toBe(1)
      const { modules } = documentOf(second)
      for (const { module, status, error } of modules)
        expect({ module, status, code: error?.code }).toEqual(
          module === 'users'
            ? { module, status: undefined, code: 'gazelle_field_gone' }
            : { module, status: 'success', code: undefined },
        )
      expect(modules.find(({ module }) => module === 'timeline')).toMatchObject({ mode: 'full' })
    } finally {
      await gazelle.stop()
    }
  }, 240_000)

  test('that cannot be reached is said once, with the host, the reason and the way on, and no other module is begun', async () => {
    const host = `127.0.0.1:${await freePort()}`
    const env = {
      LOCAL_DATA_DIR: join(folder, 'away'),
      GAZELLE_API_URL: `http://${host}/graphql/private`,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: 'key',
    }
    const { code, stdout, stderr } = await start(['--once'], env).ended
    expect(code).toBe(1)
    // Before the first sync has tried long enough to fail.
    expect(stderr).toMatch(new RegExp(`Gazelle does not answer: ${host} .ECONNREFUSED.[^]*company: `))
    const said = `company: Gazelle cannot be reached: ${host} (ECONNREFUSED)`
    expect(stdout.split(said)).toHaveLength(2)
    expect(stdout.split('cannot be reached')).toHaveLength(2)
    expect(stdout).toContain('Check the network and GAZELLE_API_URL')
    expect(stdout).toContain('The modules after it were not begun')
    expect(stdout).toContain('Run the same command again')
  }, 240_000)
})
