import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compare, differences } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world?.stop())
beforeEach(() => world.fresh())

const full = { mode: 'full' }
const rows = (sql: string, values: unknown[] = []) => world.database.query(sql, values)
const one = async (sql: string, values: unknown[] = []) => (await rows(sql, values))[0]
const openHoles = (module: string) =>
  rows('select kind, path, external_id from sync.holes where module = $1 and closed_at is null', [module])
const phone = (id: string) =>
  one('select phone_number, confirmed_at, deleted_at from gazelle.contact_phones where id = $1', [id])

/** A client with a contact that has a phone, confirmed long ago. */
const withPhone = () => {
  for (const client of world.gazelle.company.clients.values())
    for (const contact of client.contacts)
      for (const phone of contact.phones)
        if (contact.isDefault) {
          phone.confirmedAt = '2024-05-06T07:08:09Z'
          return { client, contact, phone }
        }
  throw new Error('the company has no phone')
}

describe('a field that errs in one phone of one contact for good', () => {
  test('leaves out that field alone on a first load, and what is added and corrected arrives (kind of part L)', async () => {
    const { rules, company, change } = world.gazelle
    const { client, contact, phone: erring } = withPhone()
    rules.add({ kind: 'partial', field: 'PrivateContactPhone.confirmedAt', id: erring.id, stays: true })
    expect(await world.sync('clients')).toMatchObject({ status: 'partial', rejected: 0 })
    expect(await phone(erring.id)).toMatchObject({ confirmed_at: null, deleted_at: null })
    const differing = (await differences(world.database, company)).filter((line) =>
      line.startsWith('contact'),
    )
    expect(differing).toEqual([expect.stringContaining(`contact_phones ${erring.id}.confirmed_at: null`)])
    expect(await openHoles('clients')).toMatchObject([
      {
        kind: 'error',
        external_id: client.id,
        path: expect.stringMatching(/allPhones\.nodes\.\d+\.confirmedAt$/),
      },
    ])

    const added = change.insertContact(client.id, { lastName: 'Nouveau' })
    change.editContact(contact.id, {
      phones: contact.phones.map((one) => ({ ...one, phoneNumber: '514 555-0199' })),
    })
    await world.sync('clients', full)
    expect(await one('select last_name from gazelle.contacts where id = $1', [added.id])).toEqual({
      last_name: 'Nouveau',
    })
    expect(await phone(erring.id)).toMatchObject({ phone_number: '514 555-0199', confirmed_at: null })
    change.deleteContact(added.id)
    await world.sync('clients', full)
    expect(await one('select deleted_at from gazelle.contacts where id = $1', [added.id])).toEqual({
      deleted_at: expect.any(Date),
    })

    rules.clear()
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await openHoles('clients')).toEqual([])
  })

  test('keeps what was known of it, through a correction beside it and a replay; no drift is told (kind of part L)', async () => {
    const { rules, company, change } = world.gazelle
    const { contact, phone: erring } = withPhone()
    await world.syncAll()
    const known = { confirmed_at: new Date('2024-05-06T07:08:09Z'), deleted_at: null }
    rules.add({ kind: 'partial', field: 'PrivateContactPhone.confirmedAt', id: erring.id, stays: true })
    change.editContact(contact.id, {
      phones: contact.phones.map((one) => ({ ...one, phoneNumber: '514 555-0199' })),
    })
    await world.sync('clients', full)
    expect(await phone(erring.id)).toEqual({ ...known, phone_number: '514 555-0199' })
    await rows(`select reconcile.replay('clients', 'main', '', 500)`)
    expect(await phone(erring.id)).toEqual({ ...known, phone_number: '514 555-0199' })
    expect(await world.sync('clients', full)).toMatchObject({ changed: 0, rejected: 0 })
    expect(
      await rows(
        `select i ->> 'rule' as rule, i ->> 'field' as field from staging.stg_clients s, jsonb_array_elements(s.issues) i`,
      ),
    ).toEqual([{ rule: 'not_given', field: 'confirmedAt' }])

    rules.clear()
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await rows('select from staging.stg_clients where issues is not null')).toEqual([])
  })

  test('and takes its contact along, since the schema allows no null there, leaves the other contacts (kind of part L)', async () => {
    const { rules, company, change } = world.gazelle
    const { client, contact, phone: known } = withPhone()
    await world.syncAll()
    rules.add({ kind: 'partial', field: 'PrivateContact.allPhones', id: contact.id, stays: true })
    const added = change.insertContact(client.id, { lastName: 'Nouveau' })
    await world.sync('clients', full)
    expect(await one('select last_name from gazelle.contacts where id = $1', [added.id])).toEqual({
      last_name: 'Nouveau',
    })
    expect(await one('select deleted_at from gazelle.contacts where id = $1', [contact.id])).toEqual({
      deleted_at: null,
    })
    expect(await phone(known.id)).toMatchObject({ deleted_at: null })
    expect(await openHoles('clients')).toMatchObject([{ kind: 'error', external_id: client.id }])
    rules.clear()
    await world.syncAll(full)
    await compare(world.database, company)
  })
})

test('a setting of the company that errs for good withholds no other setting (kind of part L)', async () => {
  const { rules, company, change } = world.gazelle
  rules.add({ kind: 'partial', field: 'CompanyInvoiceSettings.defaultInvoiceNetDays', stays: true })
  await world.sync('company')
  const read = () =>
    one(
      'select default_invoice_net_days, tips_enabled, timezone, custom_labels[1] as label from gazelle.company',
    )
  const first = await read()
  expect(first).toMatchObject({ default_invoice_net_days: null, timezone: expect.any(String) })
  rules.clear()
  await world.sync('company')
  const known = await read()
  expect(known?.default_invoice_net_days).not.toBeNull()
  rules.add({ kind: 'partial', field: 'CompanyInvoiceSettings.defaultInvoiceNetDays', stays: true })
  rules.add({ kind: 'partial', field: 'PrivateCompanyGeneralSettings.clientCustom1Label', stays: true })
  const [id = ''] = (await rows('select id from gazelle.company')).map((row) => String(row.id))
  change.edit('company', id, { website: 'https://neuf.example' })
  await world.sync('company')
  expect(await read()).toEqual(known)
  expect(await one('select website from gazelle.company')).toEqual({ website: 'https://neuf.example' })
  rules.clear()
  await world.syncAll(full)
  await compare(world.database, company)
})
