import { decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { macOf, open, seal, unseal } from '../../shared/gazelle/seal.ts'

const key = btoa('a'.repeat(32))

test('what was sealed opens with its key, whatever the text', async () => {
  const text = JSON.stringify({ accessToken: 'é€😀'.repeat(500) })
  expect(await open(await seal(text, key), key)).toBe(text)
})

test('the same text is never sealed the same way twice, and says how it was sealed', async () => {
  const [one, two] = await Promise.all([seal('token', key), seal('token', key)])
  expect(one).not.toBe(two)
  expect(decodeProtectedHeader(one)).toEqual({ alg: 'dir', enc: 'A256GCM' })
})

test('another key does not open it, and the error says which setting to correct', async () => {
  const opened = open(await seal('token', key), btoa('b'.repeat(32)))
  await expect(opened).rejects.toMatchObject({
    code: 'token_key_wrong',
    retryable: false,
    message: expect.stringContaining('TOKEN_ENCRYPTION_KEY'),
  })
})

test('while a key is replaced, the first one seals and each one opens', async () => {
  const [old, fresh] = [key, btoa('b'.repeat(32))]
  const both = `${fresh}, ${old}`
  expect(await unseal(await seal('token', old), both)).toEqual({ text: 'token', isCurrent: false })
  const sealed = await seal('token', both)
  expect(await unseal(sealed, both)).toEqual({ text: 'token', isCurrent: true })
  expect(await open(sealed, fresh)).toBe('token')
  await expect(open(sealed, old)).rejects.toMatchObject({ code: 'token_key_wrong' })
})

test('what is derived from a text is the same each time, and another one with another key or text', async () => {
  const derived = await macOf('delivery 7', key)
  expect(derived).toMatch(/^[0-9a-f]{64}$/)
  expect(await macOf('delivery 7', `${key},${btoa('b'.repeat(32))}`)).toBe(derived)
  expect(await macOf('delivery 8', key)).not.toBe(derived)
  expect(await macOf('delivery 7', btoa('b'.repeat(32)))).not.toBe(derived)
})

test('a text that was tampered with does not open', async () => {
  const sealed = await seal('token', key)
  const end = sealed.at(-6) === 'A' ? 'B' : 'A'
  await expect(open(sealed.slice(0, -6) + end + sealed.slice(-5), key)).rejects.toMatchObject({
    code: 'token_key_wrong',
  })
})

test.each(['short', btoa('x'.repeat(33)), 'not base64 at all!', `${key},`, `${key},short`])(
  'a key that is not 32 bytes is refused: %s',
  async (wrong) => {
    await expect(seal('token', wrong)).rejects.toMatchObject({ code: 'token_key_wrong' })
  },
)

test('a text of an unknown form is unreadable', async () => {
  await expect(open('v9.AAAA', key)).rejects.toMatchObject({ code: 'token_unreadable' })
})
