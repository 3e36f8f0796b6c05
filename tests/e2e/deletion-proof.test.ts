import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compare } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true })
})
afterAll(() => world?.stop())
beforeEach(async () => {
  await world.fresh()
  await world.database.query('update sync.modules set max_delete_share = 0.5')
})

const full = { mode: 'full' }

const deleted = async (table: string) => {
  const rows = await world.database.query(
    `select id from gazelle.${table} where deleted_at is not null order by id`,
  )
  return rows.map((row) => row.id)
}
const missing = (module: string) =>
  world.database.query(
    'select external_id as id, status, held_because from sync.missing where module = $1 order by 1',
    [module],
  )
const lookUpNow = () => world.database.query(`update sync.missing set next_at = now() where status = 'due'`)
const problems = async () => {
  const rows = await world.database.query('select rule from monitoring.find_problems() order by 1')
  return rows.map((row) => row.rule)
}

describe('the rights of the caller', () => {
  /** The credential is a technician's, to whom Gazelle shows neither the lists' last records nor these by their ids. */
  const hidden = (ids: string[]) => {
    const { rules, company } = world.gazelle
    const admin = rules.callerId
    const technician = [...company.users.values()].find((user) => user.accessLevel === 'TECHNICIAN')
    rules.callerId = technician?.id ?? ''
    const isShown = (node: unknown) =>
      !(typeof node === 'object' && node !== null && 'id' in node && ids.includes(String(node.id)))
    const without = (value: unknown): unknown => {
      if (Array.isArray(value))
        return value.filter((item) => isShown(item) && isShown(item?.node)).map((item) => without(item))
      if (typeof value !== 'object' || value === null) return value
      const entries = Object.entries(value).map(([name, item]) => [
        name,
        isShown(item) ? without(item) : null,
      ])
      const shown = Object.fromEntries(entries)
      const list = [value].flatMap((one) => Object.values(one).find((item) => Array.isArray(item)) ?? [])
      const fewer = list.filter((item) => !isShown(item) || !isShown(item?.node)).length
      return 'totalCount' in shown ? { ...shown, totalCount: shown.totalCount - fewer } : shown
    }
    world.wire.onAnswer = ({ operation }, body) =>
      operation === 'Caller' ? body : JSON.stringify(without(JSON.parse(body)))
    return () => {
      rules.callerId = admin
      world.wire.onAnswer = undefined
    }
  }

  test('are asked for before anything is deleted, and a technician deletes nothing (case D2)', async () => {
    const { change, company, calls } = world.gazelle
    const pianos = [change.insertPiano().id, change.insertPiano().id].sort()
    const user = change.insertUser({ accessLevel: 'ADMIN' }).id
    await world.syncAll()
    const show = hidden([...pianos, user])
    calls.clear()
    for (const module of ['users', 'pianos'])
      expect(await world.sync(module, full)).toMatchObject({ deleted: 0, heldBack: 0 })
    // Known to see less, it is asked before the second sweep reads, too.
    expect(calls.of('Caller')).toHaveLength(3)
    expect(calls.of('PianosById')).toEqual([])
    expect(await missing('pianos')).toEqual(pianos.map((id) => ({ id, status: 'due', held_because: null })))
    expect(await missing('users')).toEqual([{ id: user, status: 'due', held_because: null }])
    expect([...(await deleted('pianos')), ...(await deleted('users'))]).toEqual([])
    expect(await problems()).toContain('rights_lost')

    // What stays costs nothing: the polls in between do not ask again.
    calls.clear()
    expect(await world.sync('pianos')).toMatchObject({ deleted: 0, due: 2 })
    expect(calls.of('Caller')).toEqual([])

    show()
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await missing('pianos')).toEqual([])
    expect(await problems()).not.toContain('rights_lost')
  })

  test('are asked for where a technician does not see so many that all are held, and after a person’s word (case D2)', async () => {
    const { change, company, calls } = world.gazelle
    const users = Array.from({ length: 6 }, () => change.insertUser({ accessLevel: 'ADMIN' }).id).sort()
    await world.syncAll()
    await world.database.query('update sync.modules set max_delete_share = 0.05')
    const show = hidden(users)
    calls.clear()
    expect(await world.sync('users', full)).toMatchObject({ deleted: 0, heldBack: 6 })
    expect(calls.of('Caller')).toHaveLength(1)
    expect(await problems()).toEqual(expect.arrayContaining(['deletion_held', 'rights_lost']))
    // A poll that finds nothing new does not ask again.
    expect(await world.sync('users')).toMatchObject({ deleted: 0, heldBack: 6 })
    expect(calls.of('Caller')).toHaveLength(1)

    await world.database.query(`select sync.release_deletions('users', p_by => 'Anna')`)
    expect(await deleted('users')).toEqual([])
    expect(await world.sync('users')).toMatchObject({ deleted: 0, due: 6 })
    expect(calls.of('Caller')).toHaveLength(2)
    expect(await deleted('users')).toEqual([])
    expect(await problems()).toContain('rights_lost')

    show()
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await missing('users')).toEqual([])
    expect(await problems()).not.toContain('rights_lost')
  })

  test('are asked for where all lists in records come empty and look whole, and nothing of them is deleted (kind of D2, L)', async () => {
    const { company, calls, rules } = world.gazelle
    await world.syncAll()
    const mend = rules.add({
      kind: 'blank',
      silent: true,
      operation: 'Clients',
      field: 'PrivateClient.allContacts',
      stays: true,
    })
    calls.clear()
    const { heldBack } = await world.sync('clients', full)
    const [living] = await world.database.query('select count(*)::int from gazelle.contacts')
    expect(living?.count).toBeGreaterThan(20)
    expect(heldBack).toBeGreaterThanOrEqual(living?.count)
    for (const table of ['contacts', 'contact_emails', 'contact_phones', 'contact_locations'])
      expect(await deleted(table)).toEqual([])
    expect(calls.of('Caller')).toHaveLength(1)
    expect(await problems()).toContain('deletion_held')

    mend()
    expect(await world.sync('clients', full)).toMatchObject({ status: 'success', heldBack: 0 })
    await compare(world.database, company)
    expect(await problems()).not.toContain('deletion_held')
  })

  test('are asked for by no run without candidates, and once by one that has some', async () => {
    const { change, company, calls } = world.gazelle
    const piano = change.insertPiano()
    const user = change.insertUser()
    await world.syncAll()
    calls.clear()
    await world.syncAll(full)
    expect(calls.of('Caller')).toEqual([])
    change.deletePiano(piano.id)
    change.deleteUser(user.id)
    for (const module of ['users', 'pianos'])
      expect(await world.sync(module, full)).toMatchObject({ deleted: 1 })
    expect(calls.of('Caller')).toHaveLength(2)
    await world.syncAll(full)
    await compare(world.database, company)
  })

  test('are asked for before a full sweep reads, once a day: what a technician’s lists hide in records stays (twin of D2)', async () => {
    const { company, calls } = world.gazelle
    calls.clear()
    await world.syncAll()
    expect(calls.of('Caller')).toHaveLength(1)
    const [contact] = [...company.clients.values()].flatMap((client) => client.contacts)
    if (!contact) throw new Error('no client has a contact')
    const show = hidden([contact.id])
    await world.database.query(`update sync.callers set asked_at = now() - interval '1 day'`)
    expect(await world.sync('clients', full)).toMatchObject({ deleted: 0, status: 'success' })
    expect(await deleted('contacts')).toEqual([])
    const held = await world.database.query(
      `select external_id from reconcile.missing_children where status = 'held' and entity = 'contacts'`,
    )
    expect(held).toEqual([{ external_id: contact.id }])
    expect(await problems()).toContain('rights_lost')

    show()
    expect(await world.sync('clients', full)).toMatchObject({ heldBack: 0 })
    await compare(world.database, company)
    expect(await problems()).not.toContain('rights_lost')
  })

  test('that are lost after a good load delete nothing of the clients that are hidden, which one alert says (case D2)', async () => {
    const { company, rules } = world.gazelle
    await world.database.query('update sync.modules set max_delete_share = 1')
    await world.syncAll()
    const mend = rules.add({ kind: 'rights', hides: 0.04, stays: true })
    const alerts = async () => {
      await world.database.query('select monitoring.evaluate_alerts()')
      return world.database.query('select rule, subject from monitoring.alerts where resolved_at is null')
    }
    for (let day = 1; day <= 3; day++) {
      expect(await world.sync('clients', full)).toMatchObject({ deleted: 0 })
      expect(await world.sync('clients')).toMatchObject({ deleted: 0 })
      await lookUpNow()
      expect(await alerts()).toEqual([{ rule: 'rights_lost', subject: 'main' }])
      await world.database.query(`update sync.callers set asked_at = now() - interval '1 day'`)
    }
    expect((await missing('clients')).length).toBe(2)
    await compare(world.database, company)

    mend()
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await missing('clients')).toEqual([])
    expect(await alerts()).toEqual([])
  })

  test('that are a technician’s on a first load are an alert, though nothing is missing yet (twin of D2)', async () => {
    const { company, rules } = world.gazelle
    const mend = rules.add({
      kind: 'rights',
      accessLevel: 'TECHNICIAN',
      hasLimitedAccess: false,
      stays: true,
    })
    await world.syncAll()
    expect(await problems()).toContain('rights_lost')
    mend()
    await world.syncAll(full)
    expect(await problems()).not.toContain('rights_lost')
    await compare(world.database, company)
  })

  test('that Gazelle does not tell put deletions off', async () => {
    const { change, company, rules, calls } = world.gazelle
    const piano = change.insertPiano()
    const user = change.insertUser()
    await world.syncAll()
    change.deletePiano(piano.id)
    change.deleteUser(user.id)
    rules.add({ kind: 'serverError', operation: 'Caller', times: 100 })
    for (const module of ['users', 'pianos'])
      expect(await world.sync(module, full)).toMatchObject({ deleted: 0, status: 'success' })
    expect(calls.of('PianosById')).toEqual([])
    rules.clear()
    await lookUpNow()
    for (const module of ['users', 'pianos']) expect(await world.sync(module)).toMatchObject({ deleted: 1 })
    await world.syncAll(full)
    await compare(world.database, company)
  })
})

