import { afterEach, describe, expect, test } from 'vitest'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { fromStatus, isAboutSize } from '../../shared/gazelle/errors.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { type Endpoint, errorOf, type Reply, startEndpoint } from './gazelle-endpoint.ts'

let endpoint: Endpoint
afterEach(() => endpoint?.close())

const query =
  'query Timeline($types: [TimelineEntryType!]) { allTimelineEntries(types: $types) { nodes { id } } }'
const good = { json: { data: { allTimelineEntries: { nodes: [] } } } }

/** The error of a call that is always answered so, with the calls that it took and how often the account was slowed down. */
async function met(reply: Reply) {
  endpoint = await startEndpoint(() => reply)
  let slowed = 0
  const client = createGazelleClient({
    url: `${endpoint.url}/graphql`,
    credential: apiKeyCredential('key-of-the-account'),
    limiter: {
      reserve: async () => 0,
      slowDown: async () => {
        slowed++
      },
    },
    retry: { retries: 5, minDelayMs: 1, maxDelayMs: 2 },
  })
  const error = await errorOf(client.request(query, { types: ['INVOICE'] }))
  return { error, calls: endpoint.calls.length, slowed, aboutSize: isAboutSize(error) }
}

const html = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  text: '<html><body>No</body></html>',
})
const plain = (status: number): Reply => ({ status, headers: { 'content-type': 'text/plain' }, text: 'No' })
const refusing = (message: string, extensions?: object, status = 200): Reply => ({
  status,
  json: { errors: [{ message, ...(extensions && { extensions }) }] },
})
const once = { calls: 1, slowed: 0 }
const lasting = { calls: 6, slowed: 0 }

describe('an address that is not Gazelle’s (case R14)', () => {
  const replies: [string, Reply][] = [
    ['a redirect', html(302, { location: '/users/sign_in?return=1' })],
    ['a redirect without a body', { status: 308, headers: { location: 'https://gazelle.example/graphql/' } }],
    ['HTTP 404', html(404)],
    ['HTTP 404 with JSON that is not GraphQL’s', { status: 404, json: { error: 'Not Found' } }],
    ['HTTP 405', plain(405)],
    ['HTTP 410', plain(410)],
    ['a web page with HTTP 200', html(200)],
    ['a web page with HTTP 202', html(202)],
    [
      'a web page that calls itself JSON',
      { text: '<html>', headers: { 'content-type': 'application/json' } },
    ],
  ]
  test.each(replies)('is named as such, and soon given up: %s', async (_, reply) => {
    expect(await met(reply)).toMatchObject({
      error: {
        code: 'gazelle_wrong_address',
        about: 'GAZELLE_API_URL',
        message: expect.stringContaining('GAZELLE_API_URL'),
      },
      ...{ calls: 3, slowed: 0, aboutSize: false },
    })
  })

  test('never gets the credential of another: a redirect is not followed', async () => {
    const { error } = await met(html(301, { location: 'http://elsewhere.example/take?it=1#all' }))
    expect(error.message).toBe('GAZELLE_API_URL sends on to http://elsewhere.example/take (HTTP 301)')
    expect(endpoint.calls.every(({ path }) => path === '/graphql')).toBe(true)
  })
})

describe('something between here and Gazelle (case R14)', () => {
  test.each<[string, Reply]>([
    ['403 with a web page', html(403)],
    ['403 with a text', plain(403)],
    ['403 with nothing', { status: 403, headers: { 'content-type': 'text/plain' }, text: '' }],
    ['407', plain(407)],
    ['451', html(451)],
    ['418 with a web page', html(418)],
    ['400 with a web page', html(400)],
  ])('is an outage, which is waited for: %s', async (_, reply) => {
    const expected = { error: { code: 'gazelle_unreachable', retryable: true }, ...lasting, aboutSize: false }
    expect(await met(reply)).toMatchObject(expected)
  })
})

