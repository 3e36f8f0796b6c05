// A consumer that was written from the documents alone keeps a copy of pianos true, whatever is killed and whatever fails.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomFrom } from '../../stand-in/random.ts'
import { differences } from '../harness/company.ts'
import { type CliProcess, spawnProgram } from '../integration/cli-process.ts'
import { endLeases, startWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 540_000, hookTimeout: 120_000 })

let world: World
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-copy-'))
  world = await startWorld({ core: true, mostDeaths: Number.POSITIVE_INFINITY })
  await world.fresh()
})
afterAll(async () => {
  await world?.stop()
  await rm(folder, { recursive: true, force: true })
})

const random = randomFrom(12)
const wanted = 1000

/** The consumer, as a program that can be killed; its file is what it knows. */
const consumer = () => {
  const file = join(folder, 'pianos.sqlite')
  let running: CliProcess | undefined
  let starts = 0
  let said = ''
  const start = () => {
    starts += 1
    running = spawnProgram('node', ['docs/examples/copy-of-pianos.ts', file], {
      SUPABASE_URL: world.apiUrl,
      SUPABASE_SECRET_KEY: world.database.keys.secretKey,
    })
  }
  const stop = async (signal: NodeJS.Signals) => {
    running?.interrupt(signal)
    const ended = await running?.ended
    said += ended?.stderr ?? ''
    running = undefined
    return ended?.code
  }
  const read = <Row>(query: string): Row[] => {
    const copy = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
    try {
      return copy.prepare(query).all() as Row[]
    } finally {
      copy.close()
    }
  }
  return {
    start,
    stop,
    restart: async () => {
      await stop('SIGKILL')
      start()
    },
    starts: () => starts,
    said: () => said,
    place: () => {
      try {
        return read<{ position: string; after: string | null }>('select position, after from place')[0]
      } catch {
        // It has made no file yet.
        return undefined
      }
    },
    pianos: () =>
      new Map(
        read<{ id: string; version: number; record: string }>('select * from pianos').map(
          ({ id, version, record }) => [id, { version, record: withoutNulls(JSON.parse(record)) }],
        ),
      ),
  }
}

const withoutNulls = (record: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(record).filter(([name, value]) => value !== null && name !== 'account_id'),
  )

const production = async () => {
  const rows = await world.database.query<{ id: string; version: number; record: Record<string, unknown> }>(
    `select id, version, to_jsonb(p) - '{version,is_placeholder,deleted_at,created_at,updated_at,synced_at}'::text[] as record
     from gazelle.pianos p where deleted_at is null and not is_placeholder`,
  )
  return new Map(rows.map(({ id, version, record }) => [id, { version, record: withoutNulls(record) }]))
}

/** Where the log ends now, as a consumer's position. */
const lastPosition = async () => {
  const [row] = await world.database.query<{ position: string }>(
    `select changes.written('main', changes.last_position()) as position`,
  )
  return Number(row?.position.split('-')[1])
}

const vanished: string[] = []
/** A change in Gazelle, drawn by chance: edits of every kind of field, new pianos, moves, merges, pianos that go and come back. */
const change = () => {
  const { company, change: changes } = world.gazelle
  const pianos = [...company.pianos.keys()]
  const clients = [...company.clients.keys()]
  const id = random.pick(pianos)
  const kind = random.weighted([
    ['edit', 70],
    ['insert', 8],
    ['vanish', 5],
    ['restore', 5],
    ['move', 7],
    ['merge', 2],
  ] as const)
  if (kind === 'insert') changes.insertPiano({ clientId: random.pick(clients) })
  else if (kind === 'vanish' && pianos.length > 30) {
    changes.deletePiano(id)
    vanished.push(id)
  } else if (kind === 'restore' && vanished.length > 0) changes.restore(vanished.shift() ?? '')
  else if (kind === 'move') changes.movePiano(id, random.pick(clients), { leaveCopy: random.chance(0.3) })
  else if (kind === 'merge' && pianos.length > 30) {
    const other = random.pick(pianos.filter((one) => one !== id))
    changes.mergePianos(id, other)
  } else
    changes.editPiano(id, {
      ...random.pick([
        { location: random.pick(['Grande scène', 'Studio 2', 'Loge «B» 🎹', null]) },
        { notes: `Accord ${random.int(430, 445)} Hz\n${'é'.repeat(random.int(0, 400))}` },
        { serialNumber: String(random.int(1, 999_999)), year: random.int(1880, 2026) },
        { make: random.pick(['Steinway', 'Yamaha', 'Heintzman']), model: random.pick(['D', 'U1', null]) },
        { damppChaserInstalled: random.chance(0.5) },
        { tags: random.pick([[], ['concert'], ['a', 'b']]) },
      ]),
    })
}

