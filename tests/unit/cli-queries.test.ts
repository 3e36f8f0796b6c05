import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { checkCredential, checkSchema } from '../../cli/doctor.ts'
import { createGazelleClient, type GazelleClient } from '../../shared/gazelle/client.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'

let gazelle: GazelleFake
let client: GazelleClient
beforeAll(async () => {
  gazelle = await startGazelleFake({ company: { clients: 2, pianos: 2 } })
  client = createGazelleClient({
    url: gazelle.url,
    credential: apiKeyCredential(gazelle.apiKey),
    limiter: { reserve: async () => 0, slowDown: async () => {} },
    retry: { minDelayMs: 1, maxDelayMs: 2 },
  })
})
afterEach(() => {
  gazelle.rules.clear()
  gazelle.calls.clear()
})
afterAll(() => gazelle?.stop())

const lost = () => {
  gazelle.rules.add({ kind: 'removedValue', value: 'TimelineEntryType.ESTIMATE', stays: true })
  gazelle.rules.add({ kind: 'undefinedField', field: 'PrivatePiano.notes', stays: true })
  gazelle.rules.add({
    kind: 'undefinedArgument',
    argument: 'PrivateAllClientsFilter.createdGet',
    stays: true,
  })
}
const whole = /^\d+ queries fit \(1 call\)$/

describe('gazelle doctor checks every query with its variables (case R12)', () => {
  test('by the schema, in one call', async () => {
    const [finding, ...others] = await checkSchema(client)
    expect(finding).toMatchObject({ check: 'schema', status: 'ok', message: expect.stringMatching(whole) })
    expect(others).toEqual([])
    expect(gazelle.calls.all).toHaveLength(1)
  })

  test('and names what is refused, be it a field, an argument or a value, with the queries that ask for it', async () => {
    lost()
    const findings = await checkSchema(client)
    expect(findings.map(({ status, message }) => `${status} ${message}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^failed .*"notes".*\(pianos page forwards, pianos page backwards, pianos by id, pianos created\)$/,
        ),
        expect.stringMatching(/^failed .*"createdGet".*\(clients created\)$/),
        expect.stringMatching(/^failed .*"ESTIMATE".*\(timeline messages\)$/),
      ]),
    )
    expect(findings).toHaveLength(3)
    expect(gazelle.calls.all).toHaveLength(1)
  })

  test('names a value that a module does not know, as a warning', async () => {
    gazelle.rules.add({ kind: 'addedValue', value: 'TimelineEntryType.CONTACT_FAX_MANUAL', stays: true })
    expect(await checkSchema(client)).toEqual([
      expect.objectContaining({ status: 'ok' }),
      expect.objectContaining({
        status: 'warning',
        message: 'timeline does not name CONTACT_FAX_MANUAL of TimelineEntryType',
      }),
    ])
  })

  test('by asking each for one record where introspection is off, and says what that cost', async () => {
    gazelle.rules.add({ kind: 'noIntrospection', stays: true })
    const [fine] = await checkSchema(client)
    const calls = gazelle.calls.all.length
    expect(fine).toMatchObject({
      status: 'ok',
      message: expect.stringContaining(`queries fit (${calls} calls; introspection is off)`),
    })
    expect(calls).toBeLessThan(150)
    lost()
    const messages = (await checkSchema(client)).map(({ message }) => message)
    for (const name of ['PrivatePiano.notes', 'PrivateAllClientsFilter.createdGet', 'ESTIMATE'])
      expect(messages).toContainEqual(expect.stringContaining(name))
    expect(messages).toHaveLength(3)
  })

  test('and tells a Gazelle that is away, or an address that is not Gazelle’s, from a refusal', async () => {
    gazelle.rules.add({ kind: 'serverError', status: 502, stays: true })
    await expect(checkSchema(client)).rejects.toMatchObject({ code: 'gazelle_server_error' })
    gazelle.rules.clear()
    gazelle.rules.add({ kind: 'redirect', stays: true })
    await expect(checkSchema(client)).rejects.toMatchObject({ code: 'gazelle_wrong_address' })
    await expect(checkCredential(client)).rejects.toMatchObject({ code: 'gazelle_wrong_address' })
  })
})
