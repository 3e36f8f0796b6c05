import { Cron } from 'croner'
import pg from 'pg'
import { wordsOf } from '../../shared/log.ts'
import type { Log } from './child.ts'

/** The running stand-in for the workers of pg_cron and pg_net. */
export type Scheduler = { stop(): Promise<void> }

type Job = { jobid: string; schedule: string; command: string; database: string; username: string }
type QueuedRequest = {
  id: string
  method: string
  url: string
  headers: Record<string, string> | null
  body: Buffer | null
  timeout_milliseconds: number
}

const reconnectMs = 500
// pg_net's own batch.
const batch = 200

const seconds = /^\s*(\d+)\s+seconds?\s*$/i

/** Fires a job at its times, in UTC; never while `run` is still busy with it. Gives the function that ends this. */
const fire = (schedule: string, run: () => Promise<void>): (() => void) => {
  const every = seconds.exec(schedule)?.[1]
  // The last day of the month is $ for pg_cron, L for croner.
  const pattern = every ? '* * * * * *' : schedule.replace('$', 'L')
  if (!every) {
    const cron = new Cron(pattern, { timezone: 'UTC', protect: true }, run)
    return () => cron.stop()
  }
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    await run().finally(() => {
      busy = false
    })
  }, Number(every) * 1000)
  return () => clearInterval(timer)
}

/**
 * Fires the jobs of `cron.job` and sends the requests of `net.http_request_queue`, each only where the database has the
 * stand-in: a real pg_cron or pg_net does its own work.
 * @param options.databaseUrl as the role `postgres`; only jobs of its database and role are fired
 */