describe('a record that is known to be there', () => {
  test('is asked for together with what is missing, and nothing is deleted when Gazelle denies it too', async () => {
    const { change, company, calls } = world.gazelle
    const piano = change.insertPiano()
    await world.syncAll()
    change.deletePiano(piano.id)
    calls.clear()
    const nothing = (body: string) =>
      Object.fromEntries(Object.keys(JSON.parse(body).data).map((record) => [record, null]))
    world.wire.onAnswer = ({ operation }, body) =>
      operation === 'PianosById' ? JSON.stringify({ data: nothing(body) }) : body
    expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, due: 1 })
    expect(calls.of('PianosById').map(({ variables }) => Object.values(variables).length)).toEqual([2])
    expect(await deleted('pianos')).toEqual([])
    world.wire.onAnswer = undefined
    await lookUpNow()
    expect(await world.sync('pianos')).toMatchObject({ deleted: 1 })
    await world.syncAll(full)
    await compare(world.database, company)
  })

  test('shows that an error is about the one that is missing, which waits for a person after three runs', async () => {
    const { change, company } = world.gazelle
    const [piano, other] = [change.insertPiano(), change.insertPiano()]
    await world.syncAll()
    change.deletePiano(piano.id)
    world.wire.onAnswer = ({ operation, variables }, body) => {
      const at = Object.entries(variables).find(([, id]) => id === piano.id)?.[0]
      if (operation !== 'PianosById' || !at) return body
      const record = at.replace('id', 'record')
      const answer = JSON.parse(body)
      const errors = [{ message: "undefined method 'each' for nil", path: [record] }]
      return JSON.stringify({ data: { ...answer.data, [record]: null }, errors })
    }
    for (const _ of [1, 2]) {
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, heldBack: 0, due: 1 })
      await lookUpNow()
    }
    // It holds up no other one.
    change.deletePiano(other.id)
    expect(await world.sync('pianos', full)).toMatchObject({ deleted: 1, heldBack: 1, due: 0 })
    expect(await missing('pianos')).toContainEqual({ id: piano.id, status: 'held', held_because: 'error' })
    expect(await problems()).toContain('deletion_held')
    expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, heldBack: 1 })
    expect(await deleted('pianos')).toEqual([other.id])

    await world.database.query(`select sync.release_deletions('pianos', p_by => 'Anna')`)
    expect(await world.sync('pianos')).toMatchObject({ deleted: 1, heldBack: 0 })
    await world.syncAll(full)
    await compare(world.database, company)
  })
})

