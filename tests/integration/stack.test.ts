import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { repository } from '../../supabase/local/api.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { superuser } from '../../supabase/local/postgres.ts'
import { type Stack, startStack } from '../../supabase/local/stack.ts'

const migration = `
  create schema sync;
  grant usage on schema sync to service_role;
  create table public.notes (id integer primary key, body text not null);
  alter table public.notes enable row level security;
  grant all on public.notes to service_role;
  insert into public.notes values (1, 'kept');
  create function sync.send(url text) returns bigint language sql set search_path = ''
  as $$ select net.http_post(url, '{"hello": "there"}', '{"q": "a b&c"}', timeout_milliseconds => 4000) $$;
`

const edgeFunction = `
  import { withSupabase } from '@supabase/server'
  export default {
    fetch: withSupabase({ auth: 'secret' }, async (_request, { supabaseAdmin }) => {
      const { data } = await supabaseAdmin.from('notes').select()
      return Response.json({ data, colour: process.env.COLOUR })
    }),
  }
`

let root: string
let dataDir: string
let stack: Stack

// A project of a few lines, so that this tests the stack and not our migrations.
const makeProject = async (folder: string) => {
  await mkdir(join(folder, 'supabase/migrations'), { recursive: true })
  await mkdir(join(folder, 'functions/hello'), { recursive: true })
  await mkdir(join(folder, 'functions/broken'), { recursive: true })
  await mkdir(join(folder, 'functions/page'), { recursive: true })
  await cp(join(repository, 'deno.json'), join(folder, 'deno.json'))
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'supabase/config.toml'), 'project_id = "stack-test"\n')
  await writeFile(join(folder, 'supabase/migrations/20260101000000_notes.sql'), migration)
  await writeFile(join(folder, 'functions/hello/index.ts'), edgeFunction)
  const page = `new Response('<p>page</p>', { headers: { 'content-type': 'text/html; charset=utf-8' } })`
  await writeFile(join(folder, 'functions/page/index.ts'), `export default { fetch: () => ${page} }`)
  await writeFile(join(folder, 'functions/broken/index.ts'), `throw new Error('broken')`)
}

const start = async (ports?: { api: number; database: number }) =>
  startStack({
    dataDir,
    root,
    ports: ports ?? { api: await freePort(), database: await freePort() },
    functionsEnv: { COLOUR: 'blue' },
  })

const notes = (keys: Record<string, string>) => fetch(`${stack.apiUrl}/rest/v1/notes`, { headers: keys })

const query = async (text: string, values?: unknown[], url = stack.databaseUrl) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

