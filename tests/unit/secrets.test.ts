import { describe, expect, test } from 'vitest'
import { rpcError } from '../../shared/database/rpc.ts'
import { pathOf } from '../../shared/gazelle/holes.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { cleaner, cleanText, noteSecret, withoutSecrets } from '../../shared/secrets.ts'

const env = { GAZELLE_API_KEY: 'key+with/signs=? é' }
const secret = env.GAZELLE_API_KEY
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('a secret that somebody gives back is struck out (case S2)', () => {
  const forms: [string, string][] = [
    ['as it is', secret],
    ['in JSON', JSON.stringify({ key: secret })],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, in small letters', encodeURIComponent(secret).toLowerCase()],
    ['in a form', String(new URLSearchParams({ key: secret }))],
    ['in a URL inside a URL', encodeURIComponent(encodeURIComponent(secret))],
    ['in base64', base64(secret)],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in base64 in a URL', encodeURIComponent(base64(secret))],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ...['', 'a', 'ab', 'abc', 'user:'].map((before): [string, string] => [
      `in the base64 of a text that it stands in, after "${before}"`,
      base64(`${before}${secret}\n`),
    ]),
  ]
  test.each(forms)('%s', (_, form) => {
    const text = withoutSecrets(`x-gazelle-api-key: ${form}, and more`, env)
    expect(text).toContain('•••')
    expect(text).toMatch(/^x-gazelle-api-key: .*, and more$/)
    // At most the letters that neighbours have a part in are left.
    const left = text.replace(/^x-gazelle-api-key: |, and more$/g, '')
    expect(left.length).toBeLessThan(20)
  })

  test('though it is in no setting: a token that this process was given', () => {
    noteSecret('token-of-an-account')
    expect(cleanText('you sent token-of-an-account')).toBe('you sent •••')
    apiKeyCredential('key-of-an-account')
    expect(cleanText('you sent key-of-an-account')).toBe('you sent •••')
  })

  test('and never leaves a half, wherever the text is cut', () => {
    for (let before = 0; before < 320; before++) {
      const text = cleaner(300, env)(`${'.'.repeat(before)}${secret.repeat(40)}`)
      expect(text.length).toBeLessThanOrEqual(300)
      expect(text.replaceAll(/[.•…]/g, '')).toBe('')
    }
  })

  test.each(['Basic dXNlcjpwYXNzd29yZA==', 'Bearer abc.def'])('by its form: %s', (header) => {
    expect(withoutSecrets(`authorization: ${header}`, {})).toBe('authorization: •••')
  })

  test('and words are left alone', () => {
    const text = 'Basic authentication is required; the bearer of this key may not'
    expect(withoutSecrets(text, {})).toBe(text)
  })
})

describe('a text from outside', () => {
  test('of 8 MB is 300 characters, in a moment (case S3)', () => {
    const huge = 'x'.repeat(8_000_000)
    const begun = performance.now()
    expect(cleanText(huge)).toBe(`${'x'.repeat(299)}…`)
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  test('is one line, without what makes a terminal or a page do something', () => {
    expect(cleanText('\u001b[2Jred\r\n\tline\u0000 \u202Eevil\u2028end\ufeff')).toBe('[2Jred line evil end')
    expect(cleanText('half \ud83d')).toBe('half \ufffd')
    expect(cleanText(`${'x'.repeat(298)}🎹🎹`)).toBe(`${'x'.repeat(298)}…`)
  })
})

describe('what else comes from outside is bounded and clean', () => {
  const huge = `\u0000${'y'.repeat(8_000_000)}\ud83d`

  test('the names in an error’s path (case S3)', () => {
    expect(pathOf(['region'])).toBe('region')
    expect(pathOf(['allContacts', 'nodes', 3, 'allEmails'])).toBe('allContacts.nodes.3.allEmails')
    const path = pathOf([`\u0000a\u001b`, huge, 7])
    expect(path.length).toBeLessThanOrEqual(200)
    expect(path).toMatch(/^a/)
    expect(path.isWellFormed()).toBe(true)
    noteSecret('secret-in-a-path')
    expect(pathOf(['x', 'secret-in-a-path'])).toBe('x.•••')
  })

  test('what the Data API, or a proxy before it, says (cases S2 and S3)', () => {
    noteSecret('secret-that-a-proxy-echoes')
    const { message } = rpcError('stage_page', { message: `apikey: secret-that-a-proxy-echoes ${huge}` })
    expect(message.length).toBeLessThanOrEqual(1100)
    expect(message).toMatch(/^stage_page failed: apikey: ••• /)
  })
})
