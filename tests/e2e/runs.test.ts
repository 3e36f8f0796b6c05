import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startScheduler } from '../../supabase/local/scheduler.ts'
import { compare } from '../harness/company.ts'
import { testLog } from '../harness/server.ts'
import { endLeases, gate, soon, startWorld, type World, written } from './world.ts'

const slicePages = 8
let world: World
beforeAll(async () => {
  world = await startWorld({ core: true, env: { SYNC_SLICE_PAGES: String(slicePages) } })
})
afterAll(() => world?.stop())
// 60 pianos are six pages, which is less than a slice.
beforeEach(() => world.fresh({ pageCap: 10 }))

const one = async (sql: string, values: unknown[] = []) => (await world.database.query(sql, values))[0]
const lastRun = () => one('select * from sync.runs order by run_id desc limit 1')
const watermarks = async () => (await one('select count(*)::int as count from sync.watermarks'))?.count
/** Where the pages that were asked for begin. */
const asked = (operation: string) =>
  world.gazelle.calls
    .of(operation)
    .map(({ variables: { after } }) => (typeof after === 'string' ? Number(atob(after)) : 0))

describe('a slice', () => {
  test('killed in the middle of its run is carried on from its page, and no page is fetched twice', async () => {
    world.wire.onAnswer = ({ nth }, body) => (nth < 4 ? body : new Promise(() => {}))
    const killed = world.call('sync-pianos').catch(() => undefined)
    await vi.waitFor(async () => {
      expect(await one(`select page from sync.lanes where lane = 'all'`)).toEqual({ page: 3 })
      // The next page has been asked for, too.
      expect(asked('Pianos')).toEqual([0, 9, 18, 27])
    }, soon)
    await world.killFunctions()
    await killed
    world.wire.onAnswer = undefined

    expect(await world.slice('pianos', { mode: 'full' })).toMatchObject({ status: 'busy' })
    await endLeases(world.database)
    const run = await lastRun()
    const report = await world.slice('pianos')
    expect(report).toMatchObject({ runId: Number(run?.run_id), status: 'success', pages: 7 })
    // Pages overlap by one record. The answer that never came is the only one that is asked for again.
    expect(asked('Pianos')).toEqual([0, 9, 18, 27, 27, 36, 45, 54])
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('killed while it reads several lanes is carried on from the page of each lane', async () => {
    world.gazelle.rules.pageCap = 100
    world.wire.onAnswer = ({ variables }, body) =>
      JSON.stringify(variables.types)?.includes('EMAIL_AUTOMATED') && variables.after
        ? new Promise(() => {})
        : body
    const killed = world.call('sync-timeline').catch(() => undefined)
    await vi.waitFor(async () => {
      const [lanes] = await world.database.query(
        `select count(*) filter (where finished_at is not null)::int as finished,
           count(*) filter (where lane = 'emails' and page = 1)::int as waiting from sync.lanes where lane <> 'missing'`,
      )
      expect(lanes).toEqual({ finished: 3, waiting: 1 })
    }, soon)
    await world.killFunctions()
    await killed
    world.wire.onAnswer = undefined
    await endLeases(world.database)
    const { calls } = world.gazelle
    const before = calls.of('allTimelineEntries').length
    expect(await world.slice('timeline')).toMatchObject({ status: 'success', changed: 300 })
    const types = calls
      .of('allTimelineEntries')
      .slice(before)
      .map(({ variables }) => JSON.stringify(variables.types))
    expect(types.slice(0, -1)).toEqual(types.slice(0, -1).map(() => '["CONTACT_EMAIL_AUTOMATED"]'))
    expect(types.at(-1)).toBe('null')
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('that is used up yields, and the next one goes on at its cursor (cases R11, C1)', async () => {
    world.gazelle.rules.pageCap = 5
    const first = await world.slice('pianos')
    expect(first).toMatchObject({ status: 'yielded', pages: slicePages, fetched: 5 * slicePages })
    const [request] = await world.database.query(
      `select url, convert_from(body, 'utf8')::jsonb as body from net.http_request_queue`,
    )
    expect(request).toEqual({
      url: `${world.functionsUrl}/sync-pianos`,
      body: { run: first.runId },
    })
    expect(await world.slice('pianos', { run: first.runId })).toMatchObject({
      runId: first.runId,
      status: 'success',
      pages: 15,
      changed: 60,
    })
    expect(asked('Pianos')).toEqual(Array.from({ length: 15 }, (_, page) => page * 4))
    expect(await lastRun()).toMatchObject({ slices: 2 })
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('that yields is followed by the next one without anybody’s doing', async () => {
    await world.database.query('select cron.unschedule(jobname) from cron.job')
    const scheduler = await startScheduler({ databaseUrl: world.database.url, log: testLog })
    try {
      expect(await world.slice('timeline')).toMatchObject({ status: 'yielded' })
      await vi.waitFor(async () => {
        expect(await lastRun()).toMatchObject({ module: 'timeline', status: 'success', changed: 300 })
      }, soon)
      // Beside the history itself: one record of each page again, a page of the lane that proves it, and those with which the two
      // ends of the e-mails meet.
      expect((await lastRun())?.fetched).toBeLessThan(300 + 300 / 9 + 40)
      expect((await lastRun())?.slices).toBeGreaterThan(3)
    } finally {
      await scheduler.stop()
    }
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })
})

describe('a poll', () => {
  test('does not wait for the sweep of a first load: today’s entry is there while the history is still read', async () => {
    const { change, company } = world.gazelle
    await world.database.query('select cron.unschedule(jobname) from cron.job')
    expect(await world.slice('timeline')).toMatchObject({ mode: 'full', status: 'yielded' })
    const sweep = await lastRun()
    // From now on the history comes no further.
    const history = gate()
    world.wire.onAnswer = async ({ operation, variables }, body) => {
      if (operation.startsWith('Timeline') && !variables.occurredAtGet) await history.opened
      return body
    }
    const isThere = async (id: string) =>
      (await one('select count(*)::int as count from gazelle.timeline_entries where id = $1', [id]))
        ?.count === 1
    const isRead = () => one('select status from sync.runs where run_id = $1', [sweep?.run_id])
    const scheduler = await startScheduler({ databaseUrl: world.database.url, log: testLog })
    try {
      const { id } = change.insertTimelineEntry()
      await world.database.query(`select sync.invoke('timeline')`)
      await vi.waitFor(async () => expect(await isThere(id)).toBe(true), soon)
      expect(await isRead()).toEqual({ status: 'running' })

      // So it is for whoever asks, but for gazelle sync and npm start, whose answer is that the module is read.
      const { id: next } = change.insertTimelineEntry()
      expect(await world.sync('timeline')).toMatchObject({ mode: 'incremental', status: 'success' })
      expect(await isThere(next)).toBe(true)
      expect(await isRead()).toEqual({ status: 'running' })
      // What the history has not brought yet is not called read.
      expect(await watermarks()).toBe(0)
      history.open()
      await vi.waitFor(async () => expect(await isRead()).toEqual({ status: 'success' }), soon)
    } finally {
      history.open()
      await scheduler.stop()
    }
    world.wire.onAnswer = undefined
    await world.syncAll()
    await compare(world.database, company)
  })

  test('of clients that is killed gives no answer to who asks for a full sweep: its deletions are done (case C2)', async () => {
    const { change, company } = world.gazelle
    const gone = change.insertClient({ createdAt: '2001-01-01T00:00:00Z' })
    await world.syncAll({ mode: 'full' })
    change.deleteClient(gone.id)
    change.insertClient()
    world.wire.onAnswer = ({ operation }, body) => (operation === 'Clients' ? new Promise(() => {}) : body)
    const killed = world.call('sync-clients').catch(() => undefined)
    await vi.waitFor(async () => {
      expect(await lastRun()).toMatchObject({ module: 'clients', mode: 'incremental', status: 'running' })
    }, soon)
    await world.killFunctions()
    await killed
    world.wire.onAnswer = undefined
    // The poll's lease has not run out.
    expect(await world.sync('clients', { mode: 'full' })).toMatchObject({
      mode: 'full',
      status: 'success',
      deleted: 1,
    })
    expect(await one('select deleted_at from gazelle.clients where id = $1', [gone.id])).toEqual({
      deleted_at: expect.any(Date),
    })
    await endLeases(world.database)
    expect(await world.sync('clients', { mode: 'full' })).toMatchObject({
      mode: 'full',
      status: 'success',
      deleted: 0,
    })
    await world.syncAll()
    await compare(world.database, company)
  })
})

describe('a second call', () => {
  test('while a run is open is told that it is busy, and does nothing', async () => {
    const hold = gate()
    world.wire.onAnswer = async (_, body) => {
      await hold.opened
      return body
    }
    const all = Array.from({ length: 5 }, () => world.slice('pianos', { mode: 'full' }))
    let answered = 0
    for (const answer of all) void answer.then(() => answered++)
    await vi.waitFor(() => expect(answered).toBe(all.length - 1), soon)
    hold.open()
    const reports = await Promise.all(all)
    const statuses = reports.map((report) => report.status).sort()
    expect(statuses).toEqual(['busy', 'busy', 'busy', 'busy', 'success'])
    const [run] = new Set(reports.map((report) => report.runId))
    expect(reports.every((report) => report.runId === run)).toBe(true)
    expect(asked('Pianos')).toEqual([0, 9, 18, 27, 36, 45, 54])
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('for another kind of data works meanwhile', async () => {
    const hold = gate()
    world.wire.onAnswer = async ({ operation }, body) => {
      if (operation === 'Pianos') await hold.opened
      return body
    }
    const pianos = world.slice('pianos')
    expect(await world.sync('clients')).toMatchObject({ status: 'success' })
    hold.open()
    expect(await pianos).toMatchObject({ status: 'success' })
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })
})

describe('a sweep that a 401 ended (case R2)', () => {
  test('speaks from its start when it is carried on, and one asked for by hand sees everything as it is then', async () => {
    const { change, rules, company } = world.gazelle
    const stranger = change.insertPiano({ createdAt: '2001-01-01T00:00:00Z' })
    await world.syncAll()
    rules.add({ kind: 'unauthorized', operation: 'Pianos', after: 5, times: 20 })
    const { runId, error } = await world.fails('pianos', { mode: 'full' })
    expect(error.code).toBe('gazelle_credential_refused')
    const failed = await one('select watermark, pages from sync.runs where run_id = $1', [runId])
    expect(failed?.pages).toBe(5)
    rules.clear()

    // Both were read before the 401.
    const [edited] = [...company.pianos.values()].filter(({ id }) => id !== stranger.id)
    if (!edited) throw new Error('there is no piano')
    const askedAt = new Date()
    change.editPiano(edited.id, { location: 'Salle 401' })
    change.deletePiano(stranger.id)
    const carriedOn = await world.slice('pianos', { run: runId })
    // The deletion has shifted the list under its cursor, so it proves nothing.
    expect(carriedOn.status).toBe('partial')
    expect(new Date(carriedOn.asOf)).toEqual(failed?.watermark)

    const byHand = await world.sync('pianos', { mode: 'full' })
    expect(byHand.status).toBe('success')
    expect(new Date(byHand.asOf).getTime()).toBeGreaterThanOrEqual(askedAt.getTime())
    expect(await one('select deleted_at from gazelle.pianos where id = $1', [stranger.id])).toMatchObject({
      deleted_at: expect.any(Date),
    })
    expect(await one('select location from gazelle.pianos where id = $1', [edited.id])).toEqual({
      location: 'Salle 401',
    })
    // The entry about the deleted piano names none any more.
    await world.sync('timeline', { mode: 'full' })
    await compare(world.database, company)
  })
})

describe('a company that changes while it is read', () => {
  test('is right after the next full sweep, whatever happened', async () => {
    const { change, company } = world.gazelle
    const clients = [...company.clients.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    const pianos = [...company.pianos.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    const [early, victim, source, target] = clients
    const late = clients.at(-1)
    const [oldPiano, soldPiano, movedPiano] = pianos
    if (!early || !victim || !source || !target || !late || !oldPiano || !soldPiano || !movedPiano)
      throw new Error('too small a company')
    const happenings: Record<string, () => void> = {
      Clients: () => {
        change.editClient(early.id, { personalNotes: 'Changé pendant la lecture' })
        change.editClient(late.id, { status: 'INACTIVE' })
        change.insertClient()
        change.insertContact(early.id)
        const [contact] = target.contacts
        if (contact) change.editContact(contact.id, { lastName: 'Nouveau-Nom' })
        change.deleteClient(victim.id)
        change.mergeClients(source.id, target.id)
      },
      Pianos: () => {
        change.editPiano(oldPiano.id, { notes: 'Changé pendant la lecture' })
        if (company.pianos.has(soldPiano.id)) change.deletePiano(soldPiano.id)
        change.movePiano(movedPiano.id, late.id, { leaveCopy: true })
        change.insertPiano({ clientId: late.id })
      },
      Timeline: () => {
        const entries = [...company.timelineEntries.values()]
        const [first, second] = entries
        if (first) change.editTimelineEntry(first.id, { comment: 'Changé pendant la lecture' })
        if (second) change.deleteTimelineEntry(second.id)
        for (let more = 0; more < 7; more++) change.insertTimelineEntry()
      },
    }
    world.wire.onAnswer = ({ operation, nth }, body) => {
      if (nth === 3) happenings[operation]?.()
      return body
    }
    for (const module of world.modules) await world.sync(module)
    world.wire.onAnswer = undefined
    for (const module of world.modules)
      expect(await world.sync(module, { mode: 'full' })).toMatchObject({ rejected: 0 })
    await compare(world.database, company)

    // What moved is with its new owner, and its copy beside it.
    const moved = await world.database.query(
      `select p.client_id, p.status from gazelle.pianos p
       join gazelle.pianos m on m.id = $1 and m.serial_number is not distinct from p.serial_number and m.make = p.make
         and m.gazelle_created_at = p.gazelle_created_at
       order by p.id = $1 desc`,
      [movedPiano.id],
    )
    expect(moved[0]).toMatchObject({ client_id: late.id })
    expect(moved[1]).toMatchObject({ status: 'INACTIVE' })
  })

  test('loses no entry when new ones push the others down', async () => {
    const { change, company } = world.gazelle
    world.wire.onAnswer = ({ operation }, body) => {
      if (operation === 'Timeline') change.insertTimelineEntry({ type: 'CONTACT_EMAIL_AUTOMATED' })
      return body
    }
    await world.sync('timeline')
    world.wire.onAnswer = undefined
    // What came while the run read is read by the next one.
    await world.syncAll()
    await compare(world.database, company)
  })

  test('keeps its contacts apart: those taken from a client are gone, and come back when it does', async () => {
    const { change, company } = world.gazelle
    const client = change.insertClient()
    const contact = change.insertContact(client.id)
    await world.syncAll()
    change.deleteContact(contact.id)
    await world.sync('clients', { mode: 'full' })
    await compare(world.database, company)
    expect(await one('select deleted_at from gazelle.contacts where id = $1', [contact.id])).toMatchObject({
      deleted_at: expect.any(Date),
    })
    client.contacts.push(contact)
    company.version++
    await world.sync('clients', { mode: 'full' })
    await compare(world.database, company)
  })
})

describe('pages', () => {
  test.each([
    ['shifted, so that rows are skipped', { kind: 'shiftedPage', by: 3 } as const],
    ['shifted, so that rows come twice', { kind: 'shiftedPage', by: -3 } as const],
    ['repeated', { kind: 'shiftedPage', by: -10 } as const],
    ['empty though there is more', { kind: 'emptyPage' } as const],
  ])('%s are noticed at the page where it happens, and read again (case R1)', async (_, fault) => {
    world.gazelle.rules.add({ ...fault, operation: 'Pianos', after: 1 })
    // Whether something was deleted meanwhile is not proved: the run says so.
    expect(await world.sync('pianos')).toMatchObject({ status: 'partial', changed: 60 })
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('smaller than was asked for are read to the end', async () => {
    world.gazelle.rules.pageCap = 7
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('inside a record are read to their end too', async () => {
    world.gazelle.rules.pageCap = 1000
    const { change, company } = world.gazelle
    const client = change.insertClient()
    for (let more = 0; more < 120; more++) change.insertContact(client.id)
    await world.syncAll()
    await compare(world.database, company)
  })

  test('inside a part of a record are read to their end too', async () => {
    world.gazelle.rules.pageCap = 1000
    const { change, company } = world.gazelle
    const { contacts } = change.insertClient()
    const emails = Array.from({ length: 120 }, (_, index) => ({
      id: `eml_${index}`,
      email: `salle${index}@example.com`,
      isDefault: index === 0,
    }))
    if (contacts[0]) change.editContact(contacts[0].id, { emails })
    await world.syncAll()
    await compare(world.database, company)
    // However small the pages inside are.
    world.gazelle.rules.pageCap = 7
    expect(await world.sync('clients', { mode: 'full' })).toMatchObject({ status: 'success', changed: 0 })
    // Every contact has its two phones or more in pages of one.
    if (contacts[0]) change.editContact(contacts[0].id, { emails: emails.slice(0, 2) })
    world.gazelle.rules.pageCap = 1
    expect(await world.sync('clients', { mode: 'full' })).toMatchObject({ status: 'success', changed: 1 })
    await compare(world.database, company)
  })

  test('with rows that are null once are asked for again at once, and cost the run nothing else', async () => {
    world.gazelle.rules.add({ kind: 'nullNodes', operation: 'Pianos', at: [0, 3] })
    expect(await world.sync('pianos')).toMatchObject({
      status: 'success',
      changed: 60,
      pages: 7,
      // With the question whose credential it is.
      apiCalls: 9,
    })
    expect(await watermarks()).toBe(1)
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('with rows that stay null leave the run partial, and the hole closes when they come', async () => {
    world.gazelle.rules.add({ kind: 'nullNodes', operation: 'Pianos', at: [0, 3], times: 1000 })
    expect(await world.sync('pianos')).toMatchObject({ status: 'partial', rejected: 0 })
    expect((await lastRun())?.null_nodes).toBeGreaterThanOrEqual(2)
    expect(await watermarks()).toBe(0)
    expect(await one('select count(*)::int as open from sync.holes where closed_at is null')).not.toEqual({
      open: 0,
    })
    world.gazelle.rules.clear()
    expect(await world.sync('pianos', { mode: 'full' })).toMatchObject({ status: 'success' })
    expect(await watermarks()).toBe(1)
    expect(await one('select count(*)::int as open from sync.holes where closed_at is null')).toEqual({
      open: 0,
    })
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('that do not add up to totalCount end the run as partial, and the watermark stays', async () => {
    world.gazelle.rules.add({ kind: 'totalCount', operation: 'Pianos', count: 75, times: 100 })
    expect(await world.sync('pianos')).toMatchObject({ status: 'partial', changed: 60, pages: 14 })
    expect(await watermarks()).toBe(0)
    world.gazelle.rules.clear()
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('whose cursor does not move end the run with an error, and the next one goes on from there', async () => {
    world.gazelle.rules.add({ kind: 'stuckCursor', operation: 'Pianos', after: 2 })
    expect(await world.fails('pianos')).toMatchObject({ error: { code: 'gazelle_answer_unreadable' } })
    expect(await world.sync('pianos')).toMatchObject({ status: 'success' })
    expect(asked('Pianos')).toEqual([0, 9, 18, 18, 27, 36, 45, 54])
    world.gazelle.rules.add({
      name: 'stuck',
      kind: 'stuckCursor',
      operation: 'Pianos',
      after: 2,
      stays: true,
    })
    expect(await world.fails('pianos', { mode: 'full' })).toMatchObject({
      error: { code: 'gazelle_answer_unreadable' },
    })
    world.gazelle.rules.remove('stuck')
    await world.syncAll({ mode: 'full' })
    await compare(world.database, world.gazelle.company)
  })
})

describe('errors from the API', () => {
  test('beside the data leave the old value of the field, and the run partial', async () => {
    world.gazelle.rules.pageCap = 1000
    const { change, company, rules } = world.gazelle
    const sorted = [...company.pianos.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    const piano = sorted[2]
    if (!piano) throw new Error('too few pianos')
    change.editPiano(piano.id, { location: 'Salle 5' })
    await world.syncAll()
    change.editPiano(piano.id, { make: 'Pleyel' })
    rules.add({ kind: 'partial', operation: 'Pianos', field: 'PrivatePiano.location', at: [2], times: 3 })
    expect(await world.sync('pianos', { mode: 'full' })).toMatchObject({ status: 'partial', changed: 1 })
    expect(await lastRun()).toMatchObject({ api_errors: 1 })
    // The location that did not come is the one we knew, and the make is new.
    await compare(world.database, company)
    const before = await one(`select watermark from sync.watermarks where module = 'pianos'`)
    expect(await world.sync('pianos', { mode: 'full' })).toMatchObject({ status: 'success', changed: 0 })
    const after = await one(`select watermark from sync.watermarks where module = 'pianos'`)
    expect(+after?.watermark).toBeGreaterThan(+before?.watermark)
  })

  test.each([
    ['clients', 'Clients', 'PrivateClient.personalNotes'],
    ['clients', 'Clients', 'PrivateClient.allContacts'],
    ['clients', 'Clients', 'PrivateContact.firstName'],
    ['pianos', 'Pianos', 'PrivatePiano.client'],
    ['timeline', 'Timeline', 'PrivateTimelineEntry.user'],
    ['clients', 'Clients', 'PrivateQuery.allClients'],
  ])(
    'beside blanks of which they do not say that they made them empty nothing: %s, %s, %s',
    async (module, operation, field) => {
      world.gazelle.rules.pageCap = 1000
      const { company, change, rules } = world.gazelle
      const [client] = company.clients.values()
      if (!client) throw new Error('no client')
      change.editClient(client.id, { personalNotes: 'Rings twice' })
      await world.syncAll()
      const mend = rules.add({ kind: 'blank', operation, field, stays: true })
      expect(await world.sync(module, { mode: 'full' })).toMatchObject({ status: 'partial', deleted: 0 })
      await compare(world.database, company)
      expect(await one('select message from sync.holes where closed_at is null limit 1')).toEqual({
        message: 'timeout',
      })
      mend()
      expect(await world.sync(module, { mode: 'full' })).toMatchObject({ status: 'success' })
      await compare(world.database, company)
    },
  )

  test('that a field is gone fail its module by name, and the others go on', async () => {
    await world.syncAll()
    const before = await written(world.database)
    const { rules, calls, company } = world.gazelle
    rules.add({ kind: 'undefinedField', field: 'PrivatePiano.potentialPerformanceLevel', stays: true })
    calls.clear()
    const { error, runId } = await world.fails('pianos')
    expect(error).toMatchObject({ code: 'gazelle_field_gone' })
    expect(error.message).toContain('PrivatePiano.potentialPerformanceLevel')
    expect(error.hint).toBeTruthy()
    // Asked once, since asking again cannot help.
    expect(calls.of('allPianos').length).toBeLessThanOrEqual(2)
    expect(await lastRun()).toMatchObject({ run_id: String(runId), status: 'failed', error })
    for (const module of ['users', 'clients', 'timeline'] as const)
      expect(await world.sync(module)).toMatchObject({ status: 'success' })
    expect(await written(world.database)).toEqual(before)
    rules.clear()
    await world.syncAll()
    await compare(world.database, company)
  })
})
