import { CompactEncrypt, compactDecrypt, errors } from 'jose'
import { GazelleError } from './errors.ts'

const header = { alg: 'dir', enc: 'A256GCM' }

function keyBytes(key: string): Uint8Array {
  try {
    const bytes = Uint8Array.from(atob(key), (character) => character.charCodeAt(0))
    if (bytes.length === 32) return bytes
  } catch {
    // Not base64 at all.
  }
  throw new GazelleError('token_key_wrong', 'TOKEN_ENCRYPTION_KEY is not the base64 of 32 bytes')
}

/**
 * Seals `text` with AES-256-GCM.
 * @param key base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`)
 * @returns a compact JWE (RFC 7516); the same text never gives the same result twice
 */
export const seal = async (text: string, key: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(keyBytes(key))

/**
 * Opens what `seal` made.
 * @throws GazelleError `token_key_wrong` when the key is another one or the text was tampered with,
 *   `token_unreadable` when it is no sealed text at all
 */
export async function open(sealed: string, key: string): Promise<string> {
  const allowed = { keyManagementAlgorithms: [header.alg], contentEncryptionAlgorithms: [header.enc] }
  try {
    const { plaintext } = await compactDecrypt(sealed, keyBytes(key), allowed)
    return new TextDecoder().decode(plaintext)
  } catch (cause) {
    if (cause instanceof GazelleError) throw cause
    if (cause instanceof errors.JWEDecryptionFailed)
      throw new GazelleError('token_key_wrong', 'The stored token does not open with TOKEN_ENCRYPTION_KEY', {
        cause,
      })
    throw new GazelleError('token_unreadable', 'The stored token has an unknown form', { cause })
  }
}