// Processes whose command line names this test's folder: Postgres has it as an argument, Deno too.
const processesNaming = async (text: string) => {
  const ps = spawn('ps', ['-eo', 'pid=,ppid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] })
  const chunks: Buffer[] = []
  for await (const chunk of ps.stdout) chunks.push(chunk)
  return Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line.includes(text))
}

/** A server that notes what was posted to it. */
const receiver = async (delayMs = 0) => {
  const received: { url: string; body: string; type: string | undefined }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({
      url: request.url ?? '',
      body: Buffer.concat(chunks).toString(),
      type: request.headers['content-type'],
    })
    setTimeout(() => response.writeHead(201, { 'content-type': 'text/plain' }).end('thanks'), delayMs)
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}/in`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gazelle-stack-'))
  dataDir = join(root, 'data')
  await makeProject(root)
  process.env.STACK_TEST_SECRET = 'of-the-stack-alone'
  stack = await start()
})

afterAll(async () => {
  await stack?.stop()
  await rm(root, { recursive: true, force: true })
})

describe('the gateway', () => {
  test('lets the secret key read through the Data API, as apikey or as bearer', async () => {
    for (const keys of [{ apikey: stack.secretKey }, { authorization: `Bearer ${stack.secretKey}` }]) {
      const answer = await notes(keys)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toEqual([{ id: 1, body: 'kept' }])
    }
  })

  test('gives the publishable key the role anon, which reaches nothing', async () => {
    const answer = await notes({ apikey: stack.publishableKey })
    expect(await answer.json()).toMatchObject({ code: '42501' })
  })

  test('answers 401 without a key and with a wrong one', async () => {
    expect((await notes({})).status).toBe(401)
    expect((await notes({ apikey: `${stack.secretKey}x` })).status).toBe(401)
    expect((await notes({ apikey: 'sb_secret_other' })).status).toBe(401)
  })

  test('shows no HTML of a function, as hosted Supabase does on its own domain', async () => {
    const answer = await fetch(`${stack.apiUrl}/functions/v1/page`)
    expect(answer.headers.get('content-type')).toBe('text/plain')
    expect(await answer.text()).toBe('<p>page</p>')
  })

  test('passes bodies and headers on as they are', async () => {
    const body = 'é'.repeat(300_000)
    const headers = {
      apikey: stack.secretKey,
      'content-type': 'application/json',
      prefer: 'return=representation',
    }
    const answer = await fetch(`${stack.apiUrl}/rest/v1/notes?select=id,body`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ id: 2, body }),
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual([{ id: 2, body }])
    await query('delete from public.notes where id = 2')
  })
})

describe('the functions', () => {
  const call = (name: string, headers: Record<string, string> = { apikey: stack.secretKey }) =>
    fetch(`${stack.functionsUrl}/${name}`, { method: 'POST', headers })

  test('find the database, their keys and the environment given to them', async () => {
    const answer = await call('hello')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ data: [{ id: 1, body: 'kept' }], colour: 'blue' })
  })

  test('guard themselves', async () => {
    expect((await call('hello', {})).status).toBe(401)
    expect((await call('hello', { apikey: stack.publishableKey })).status).toBe(401)
  })

  test('that are unknown or do not load leave the others working', async () => {
    expect((await call('nothing')).status).toBe(404)
    expect((await call('broken')).status).toBe(503)
    expect((await call('hello')).status).toBe(200)
  })

  test('come back when their process dies', async () => {
    const deno = (await processesNaming(root)).find((line) => line.includes('edge-runtime.ts'))
    process.kill(Number(deno?.trim().split(' ')[0]), 'SIGKILL')
    await vi.waitFor(async () => expect((await call('hello')).status).toBe(200), {
      timeout: 10_000,
      interval: 50,
    })
  })
})

describe('the scheduler', () => {
  test('fires a job every second, which posts after its commit', async () => {
    const server = await receiver()
    await query(
      `select cron.schedule('every-second', '1 seconds', format('select sync.send(%L)', $1::text))`,
      [server.url],
    )
    await vi.waitFor(() => expect(server.received.length).toBeGreaterThanOrEqual(2), { timeout: 10_000 })
    await query(`select cron.unschedule('every-second')`)
    expect(server.received[0]).toEqual({
      url: '/in?q=a%20b%26c',
      body: '{"hello": "there"}',
      type: 'application/json',
    })
    await vi.waitFor(async () => {
      const runs = await query(
        `select status, return_message, end_time - start_time as took from cron.job_run_details`,
      )
      expect(runs.length).toBeGreaterThanOrEqual(2)
      for (const run of runs) expect(run).toMatchObject({ status: 'succeeded', return_message: 'SELECT 1' })
    })
    await vi.waitFor(async () =>
      expect((await query('select * from net._http_response order by id limit 1'))[0]).toMatchObject({
        status_code: 201,
        content_type: 'text/plain',
        content: 'thanks',
        timed_out: false,
        error_msg: null,
      }),
    )
    await server.stop()
  })

  test('sends nothing for a transaction that was rolled back', async () => {
    const server = await receiver()
    await query(`begin; select sync.send('${server.url}?rolled=back'); rollback;`)
    await query('select sync.send($1)', [`${server.url}?committed=yes`])
    await vi.waitFor(() => expect(server.received.length).toBe(1), { timeout: 5000 })
    expect(server.received[0]?.url).toBe('/in?committed=yes&q=a%20b%26c')
    await server.stop()
  })

  test('sends what is queued as one batch, and nothing new before the slowest of it was answered, as pg_net (case H4)', async () => {
    const fast = await receiver()
    const slow = await receiver(1500)
    const [first] = await query('select net.http_get($1) as id', [slow.url])
    await vi.waitFor(() => expect(slow.received).toHaveLength(1), { timeout: 5000 })
    await query('select net.http_get($1), net.http_get($2)', [fast.url, slow.url])
    await vi.waitFor(() => expect(fast.received).toHaveLength(1), { timeout: 5000 })
    // The first call was answered before the next two were sent, which went together.
    expect(await query('select from net._http_response where id = $1', [first?.id])).toHaveLength(1)
    await vi.waitFor(() => expect(slow.received).toHaveLength(2))
    await fast.stop()
    await slow.stop()
  })

  test('notes a time-out and a refused connection as answers', async () => {
    const slow = await receiver(2000)
    const [timedOut] = await query('select net.http_get($1, timeout_milliseconds => 50) as id', [slow.url])
    const [refused] = await query('select net.http_get($1) as id', [`http://127.0.0.1:${await freePort()}/`])
    await vi.waitFor(async () => {
      const rows = await query(
        'select id, timed_out, error_msg from net._http_response where id = any ($1) order by id',
        [[timedOut?.id, refused?.id]],
      )
      expect(rows).toMatchObject([{ timed_out: true }, { timed_out: false }])
      expect(rows[0]?.error_msg).toContain('50 ms')
      expect(rows[1]?.error_msg).toContain('ECONNREFUSED')
    })
    await slow.stop()
  })

  test('never runs a job twice at once, and writes a failed run with its error', async () => {
    await query(`select cron.schedule('slow', '1 seconds', 'select pg_sleep(1.6)')`)
    await query(`select cron.schedule('wrong', '1 seconds', 'select 1/0')`)
    await vi.waitFor(
      async () => {
        const [row] = await query(
          `select count(*) filter (where command like '%sleep%' and status = 'succeeded')::int as slept,
             count(*) filter (where status = 'failed')::int as failed from cron.job_run_details`,
        )
        expect(row?.slept).toBeGreaterThanOrEqual(2)
        expect(row?.failed).toBeGreaterThanOrEqual(1)
      },
      { timeout: 15_000, interval: 100 },
    )
    await query(`select cron.unschedule(jobname) from cron.job`)
    const overlapping = await query(
      `select from cron.job_run_details a join cron.job_run_details b
       on a.jobid = b.jobid and a.runid < b.runid and b.start_time < a.end_time`,
    )
    expect(overlapping).toHaveLength(0)
    expect(
      (await query(`select return_message from cron.job_run_details where status = 'failed'`))[0],
    ).toEqual({
      return_message: 'ERROR:  division by zero',
    })
  })

  test('refuses a schedule that is none, and the removal of a job that is none', async () => {
    await expect(query(`select cron.schedule('x', 'now and then', 'select 1')`)).rejects.toThrow(
      'invalid schedule',
    )
    await expect(query(`select cron.schedule('x', '0 seconds', 'select 1')`)).rejects.toThrow(
      'invalid schedule',
    )
    await expect(query(`select cron.unschedule('nothing')`)).rejects.toThrow('could not find valid entry')
  })
})

