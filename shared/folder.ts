import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError } from './errors.ts'

/** The error of a folder that cannot be made or written to: names it, and the system's reason. */
const folderError = (folder: string, cause: unknown): AppError => {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AppError('folder_unusable', `the folder ${folder} cannot be written to: ${reason}`, {
    hint: 'Name another folder, or make this one writable for the user that runs the command.',
    about: folder,
    cause,
  })
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

// Not `recursive: true`: where a folder cannot be made, as below /proc, Node's own makes its parent over and over.
const makeEach = async (folder: string, mode: number | undefined): Promise<void> => {
  if (await isFolder(folder)) return
  if (dirname(folder) !== folder) await makeEach(dirname(folder), mode)
  await mkdir(folder, { mode }).catch(async (error) => {
    // Another process may have made it in the meantime.
    if (!(await isFolder(folder))) throw error
  })
}

/**
 * Makes a folder and its missing parents, and proves that it can be written to.
 * @param mode for each folder that is made
 * @throws AppError `folder_unusable`
 */
export const makeFolder = async (path: string, mode?: number): Promise<void> => {
  const folder = resolve(path)
  try {
    await makeEach(folder, mode)
    await rmdir(await mkdtemp(join(folder, '.writable-')))
  } catch (cause) {
    throw folderError(folder, cause)
  }
}