describe('many missing records', () => {
  test('are all looked up by one sweep, many in a request (case D4)', async () => {
    const { change, company, calls } = world.gazelle
    const pianos = Array.from({ length: 120 }, () => change.insertPiano().id)
    await world.syncAll()
    await world.database.query('update sync.modules set max_delete_share = 1')
    for (const id of pianos) change.deletePiano(id)
    calls.clear()
    expect(await world.sync('pianos', full)).toMatchObject({ deleted: 120, due: 0 })
    expect(calls.of('PianosById')).toHaveLength(3)
    await world.syncAll(full)
    await compare(world.database, company)
  })

  test('of the timeline are searched for in one reading of each client’s list (case D4)', async () => {
    const { change, company, calls } = world.gazelle
    const clients = [change.insertClient().id, change.insertClient().id]
    const entries = Array.from({ length: 130 }, (_, n) =>
      change.insertTimelineEntry({ clientId: clients[n % 2] ?? '' }),
    )
    await world.syncAll()
    await world.database.query('update sync.modules set max_delete_share = 1')
    for (const { id } of entries) change.deleteTimelineEntry(id)
    calls.clear()
    expect(await world.sync('timeline', full)).toMatchObject({ deleted: 130, due: 0 })
    const read = calls.of('Neighbours').map(({ variables }) => variables.clientId)
    // With each list, one in which an entry that is there was searched for.
    expect(read.length).toBeLessThanOrEqual(4)
    for (const id of clients) expect(read).toContain(id)
    await world.syncAll(full)
    await compare(world.database, company)
  })
})

