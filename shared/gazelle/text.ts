import { GazelleError } from './errors.ts'

/**
 * The text of an answer. The runtime has unpacked what is read here, so that its bytes count as they take memory.
 * @param onRead called with the bytes that were read, however it ends
 * @throws GazelleError `gazelle_answer_too_large`
 */
export async function textOf(
  response: Response,
  maxBytes: number,
  onRead?: (bytes: number) => void,
): Promise<{ text: string; bytes: number }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > maxBytes)
        throw new GazelleError(
          'gazelle_answer_too_large',
          `Gazelle’s answer is larger than ${maxBytes} bytes`,
          { status: response.status },
        )
      chunks.push(chunk)
    }
  } finally {
    onRead?.(bytes)
  }
  // Decoded at once: the parts of a growing text would lie in the heap beside the whole.
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return { text: new TextDecoder().decode(whole), bytes }
}
