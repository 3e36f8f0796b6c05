import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises'
import { AppError } from './errors.ts'

const isLink = (path: string) =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )

/**
 * Opens a new file that only its owner can read; what an earlier process left under that name is replaced.
 * @param path in a folder that is there
 * @throws AppError `file_is_link`, where a link lies there: what it points at is somebody else's choice
 */
export const openPrivate = async (path: string): Promise<FileHandle> => {
  if (await isLink(path))
    throw new AppError('file_is_link', `${path} is a link, which is not followed`, {
      hint: 'Remove the link, or name another place.',
      about: path,
    })
  await rm(path, { force: true })
  // Exclusive: a link that somebody puts there now is not followed either.
  return open(path, 'wx', 0o600)
}

/**
 * Writes a file that only its owner can read. It is written beside and renamed, so that a crash leaves the old one or
 * the new one.
 * @throws AppError `file_is_link`
 */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  const file = await openPrivate(`${path}.new`)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}