describe('the credential is refused (case R14)', () => {
  test.each<[string, Reply]>([
    ['by 401 with JSON', { status: 401, json: { error: 'Unauthorized' } }],
    ['by 401 with a web page, since its body is not known', html(401)],
    ['by 403 with JSON', { status: 403, json: { error: 'Forbidden' } }],
    ['by 403 with GraphQL’s errors', refusing('Forbidden', undefined, 403)],
    ['by GraphQL’s code', refusing('non', { code: 'UNAUTHENTICATED' })],
    ['by GraphQL’s code for a right', refusing('non', { code: 'FORBIDDEN' })],
    ['by a number', refusing('non', { code: 403 })],
  ])('%s', async (_, reply) => {
    expect(await met(reply)).toMatchObject({ error: { code: 'gazelle_credential_refused' }, ...once })
  })
})

describe('a query that is too costly (case R12)', () => {
  test.each<[string, Reply]>([
    [
      'complexity, in graphql-ruby’s words',
      refusing('Query has complexity of 24020, which exceeds max complexity of 10000'),
    ],
    ['depth, in graphql-ruby’s words', refusing('Query has depth of 12, which exceeds max depth of 10')],
    ['in French', refusing('La requête a une complexité de 24020')],
    ['MAX_COST_EXCEEDED', refusing('Query cost is 2400', { code: 'MAX_COST_EXCEEDED', cost: 2400 })],
    ['QUERY_TOO_COMPLEX', refusing('non', { code: 'QUERY_TOO_COMPLEX' })],
    ['maxComplexityExceeded', refusing('non', { code: 'maxComplexityExceeded' })],
    ['query-too-deep', refusing('non', { code: 'query_too_deep' })],
    ['under HTTP 400', refusing('non', { code: 'COMPLEXITY_LIMIT' }, 400)],
    [
      'beside data that is null',
      { json: { data: null, errors: [{ message: 'exceeds max complexity of 1' }] } },
    ],
    ['413', plain(413)],
    ['414', html(414)],
    ['431', { status: 431, json: {} }],
  ])('asks for less, slows nothing down and is not asked again: %s', async (_, reply) => {
    const expected = {
      error: { code: 'gazelle_query_too_costly', retryable: false },
      ...once,
      aboutSize: true,
    }
    expect(await met(reply)).toMatchObject(expected)
  })
})

describe('throttling told in GraphQL', () => {
  test.each(['THROTTLED', 'RATE_LIMITED', 'rateLimitExceeded', 'TOO_MANY_REQUESTS', 429])(
    'slows the account down: %s',
    async (code) => {
      const { error, slowed, aboutSize } = await met({
        status: 429,
        headers: { 'retry-after': '0' },
        json: { errors: [{ message: 'doucement', extensions: { code } }] },
      })
      expect({ code: error.code, slowed, aboutSize }).toEqual({
        code: 'gazelle_throttled',
        slowed: 6,
        aboutSize: false,
      })
    },
  )
})

