import { GazelleError } from './errors.ts'

const version = 'v1'
const ivBytes = 12 // what AES-GCM is specified for (NIST SP 800-38D, 5.2.1.1)

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

async function aesKey(key: string): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
  } catch (cause) {
    throw new GazelleError('token_key_wrong', 'TOKEN_ENCRYPTION_KEY is not the base64 of 32 bytes', { cause })
  }
}

/**
 * Seals `text` with AES-256-GCM.
 * @param key base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`)
 * @returns `v1.<base64 of iv and ciphertext>`; the same text never gives the same result twice
 */
export async function seal(text: string, key: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    await aesKey(key),
    new TextEncoder().encode(text),
  )
  return `${version}.${toBase64(new Uint8Array([...iv, ...new Uint8Array(sealed)]))}`
}

/**
 * Opens what `seal` made.
 * @throws GazelleError `token_key_wrong` when the key is another one or the text was tampered with,
 *   `token_unreadable` when it is no sealed text at all
 */
export async function open(sealed: string, key: string): Promise<string> {
  const [prefix, body] = sealed.split('.')
  if (prefix !== version || !body)
    throw new GazelleError('token_unreadable', 'The stored token has an unknown form')
  const aes = await aesKey(key)
  try {
    const bytes = fromBase64(body)
    const text = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes.subarray(0, ivBytes) },
      aes,
      bytes.subarray(ivBytes),
    )
    return new TextDecoder().decode(text)
  } catch (cause) {
    throw new GazelleError('token_key_wrong', 'The stored token does not open with TOKEN_ENCRYPTION_KEY', {
      cause,
    })
  }
}