const faults = [
  { kind: 'serverError', operation: 'Pianos' },
  { kind: 'throttled', operation: 'Pianos' },
  { kind: 'cut', operation: 'Pianos' },
  { kind: 'repeatedPage', operation: 'Pianos' },
  { kind: 'nullNodes', operation: 'Pianos', at: [1] },
] as const

/** What a slice of a sync of pianos answers; null where its process was killed. */
const slice = async (body: object): Promise<{ status?: string; runId?: number } | null> => {
  try {
    return JSON.parse(await (await world.call('sync-pianos', { body })).text())
  } catch {
    return null
  }
}

/** A sync to its end, as the schedule has it done: also of a run that is open. */
const syncOn = async (mode: string) => {
  let answer = await slice({ mode })
  while (answer?.status === 'yielded' || answer?.status === 'busy')
    answer = await slice({ run: answer.runId })
  return answer
}

/** A sync with whatever happens to it: the process of the functions may be killed in its midst. */
const sync = async (mode: string) => {
  // Of a process that was killed, a call to the database may have ended after it.
  await endLeases(world.database)
  const kill = random.chance(0.25) && pause(random.int(0, 150)).then(() => world.killFunctions())
  await Promise.all([syncOn(mode), kill])
}

test('a consumer written from the documents keeps a copy of pianos true through 1,000 random changes, faults and kills, and ends equal field by field', async () => {
  const copy = consumer()
  // It waits for the first full sweep by itself.
  copy.start()
  await world.syncAll()
  let made = 0
  let kills = 0
  let prunes = 0
  while (made < wanted) {
    for (let n = random.int(5, 25); n > 0 && made < wanted; n -= 1) {
      change()
      made += 1
    }
    if (random.chance(0.4)) world.gazelle.rules.add({ times: 1, ...random.pick(faults) })
    const isKilled = random.chance(0.5)
    await Promise.all([
      sync(random.chance(0.6) ? 'full' : 'incremental'),
      isKilled && pause(random.int(0, 400)).then(copy.restart),
    ])
    kills += isKilled ? 1 : 0
    world.gazelle.rules.clear()
    // Retention passes a consumer that is away, once it has a copy.
    if (prunes === 0 && made > wanted / 2) {
      await vi.waitFor(() => expect(copy.place()?.after).toBeNull(), { timeout: 60_000, interval: 100 })
      await copy.stop('SIGKILL')
      change()
      await sync('full')
      await endLeases(world.database)
      await syncOn('full')
      await world.database.query(
        `with gone as (delete from changes.log where true returning "position")
         update changes.pruned set "position" = greatest("position", (select max(g."position") from gone g)), at = now() where true`,
      )
      prunes += 1
      copy.start()
    }
  }
  // What is left to read, without faults.
  await world.sync('clients', { mode: 'full' })
  await vi.waitFor(
    async () => {
      await endLeases(world.database)
      expect(await syncOn('full')).toMatchObject({
        status: 'success',
        changed: 0,
        deleted: 0,
      })
    },
    { timeout: 60_000, interval: 100 },
  )
  const end = await lastPosition()
  await vi.waitFor(
    () => {
      const place = copy.place()
      expect([place?.after, Number(place?.position.split('-')[1]) >= end]).toEqual([null, true])
    },
    { timeout: 60_000, interval: 100 },
  )
  expect(await copy.stop('SIGTERM')).toBe(0)
  const pianos = await production()
  expect(copy.pianos()).toEqual(pianos)
  expect(pianos.size).toBeGreaterThan(30)
  expect(kills).toBeGreaterThan(10)
  expect(copy.said()).toContain('no longer kept')
  const unlike = await differences(world.database, world.gazelle.company)
  expect(unlike.filter((line) => line.startsWith('pianos '))).toEqual([])
})
