import { type FileHandle, lstat, rename, rm } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { AppError, codeOf } from '../../shared/errors.ts'
import { openPrivate } from '../../shared/private-file.ts'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'

interface Options {
  gzip: boolean
  signal: AbortSignal
}

/** Sends text on as it comes, no faster than it is taken. Gives the bytes that were written. */
const pour = async (
  text: AsyncIterable<string>,
  { gzip, signal }: Options,
  write: (chunk: Buffer) => Promise<unknown>,
): Promise<number> => {
  let bytes = 0
  await pipeline(
    Readable.from(text),
    gzip ? createGzip() : new PassThrough(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        await write(chunk)
        bytes += chunk.length
      }
    },
    { signal },
  )
  return bytes
}

/** The error of what cannot be written, in the system's words; any other error as it is. */
const writeError = (about: string, error: unknown) =>
  error instanceof AppError || codeOf(error) === null
    ? error
    : cliError(
        'failed',
        'file_unwritable',
        about,
        t('{about} cannot be written: {message}', {
          about,
          message: error instanceof Error ? error.message : String(error),
        }),
        t('Make room there, or name another folder with --out. Nothing of this table was kept.'),
      )

/** Whether a name is still that of an open file: a second export into the same folder takes it away. */
const isOf = async (path: string, file: FileHandle) => {
  const [found, own] = await Promise.all([lstat(path).catch(() => null), file.stat()])
  return found?.ino === own.ino && found.dev === own.dev
}

/** Fills a new file and gives it its name; a failure removes it. */
const fill = async (
  file: FileHandle,
  part: string,
  path: string,
  text: AsyncIterable<string>,
  options: Options,
) => {
  try {
    const bytes = await pour(text, options, (chunk) => file.writeFile(chunk))
    await file.sync()
    if (!(await isOf(part, file)))
      throw cliError(
        'failed',
        'file_unwritable',
        path,
        t('another export is writing {path}', { path }),
        t('Let it end, or name another folder with --out.'),
      )
    await rename(part, path)
    return bytes
  } catch (error) {
    if (await isOf(part, file)) await rm(part, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

/**
 * Writes a file that only its owner can read. It is called `<path>.part` until it is whole; a failure leaves the file of an
 * earlier export as it was.
 * @returns its size in bytes
 * @throws AppError `file_unwritable`, `file_is_link`; whatever `text` throws; the reason of `signal` when that aborts
 */
export const writeWhole = async (
  path: string,
  text: AsyncIterable<string>,
  options: Options,
): Promise<number> => {
  try {
    const part = `${path}.part`
    return await fill(await openPrivate(part), part, path, text, options)
  } catch (error) {
    options.signal.throwIfAborted()
    throw writeError(path, error)
  }
}

const toStandardOutput = (chunk: Buffer) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()))
  })

/**
 * Writes to standard output.
 * @returns the bytes written
 * @throws AppError `file_unwritable`, `interrupted` when the reader has gone; whatever `text` throws; the reason of `signal`
 */
export const writeOut = async (text: AsyncIterable<string>, options: Options): Promise<number> => {
  try {
    return await pour(text, options, toStandardOutput)
  } catch (error) {
    options.signal.throwIfAborted()
    // The reader, such as head, has enough, and has closed the pipe.
    if (codeOf(error) === 'EPIPE') throw cliError('SIGPIPE', 'interrupted', 'stdout', t('interrupted'), '')
    throw writeError('standard output', error)
  }
}