describe('Vault', () => {
  test('keeps secrets encrypted and gives them back in the clear', async () => {
    const [made] = await query(`select vault.create_secret('very hidden', 'a_secret') as id`)
    const read = () =>
      query('select secret, decrypted_secret from vault.decrypted_secrets where id = $1', [made?.id])
    const [before] = await read()
    expect(before?.decrypted_secret).toBe('very hidden')
    expect(Buffer.from(before?.secret, 'base64').toString()).not.toContain('very hidden')
    await query(`select vault.update_secret($1, 'changed')`, [made?.id])
    expect((await read())[0]?.decrypted_secret).toBe('changed')
  })
})

describe('the stack', () => {
  test('works as the role postgres, which owns the database and is no superuser', async () => {
    const [role] = await query(
      'select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    )
    expect(role).toEqual({ rolname: 'postgres', rolsuper: false, rolbypassrls: true })
  })

  test('lets the role postgres run no program of the machine, with the address that people are given (case S5)', async () => {
    await query('create table public.output (line text)')
    await expect(query(`copy public.output from program 'env'`)).rejects.toMatchObject({ code: '42501' })
    const asSuperuser = new URL(stack.databaseUrl)
    asSuperuser.username = superuser
    await expect(query('select 1', [], asSuperuser.href)).rejects.toMatchObject({ code: '28P01' })
    await expect(query('set role supabase_admin')).rejects.toMatchObject({ code: '42501' })
    await query('drop table public.output')
  })

  test('gives each process its own settings, and nothing of ours (case S5)', async () => {
    const lines = await processesNaming('')
    const children = lines
      .map((line) => line.trim().split(/\s+/))
      // What lists them is a child of this test, with the settings of this test.
      .filter(([, parent, command = '']) => parent === `${process.pid}` && basename(command) !== 'ps')
    const ofProcess = (pid: string | number, file: string) =>
      // It may have ended since.
      readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    const ours = await ofProcess(process.pid, 'cmdline')
    const environments = await Promise.all(
      children.map(async ([pid = '']) => {
        // A child that has not reached its exec yet is still this process, settings included.
        const isStarted = (await ofProcess(pid, 'cmdline')) !== ours
        return isStarted ? await ofProcess(pid, 'environ') : ''
      }),
    )
    const parts = children.map(([, , command = '', ...rest]) => [basename(command), ...rest].join(' '))
    for (const part of ['postgres', 'postgrest', 'deno', 'guard.ts'])
      expect(parts.some((line) => line.includes(part))).toBe(true)
    expect(environments.some((text) => text.includes('COLOUR=blue'))).toBe(true)
    expect(environments.filter((text) => text.includes('of-the-stack-alone'))).toEqual([])
  })

  test('keeps its keys where nobody else can read them', async () => {
    expect((await stat(join(dataDir, 'keys.json'))).mode & 0o777).toBe(0o600)
  })

  test('refuses a second start on the same data folder', async () => {
    const command = `import { startStack } from '${repository}/supabase/local/stack.ts'
      await startStack({ dataDir: '${dataDir}', root: '${root}' }).catch((error) => console.log(error.code))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', command])
    let output = ''
    for await (const chunk of child.stdout) output += chunk
    expect(output.trim()).toBe('stack_running')
    expect((await notes({ apikey: stack.secretKey })).status).toBe(200)
  })

  test('ends everything it started, and finds its data, keys and ports at the next start', async () => {
    const before = { keys: await readFile(join(dataDir, 'keys.json'), 'utf8'), apiUrl: stack.apiUrl }
    await query(`insert into public.notes values (3, 'written')`)
    await stack.stop()
    expect(await processesNaming(root)).toEqual([])
    const { port } = new URL(before.apiUrl)
    stack = await start({ api: Number(port), database: Number(new URL(stack.databaseUrl).port) })
    expect(stack.apiUrl).toBe(before.apiUrl)
    expect(await readFile(join(dataDir, 'keys.json'), 'utf8')).toBe(before.keys)
    expect(await query('select body from public.notes order by id')).toEqual([
      { body: 'kept' },
      { body: 'written' },
    ])
  })

  test('says so where the database was made from other migrations, and starts again with those', async () => {
    await stack.stop()
    const [file, other] = ['notes', 'letters'].map((name) =>
      join(root, `supabase/migrations/20260101000000_${name}.sql`),
    )
    if (!file || !other) throw new Error('no files')
    await writeFile(file, `${migration}\nselect 1;\n`)
    const changed = { code: 'migrations_changed', about: dataDir, hint: expect.stringContaining('delete') }
    await expect(start()).rejects.toMatchObject(changed)
    await rename(file, other)
    await expect(start()).rejects.toMatchObject(changed)
    await rename(other, file)
    await writeFile(file, migration)
    stack = await start()
    expect(await query('select id from public.notes where id = 1')).toEqual([{ id: 1 }])
  })

  test('takes another port where the preferred one is taken', async () => {
    await stack.stop()
    const blockers = [1, 2].map(() => createSocket().listen(0, '127.0.0.1'))
    const [api = 0, database = 0] = await Promise.all(
      blockers.map(async (blocker) => {
        if (!blocker.listening) await once(blocker, 'listening')
        const address = blocker.address()
        return typeof address === 'object' && address !== null ? address.port : 0
      }),
    )
    stack = await start({ api, database })
    expect(new URL(stack.apiUrl).port).not.toBe(String(api))
    expect(new URL(stack.databaseUrl).port).not.toBe(String(database))
    expect((await notes({ apikey: stack.secretKey })).status).toBe(200)
    for (const blocker of blockers) blocker.close()
  })

  test('leaves no process behind when it is killed, and starts again on the same folder', async () => {
    await stack.stop()
    const command = `import { startStack } from '${repository}/supabase/local/stack.ts'
      const stack = await startStack({ dataDir: '${dataDir}', root: '${root}', ports: { api: 0, database: 0 } })
      console.log('up')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const chunk of child.stdout) if (String(chunk).includes('up')) break
    expect((await processesNaming(root)).length).toBeGreaterThanOrEqual(3)
    child.kill('SIGKILL')
    await vi.waitFor(async () => expect(await processesNaming(root)).toEqual([]), {
      timeout: 10_000,
      interval: 50,
    })
    stack = await start()
    expect((await notes({ apikey: stack.secretKey })).status).toBe(200)
  })
})
