import type { ServerResponse } from 'node:http'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { Sending } from './fault.ts'

const block = Buffer.alloc(1 << 20, ' ')
// A full flush ends a block so that any number of them can follow one another: 1 MiB of blanks in 1 KB.
const full = { finishFlush: constants.Z_FULL_FLUSH, level: 9 }

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
    response.on('drain', done).on('close', done)
  })

/** Sends a body gzipped, with `blanks` of white space after its first bracket, piece by piece: neither side's bytes are held. */
export const sendBomb = async ({ response, status, headers, bytes }: Sending, blanks: number) => {
  response.writeHead(status, { ...headers, 'content-encoding': 'gzip' })
  const packed = deflateRawSync(block, full)
  const [first, rest] = [bytes.subarray(0, 1), bytes.subarray(1)]
  let checksum = 0
  let length = 0
  const write = async (piece: Buffer, plain: Buffer) => {
    checksum = crc32(plain, checksum)
    length += plain.length
    if (!response.write(piece)) await taken(response)
  }
  response.write(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]))
  await write(deflateRawSync(first, full), first)
  for (let left = blanks; left > 0 && !response.destroyed; left -= block.length) await write(packed, block)
  if (response.destroyed) return status
  await write(deflateRawSync(rest), rest)
  response.end(Buffer.concat([uint32(checksum), uint32(length % 2 ** 32)]))
  return status
}
