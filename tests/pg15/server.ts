import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../../supabase/local/child.ts'
import { newKeys } from '../../supabase/local/keys.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { testLog } from '../harness/server.ts'

const binaries = '/usr/lib/postgresql/15/bin'
// Named as on hosted Supabase, so that the role `postgres` is no superuser here either.
const superuser = 'supabase_admin'

// Postgres refuses to run as root.
const owner = () => {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']))
  return process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : undefined
}

/**
 * Starts a cluster of its own on Debian's Postgres 15, with the real pg_cron in its database `postgres`.
 * @returns its URL as the superuser
 */
export const startPostgres15 = async (): Promise<{ url: string; stop(): Promise<void> }> => {
  const { databasePassword: password } = newKeys()
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-pg15-'))
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const user = owner()
  await chmod(folder, 0o711)
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) {
    await chown(folder, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
  execFileSync(
    `${binaries}/initdb`,
    [
      `--pgdata=${data}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'fsync=off',
    'shared_preload_libraries=pg_cron,pg_stat_statements',
    'cron.database_name=postgres',
    // Jobs run as workers of the server, so none of them has to log in.
    'cron.use_background_workers=on',
    'max_worker_processes=20',
  ]
  let ready = () => {}
  const listening = new Promise<'ready'>((done) => {
    ready = () => done('ready')
  })
  const child = await startChild({
    part: 'postgres',
    command: `${binaries}/postgres`,
    args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    ...user,
    cwd: data,
    env: { ...process.env, LC_ALL: 'C' },
    stopSignal: 'SIGINT',
    log: testLog,
    onLine: (line) => line.includes('database system is ready to accept connections') && ready(),
  })
  const stop = async () => {
    await child.stop()
    await rm(folder, { recursive: true, force: true })
  }
  if ((await Promise.race([listening, child.exited])) !== 'ready') {
    await stop()
    throw new Error(`Postgres 15 did not start:\n${child.tail()}`)
  }
  return { url: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`, stop }
}