describe('a value that an enum has lost (case R12)', () => {
  const ruby = (value: string, place: (string | number)[] = [0]) =>
    refusing(
      `Variable $types of type [TimelineEntryType!] was provided invalid value for ${place.join('.')} (Expected "${value}" to be one of: ESTIMATE, USER_COMMENT)`,
      {
        value: [value],
        problems: [{ path: place, explanation: `Expected "${value}" to be one of: ESTIMATE, USER_COMMENT` }],
      },
    )
  test.each<[string, Reply]>([
    ['in graphql-ruby’s words', ruby('INVOICE')],
    [
      'in other words, by its place',
      refusing('La variable $types est invalide', {
        value: ['INVOICE'],
        problems: [{ path: [0], explanation: 'non' }],
      }),
    ],
    [
      'without problems',
      refusing(
        'Variable $types was provided invalid value for 0 (Expected "INVOICE" to be one of: ESTIMATE)',
      ),
    ],
    [
      'in graphql-js’s words',
      refusing(
        'Variable "$types" got invalid value "INVOICE" at "types[0]"; Value "INVOICE" does not exist in "TimelineEntryType" enum.',
      ),
    ],
    ['under HTTP 422', { ...ruby('INVOICE'), status: 422 }],
  ])('is named, and is no outage: %s', async (_, reply) => {
    const expected = { error: { code: 'gazelle_value_gone', about: 'INVOICE', values: ['INVOICE'] }, ...once }
    expect(await met(reply)).toMatchObject({ ...expected, aboutSize: false })
  })

  test('is one of several that are all named', async () => {
    const problems = ['INVOICE', 'ESTIMATE'].map((value, at) => ({
      path: [at],
      explanation: `Expected "${value}" to be one of: X`,
    }))
    const { error } = await met(
      refusing('Variable $types was provided invalid value', { value: ['INVOICE', 'ESTIMATE'], problems }),
    )
    expect(error.values).toEqual(['INVOICE', 'ESTIMATE'])
  })

  test('is told apart from a field that an input object has lost, and from a value of another kind', async () => {
    const gone = { path: ['createdGet'], explanation: 'Field is not defined on PrivateAllClientsFilter' }
    const words =
      'Variable $filters of type PrivateAllClientsFilter was provided invalid value for createdGet'
    expect(
      (await met(refusing(words, { value: { createdGet: 'X' }, problems: [gone] }))).error,
    ).toMatchObject({
      code: 'gazelle_field_gone',
      about: 'PrivateAllClientsFilter.createdGet',
    })
    await endpoint.close()
    const wrong = { path: ['createdGet'], explanation: 'Could not coerce value "2026-13-01" to CoreDate' }
    expect(
      await met(refusing(words, { value: { createdGet: '2026-13-01' }, problems: [wrong] })),
    ).toMatchObject({
      error: { code: 'gazelle_query_refused' },
      ...once,
    })
  })
})

describe('a cursor that is refused (case R4)', () => {
  test.each<[string, Reply]>([
    ['by words alone', refusing('Invalid cursor')],
    [
      'beside null',
      {
        json: {
          data: { allTimelineEntries: null },
          errors: [{ message: 'Invalid cursor: "x"', path: ['allTimelineEntries'] }],
        },
      },
    ],
    ['in French', refusing('Le curseur n’est pas valide')],
    ['by a code', refusing('non', { code: 'INVALID_CURSOR' })],
    [
      'by its variable',
      refusing('Variable $after of type String was provided invalid value', { problems: [] }),
    ],
  ])('has a code of its own: %s', async (_, reply) => {
    expect(await met(reply)).toMatchObject({
      error: { code: 'gazelle_cursor_refused' },
      ...once,
      aboutSize: false,
    })
  })

  test('is told apart from a fault inside the server that names one', async () => {
    expect(await met(refusing("undefined method 'cursor' for nil"))).toMatchObject({
      error: { code: 'gazelle_server_error' },
      ...lasting,
    })
  })
})

describe('what the schema has lost is named', () => {
  test.each<[string, object, string]>([
    [
      "Field 'allClients' doesn't exist on type 'PrivateQuery'",
      { code: 'undefinedField', typeName: 'PrivateQuery', fieldName: 'allClients' },
      'PrivateQuery.allClients',
    ],
    [
      "Field 'allClients' doesn't accept argument 'sortBy'",
      { code: 'argumentNotAccepted', name: 'allClients', typeName: 'Field', argumentName: 'sortBy' },
      'allClients(sortBy:)',
    ],
    [
      "Argument 'sortBy' on Field 'allClients' has an invalid value ([CREATED_AT_ASC]). Expected type '[ClientSort!]'.",
      { code: 'argumentLiteralsIncompatible', typeName: 'Field', argumentName: 'sortBy' },
      'allClients(sortBy:)',
    ],
    [
      "PrivateAllClientsFilter isn't a defined input type (on $filters)",
      { code: 'undefinedType', typeName: 'PrivateAllClientsFilter' },
      'PrivateAllClientsFilter',
    ],
    [
      "No such type PrivatePiano, so it can't be a fragment condition",
      { code: 'undefinedType', typeName: 'PrivatePiano' },
      'PrivatePiano',
    ],
    [
      'Type mismatch on variable $id0 and argument id (String! / ID!)',
      { code: 'variableMismatch', variableName: 'id0', typeName: 'String!', argumentName: 'id' },
      '$id0: String!',
    ],
    [
      "Field 'allClients' is missing required arguments: reason",
      { code: 'missingRequiredArguments', className: 'Field', name: 'allClients', arguments: 'reason' },
      'allClients(reason:)',
    ],
    [
      "Field must have selections (field 'size' returns PianoSize but has no selections. Did you mean 'size { ... }'?)",
      { code: 'selectionMismatch', nodeName: "field 'size'", typeName: 'PianoSize' },
      'PianoSize.size',
    ],
  ])('%s', async (message, extensions, about) => {
    expect(await met(refusing(message, extensions))).toMatchObject({
      error: { code: 'gazelle_field_gone', about, message: `Gazelle no longer accepts ${about}` },
      ...once,
      aboutSize: false,
    })
  })
})

