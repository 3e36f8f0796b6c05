import type { ServerResponse } from 'node:http'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { Sending } from './fault.ts'

const block = Buffer.alloc(1 << 20, ' ')
// A full flush ends a block so that any number of them can follow one another: 1 MiB of blanks in 1 KB.
const full = { finishFlush: constants.Z_FULL_FLUSH, level: 9 }

// A checksum is an affine map of the one before, so that a block's is 32 exclusive ors rather than a read of 1 MiB.
const afterBlock = () => {
  const none = crc32(block, 0)
  const bits = Array.from({ length: 32 }, (_, bit) => crc32(block, (1 << bit) >>> 0) ^ none)
  return (checksum: number) =>
    bits.reduce((sum, change, bit) => ((checksum >>> bit) & 1 ? sum ^ change : sum), none) >>> 0
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

/** Waits until the reader has taken what was written, or has gone. */
const taken = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    if (response.destroyed) resolve()
    else response.on('drain', done).on('close', done)
  })

/** Sends a body gzipped, with `blanks` of white space after its first bracket, piece by piece: neither side's bytes are held. */
export const sendBomb = async ({ response, status, headers, bytes }: Sending, blanks: number) => {
  response.writeHead(status, { ...headers, 'content-encoding': 'gzip' })
  const packed = deflateRawSync(block, full)
  const next = afterBlock()
  const blocks = Math.ceil(blanks / block.length)
  const [first, rest] = [bytes.subarray(0, 1), bytes.subarray(1)]
  response.write(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]))
  response.write(deflateRawSync(first, full))
  let checksum = crc32(first)
  for (let sent = 0; sent < blocks && !response.destroyed; sent++) {
    checksum = next(checksum)
    if (!response.write(packed)) await taken(response)
  }
  if (response.destroyed) return status
  const length = (bytes.length + blocks * block.length) % 2 ** 32
  response.end(Buffer.concat([deflateRawSync(rest), uint32(crc32(rest, checksum)), uint32(length)]))
  return status
}
