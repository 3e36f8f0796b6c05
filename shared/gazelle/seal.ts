import { CompactEncrypt, compactDecrypt, errors } from 'jose'
import { GazelleError } from './errors.ts'

const header = { alg: 'dir', enc: 'A256GCM' }
const allowed = { keyManagementAlgorithms: [header.alg], contentEncryptionAlgorithms: [header.enc] }

function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  try {
    const bytes = Uint8Array.from(atob(key.trim()), (character) => character.charCodeAt(0))
    if (bytes.length === 32) return bytes
  } catch {
    // Not base64 at all.
  }
  throw new GazelleError('token_key_wrong', 'TOKEN_ENCRYPTION_KEY is not the base64 of 32 bytes')
}

/** `new,old`: while a key is being replaced, what the old one sealed still opens. */
const keysOf = (keys: string): [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]] => {
  const [first = '', ...others] = keys.split(',')
  return [keyBytes(first), ...others.map(keyBytes)]
}

/** Bytes in hexadecimal. */
export const hexOf = (bytes: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** HMAC-SHA-256 of a text with the first of the keys, in hexadecimal: what nobody else can derive from the text. */
export async function macOf(text: string, keys: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', keysOf(keys)[0], algorithm, false, ['sign'])
  return hexOf(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)))
}

/**
 * Seals `text` with AES-256-GCM.
 * @param keys base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`); of several, separated by commas, the first seals
 * @returns a compact JWE (RFC 7516); the same text never gives the same result twice
 */
export const seal = async (text: string, keys: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(keysOf(keys)[0])

/**
 * Opens what `seal` made, with whichever of the keys fits.
 * @returns the text, and whether it is sealed with the first key, as a new one would be
 * @throws GazelleError `token_key_wrong` when no key fits or the text was tampered with, `token_unreadable` when it is no
 *   sealed text at all
 */
export async function unseal(sealed: string, keys: string): Promise<{ text: string; isCurrent: boolean }> {
  let refusal: unknown
  for (const [nth, key] of keysOf(keys).entries()) {
    try {
      const { plaintext } = await compactDecrypt(sealed, key, allowed)
      return { text: new TextDecoder().decode(plaintext), isCurrent: nth === 0 }
    } catch (cause) {
      refusal = cause
      if (!(cause instanceof errors.JWEDecryptionFailed))
        throw new GazelleError('token_unreadable', 'The stored token has an unknown form', { cause })
    }
  }
  throw new GazelleError('token_key_wrong', 'The stored token does not open with TOKEN_ENCRYPTION_KEY', {
    cause: refusal,
  })
}

/** The text of what `seal` made. @throws GazelleError as `unseal` does */
export const open = async (sealed: string, keys: string): Promise<string> => (await unseal(sealed, keys)).text
