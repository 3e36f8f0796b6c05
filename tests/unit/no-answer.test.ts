import { describe, expect, test } from 'vitest'
import { connect } from '../../shared/database/client.ts'
import { noAnswerOf, reasonOf } from '../../shared/no-answer.ts'
import { freePort } from '../../supabase/local/ports.ts'

const thrownBy = (url: string) =>
  fetch(url).then(
    () => Promise.reject(new Error('it was answered')),
    (error: unknown) => error,
  )
/** As Deno's fetch fails: the words alone say why. */
const inDeno = (words: string) =>
  new TypeError('fetch failed', {
    cause: new Error(
      `error sending request for url (https://gazelleapp.io/x?key=abc): client error (Connect): ${words}`,
    ),
  })

describe('who gave no answer is named with the reason, and without the rest of the address', () => {
  test('where nobody listens, also by a name with several addresses', async () => {
    const port = await freePort()
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = `http://${host}:${port}/graphql?key=abc`
      expect(noAnswerOf(url, await thrownBy(url))).toBe(`${host}:${port} (ECONNREFUSED)`)
    }
  })

  test('where the name is unknown', async () => {
    expect(reasonOf(await thrownBy('https://no-such-host.invalid'))).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/)
  })

  test.each([
    ['dns error: failed to lookup address information: Name or service not known', 'ENOTFOUND'],
    ['tcp connect error: Connection refused (os error 111)', 'ECONNREFUSED'],
    [
      'received corrupt message of type InvalidContentType',
      'client error (Connect): received corrupt message of type InvalidContentType',
    ],
  ])('in Deno too, which has words alone: %s', (words, reason) => {
    expect(noAnswerOf('https://gazelleapp.io/x?key=abc', inDeno(words))).toBe(`gazelleapp.io (${reason})`)
  })

  test('of whatever was thrown', () => {
    expect(reasonOf(new DOMException('no answer in time', 'TimeoutError'))).toBe('no answer in time')
    expect(reasonOf('nothing')).toBe('nothing')
  })

  test('in what the Data API’s client says of a database that is away', async () => {
    const address = `127.0.0.1:${await freePort()}`
    const { error } = await connect(`http://${address}`, 'sb_secret_x', { forMs: 1 })
      .schema('sync')
      .from('modules')
      .select()
    expect(error?.message).toBe(`the database is away: ${address} (ECONNREFUSED)`)
  })
})