describe('a timeline entry that is missing from a list with a lasting fault (part L)', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  /** A client with an entry a month, of which some are deleted. */
  const scene = async () => {
    const { change } = world.gazelle
    const client = change.insertClient()
    const entries = Array.from({ length: 6 }, (_, n) =>
      change.insertTimelineEntry({ clientId: client.id, occurredAt: inDays(-30 * n - 1) }),
    ).map(({ id }) => id)
    await world.syncAll()
    return { change, entries }
  }
  const deletedOf = async (entries: string[]) =>
    (await deleted('timeline_entries')).filter((id) => entries.includes(id))

  test('is deleted though totalCount is always one too high', async () => {
    const { change, entries } = await scene()
    const [newest = '', , middle = ''] = entries
    for (const id of [newest, middle]) change.deleteTimelineEntry(id)
    world.gazelle.rules.add({ kind: 'totalCount', by: 1, stays: true, operation: 'Neighbours' })
    expect(await world.sync('timeline', full)).toMatchObject({ deleted: 2, due: 0, heldBack: 0 })
    await compare(world.database, world.gazelle.company)
  })

  test('waits for a person while another one of its client’s comes as null, and what comes as null is not deleted', async () => {
    const { change, entries } = await scene()
    const [gone = '', , , broken = ''] = entries
    change.deleteTimelineEntry(gone)
    world.wire.onAnswer = (_, body) => {
      const answer = JSON.parse(body)
      for (const edge of answer.data?.allTimelineEntries?.edges ?? [])
        if (edge.node?.id === broken) edge.node = null
      return JSON.stringify(answer)
    }
    expect(await world.sync('timeline', full)).toMatchObject({ deleted: 0 })
    for (const _ of [1, 2, 3]) {
      await lookUpNow()
      await world.sync('timeline', full)
    }
    expect(await deletedOf(entries)).toEqual([])
    expect((await missing('timeline')).map(({ id, held_because }) => [id, held_because])).toEqual(
      [gone, broken].sort().map((id) => [id, 'error']),
    )
    await world.database.query('select sync.release_deletions($1, p_ids => $2)', ['timeline', [gone]])
    await world.sync('timeline')
    expect(await deletedOf(entries)).toEqual([gone])
    world.wire.onAnswer = undefined
    await world.syncAll(full)
    await compare(world.database, world.gazelle.company)
  })
})

describe('a list without queries by id', () => {
  test('proposes nothing while it has a hole', async () => {
    const { change, company } = world.gazelle
    const user = change.insertUser()
    await world.syncAll()
    change.deleteUser(user.id)
    world.wire.onAnswer = ({ operation }, body) => {
      if (operation !== 'Users') return body
      const answer = JSON.parse(body)
      answer.data.allUsers[0] = null
      return JSON.stringify(answer)
    }
    expect(await world.sync('users', full)).toMatchObject({ deleted: 0, due: 0, status: 'partial' })
    expect(await missing('users')).toEqual([])
    world.wire.onAnswer = undefined
    expect(await world.sync('users', full)).toMatchObject({ deleted: 1 })
    await world.syncAll(full)
    await compare(world.database, company)
  })
})
