import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'
import { usualCompany, usualHistory } from '../usual.ts'

/** The modules that technicians wait for. */
const polled = ['timeline', 'appointments', 'clients', 'pianos']
const pauseMs = 250

/**
 * Has each transaction that stages a page, or opens or ends a run, carry its account as the name of its connection: no query's text
 * has it. Of other transactions it is not known whose they are.
 */
const nameTransactions = (admin: pg.Client) =>
  admin.query(`
    create schema bench;
    grant usage on schema bench to public;
    create function bench.name_transaction() returns trigger language plpgsql security definer as $$
    declare
      v_account text := to_jsonb(new) ->> 'account_id';
    begin
      if v_account is null then
        select r.account_id into v_account from sync.runs r where r.run_id = new.run_id;
      end if;
      perform set_config('application_name', 'of ' || v_account, true);
      return new;
    end $$;
    create trigger name_transaction before insert or update on sync.runs for each row execute function bench.name_transaction();
    create trigger name_transaction before insert on sync.lanes for each row execute function bench.name_transaction()`)

/** Forgets all that was synced and read, of both companies. */
const forgetAll = async (admin: pg.Client) => {
  const { rows } = await admin.query<{ tables: string }>(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables
     where schemaname in ('staging', 'gazelle') or (schemaname, tablename) in (
       ('sync', 'runs'), ('sync', 'lanes'), ('sync', 'watermarks'), ('sync', 'seen'), ('sync', 'holes'), ('reconcile', 'listings'),
       ('reconcile', 'kept_fields'), ('reconcile', 'vanished'))`,
  )
  await admin.query(`truncate ${rows[0]?.tables} cascade`)
}

type Wait = 'other' | 'own' | 'unknown'
const waits: Record<Wait, string> = {
  other: 'for the other company’s work',
  own: 'for work of its own company',
  unknown: 'for work of which it is not known whose',
}

/** Looks twenty times a second who waits for whose lock, as long as `isBusy` says so. */
const watchLocks = async (admin: pg.Client, isBusy: () => boolean) => {
  const seen = { moments: 0, other: 0, own: 0, unknown: 0 }
  const queries = new Set<string>()
  while (isBusy()) {
    const { rows } = await admin.query<{ wait: Wait; query: string }>(
      `select case when w.application_name not like 'of %' or b.application_name not like 'of %' then 'unknown'
              when w.application_name = b.application_name then 'own' else 'other' end as wait,
         left(regexp_replace(w.query, 's+', ' ', 'g'), 80) as query
       from pg_stat_activity w
       cross join lateral unnest(pg_blocking_pids(w.pid)) p (pid)
       join pg_stat_activity b on b.pid = p.pid
       where w.usename = 'authenticator' and w.wait_event_type = 'Lock'`,
    )
    seen.moments += 1
    for (const kind of ['other', 'own', 'unknown'] as const)
      if (rows.some(({ wait }) => wait === kind)) seen[kind] += 1
    for (const { wait, query } of rows) queries.add(`${wait}: ${query}`)
    await sleep(50)
  }
  return { ...seen, queries: [...queries] }
}

/**
 * Two companies in one database: what the first load of one costs the polls of the other, what both cost each other when they
 * are loaded at the same time, and who waits for whose locks.
 * @param share of a company's size, 1 for all of it
 */
export const companies = async (share: number) => {
  const sized = Object.fromEntries(
    Object.entries(usualCompany).map(([name, count]) => [name, Math.ceil(count * share)]),
  )
  const system = await startSystem(Math.ceil(usualHistory.entries * share), sized, { second: true })
  try {
    const { rows } = await system.admin.query<{ module: string }>(
      'select module from sync.modules order by position',
    )
    for (const worker of [system.gazelle, system.second]) await worker?.ask({ warm: true }, standIn)

    const sweepAll = async (account: string) => {
      const begun = performance.now()
      for (const { module } of rows)
        for (let run: number | undefined; ; ) {
          const answer = await system.slice(module, run ? { run } : { account, mode: 'full' })
          if (answer.status === 'success') break
          if (answer.status !== 'yielded')
            throw new Error(`${module} of ${account} ended as ${answer.status}`)
          run = answer.runId
        }
      return (performance.now() - begun) / 1000
    }
    const poll = async (account: string) => {
      const times: number[] = []
      for (const module of polled) {
        const begun = performance.now()
        const { status } = await system.slice(module, { account, mode: 'incremental' })
        if (status !== 'success') throw new Error(`a poll of ${module} of ${account} ended as ${status}`)
        times.push(performance.now() - begun)
        await sleep(pauseMs)
      }
      return times
    }

    const alone = await sweepAll('main')
    const idle: number[] = []
    for (let round = 0; round < 10; round++) idle.push(...(await poll('main')))

    await nameTransactions(system.admin)
    const busy: number[] = []
    let isLoading = true
    const watch = () => watchLocks(system.admin, () => isLoading)
    const pollOn = async () => {
      while (isLoading) busy.push(...(await poll('main')))
    }
    const load = sweepAll('second').finally(() => {
      isLoading = false
    })
    const [beside, polledLocks] = await Promise.all([load, watch(), pollOn()])

    await forgetAll(system.admin)
    isLoading = true
    const both = Promise.all([sweepAll('main'), sweepAll('second')]).finally(() => {
      isLoading = false
    })
    const [[main = 0, second = 0], loadedLocks] = await Promise.all([both, watch()])

    const middle = (times: number[]) => median(times, (time) => time)
    return {
      tables: [
        table(
          ['', 'alone', 'beside the other company'],
          [
            ['first load of all modules', `${number(alone, 1)} s`, `${number(beside, 1)} s`],
            [
              'a poll of the other, median',
              `${number(middle(idle))} ms`,
              `${number(middle(busy))} ms of ${number(busy.length)}`,
            ],
            ['longest of them', `${number(Math.max(...idle))} ms`, `${number(Math.max(...busy))} ms`],
          ],
        ),
        table(
          ['both companies loaded at the same time', 'seconds', 'of a load alone'],
          [
            ['the first', number(main, 1), `${number(main / alone, 2)} times`],
            ['the second', number(second, 1), `${number(second / alone, 2)} times`],
          ],
        ),
        table(
          ['moments at which a connection waits for a lock', 'one loaded, the other polled', 'both loaded'],
          (['other', 'own', 'unknown'] as const).map((kind) => [
            waits[kind],
            ...[polledLocks, loadedLocks].map((seen) => `${number(seen[kind])} of ${number(seen.moments)}`),
          ]),
        ),
      ],
      data: { alone, beside, idle, busy, main, second, polledLocks, loadedLocks },
    }
  } finally {
    await system.stop()
  }
}