describe('an answer without an answer', () => {
  test.each<[string, Reply, string]>([
    [
      'nothing',
      { status: 200, text: '', headers: { 'content-type': 'application/json' } },
      'gazelle_answer_unreadable',
    ],
    ['204', (response) => response.writeHead(204).end(), 'gazelle_answer_unreadable'],
    ['a text', plain(200), 'gazelle_answer_unreadable'],
    ['5xx with a web page', html(502), 'gazelle_server_error'],
    ['5xx with GraphQL’s errors', refusing('oops', undefined, 500), 'gazelle_server_error'],
    ['408', plain(408), 'gazelle_timeout'],
    ['524', html(524), 'gazelle_timeout'],
    ['an error that is a number', { json: { errors: [7, null, [], 'oops'] } }, 'gazelle_server_error'],
    ['an error that is no list', { json: { errors: { message: 'oops' } } }, 'gazelle_server_error'],
    ['errors that are empty', { json: { data: null, errors: [] } }, 'gazelle_answer_unreadable'],
  ])('is an outage: %s', async (_, reply, code) => {
    expect(await met(reply)).toMatchObject({ error: { code }, ...lasting })
  })

  test('that an early hint came before is read all the same', async () => {
    endpoint = await startEndpoint(() => (response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(good.json))
    })
    const client = createGazelleClient({
      url: endpoint.url,
      credential: apiKeyCredential('key-of-the-account'),
      limiter: { reserve: async () => 0, slowDown: async () => {} },
    })
    expect(await client.request(query, {})).toMatchObject({ data: good.json.data })
  })

  test('418 with JSON is a refusal of the call', () => {
    const headers = new Headers({ 'content-type': 'application/json' })
    expect(fromStatus(418, headers)).toMatchObject({ code: 'gazelle_query_refused', retryable: false })
  })
})

describe('what Gazelle says', () => {
  test('of 8 MB with the key in it is 300 characters without the key (cases S2, S3)', async () => {
    const message = `key-of-the-account ${Buffer.from('key-of-the-account').toString('base64')} ${'x'.repeat(8_000_000)}`
    const { error } = await met(refusing(message, { code: 'odd' }))
    expect(error).toMatchObject({
      code: 'gazelle_query_refused',
      message: expect.stringMatching(/^Gazelle refused the query \(odd\): ••• ••• x+…$/),
    })
    expect(error.message).toHaveLength(300)
    expect(JSON.stringify(error.cause).length).toBeLessThan(1000)
  })

  test('beside data is cut and without secrets too', async () => {
    endpoint = await startEndpoint(() => ({
      json: {
        data: { a: 1, b: null },
        errors: [{ message: `key-of-the-account\u0007${'y'.repeat(1000)}`, path: ['b'] }],
      },
    }))
    const client = createGazelleClient({
      url: endpoint.url,
      credential: apiKeyCredential('key-of-the-account'),
      limiter: { reserve: async () => 0, slowDown: async () => {} },
    })
    const { errors } = await client.request(query, {})
    expect(errors).toEqual([{ message: expect.stringMatching(/^••• y{295}…$/), path: ['b'] }])
  })
})