export const startScheduler = async (options: { databaseUrl: string; log: Log }): Promise<Scheduler> => {
  const { databaseUrl, log } = options
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'scheduler', max: 5 })
  pool.on('error', (error) => log('scheduler', error.message))
  const running = new Set<Promise<void>>()
  const stopped = new AbortController()
  const jobs = new Map<string, { job: string; end(): void }>()
  const busy = new Set<string>()
  let listener: pg.Client | undefined
  let reconnect: NodeJS.Timeout | undefined

  const track = (work: Promise<void>) => {
    const noted = work.catch((error) => log('scheduler', wordsOf(error))).finally(() => running.delete(noted))
    running.add(noted)
    return noted
  }

  const runJob = async (job: Job) => {
    if (busy.has(job.jobid) || stopped.signal.aborted) return
    busy.add(job.jobid)
    const client = await pool.connect().catch((error) => {
      busy.delete(job.jobid)
      throw error
    })
    try {
      const { rows } = await client.query<{ runid: string }>(
        `insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
         values ($1, pg_backend_pid(), current_database(), current_user, $2, 'running', clock_timestamp())
         returning runid`,
        [job.jobid, job.command],
      )
      const end = (status: string, message: string) =>
        client.query(
          `update cron.job_run_details set status = $2, return_message = $3, end_time = clock_timestamp() where runid = $1`,
          [rows[0]?.runid, status, message],
        )
      try {
        // Several statements give a list of results; pg_cron reports the last one.
        const results = [await client.query(job.command)].flat()
        const last = results.at(-1)
        await end('succeeded', `${last?.command ?? ''} ${last?.rowCount ?? ''}`.trim())
      } catch (error) {
        await client.query('rollback')
        await end('failed', `ERROR:  ${error instanceof Error ? error.message : error}`)
      }
      client.release()
    } catch (error) {
      // The run could not be recorded, so the connection may be broken.
      client.release(true)
      throw error
    } finally {
      busy.delete(job.jobid)
    }
  }

  const readJobs = async () => {
    const { rows } = await pool.query<Job>(
      `select jobid, schedule, command, database, username from cron.job
       where active and database = current_database() and username = current_user`,
    )
    const wanted = new Map(rows.map((row) => [row.jobid, row]))
    for (const [id, known] of jobs) {
      const row = wanted.get(id)
      if (row && JSON.stringify(row) === known.job) continue
      known.end()
      jobs.delete(id)
    }
    for (const [id, row] of wanted) {
      if (jobs.has(id) || stopped.signal.aborted) continue
      try {
        jobs.set(id, { job: JSON.stringify(row), end: fire(row.schedule, () => track(runJob(row))) })
      } catch (error) {
        log('scheduler', `job ${id} "${row.schedule}": ${error}`)
      }
    }
  }

  // One after the other: an older answer must not undo a newer one.
  let reading = Promise.resolve()
  const loadJobs = () => {
    reading = reading.then(readJobs, readJobs)
    return reading
  }

  const send = async (request: QueuedRequest) => {
    const timeout = AbortSignal.timeout(request.timeout_milliseconds)
    const answer = await fetch(request.url, {
      method: request.method,
      headers: request.headers ?? {},
      body: request.body ? new Uint8Array(request.body) : null,
      signal: AbortSignal.any([timeout, stopped.signal]),
      redirect: 'manual',
    })
      .then(async (response) => ({
        status: response.status,
        type: response.headers.get('content-type'),
        headers: Object.fromEntries(response.headers),
        content: await response.text(),
        error: null,
      }))
      .catch((error: Error) => ({
        status: null,
        type: null,
        headers: null,
        content: null,
        error: timeout.aborted
          ? `Timeout of ${request.timeout_milliseconds} ms reached`
          : `${error.message}${error.cause ? `: ${error.cause}` : ''}`,
      }))
    if (stopped.signal.aborted) return
    await pool.query(
      `insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        request.id,
        answer.status,
        answer.type,
        answer.headers,
        // Text in Postgres cannot hold a zero byte.
        answer.content?.replaceAll('\0', ''),
        timeout.aborted && answer.status === null,
        answer.error,
      ],
    )
  }

  let isSending = false
  let isAsked = false
  /** Sends what is queued as one batch, and looks again when the slowest of it was answered or has timed out, as pg_net does. */
  const sendQueued = async () => {
    isAsked = true
    if (isSending) return
    isSending = true
    try {
      while (isAsked && !stopped.signal.aborted) {
        isAsked = false
        const { rows } = await pool.query<QueuedRequest>(
          `delete from net.http_request_queue where id in (
             select id from net.http_request_queue order by id limit $1 for update skip locked
           ) returning id, method, url, headers, body, timeout_milliseconds`,
          [batch],
        )
        await Promise.all(rows.map((request) => track(send(request))))
        isAsked ||= rows.length === batch
      }
    } finally {
      isSending = false
    }
  }

  const listen = async () => {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'scheduler' })
    const lost = () => {
      if (listener === client) listener = undefined
      client.removeAllListeners('end')
      if (!stopped.signal.aborted) reconnect = setTimeout(() => void track(listenAgain()), reconnectMs)
    }
    client.on('error', (error) => log('scheduler', error.message))
    await client.connect()
    listener = client
    client.on('end', lost)
    const real = await client.query<{ extname: string }>(
      `select extname from pg_extension where extname in ('pg_cron', 'pg_net')`,
    )
    const names = real.rows.map((row) => row.extname)
    const channels: Record<string, () => Promise<void>> = {}
    if (!names.includes('pg_cron')) channels.cron_job = loadJobs
    if (!names.includes('pg_net')) channels.net_request = sendQueued
    client.on('notification', ({ channel }) => {
      const work = channels[channel]
      if (work && !stopped.signal.aborted) void track(work())
    })
    for (const channel of Object.keys(channels)) await client.query(`listen ${channel}`)
    if (channels.cron_job) {
      // As pg_cron does when the server comes back.
      await client.query(
        `update cron.job_run_details set status = 'failed', return_message = 'server restarted', end_time = now()
         where status = 'running' and not jobid::text = any ($1)`,
        [[...busy]],
      )
    }
    for (const work of Object.values(channels)) await work()
  }

  const listenAgain = async () => {
    await listen().catch((error) => {
      log('scheduler', wordsOf(error))
      if (!stopped.signal.aborted) reconnect = setTimeout(() => void track(listenAgain()), reconnectMs)
    })
  }

  await listen()

  return {
    stop: async () => {
      stopped.abort()
      clearTimeout(reconnect)
      for (const job of jobs.values()) job.end()
      await listener?.end()
      while (running.size > 0) await Promise.all(running)
      await pool.end()
    },
  }
}
