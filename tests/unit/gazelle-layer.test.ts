import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the client for Gazelle knows nothing of the database, nor of what stands above it', async () => {
  const folder = `${root}/shared/gazelle`
  for (const file of await readdir(folder)) {
    const imports = [...(await readFile(`${folder}/${file}`, 'utf8')).matchAll(/from '(\..*?)'/g)].map(
      (match) => match[1],
    )
    expect(
      // Folders, secrets, errors and their words stand below everything.
      imports.filter(
        (path) =>
          !path?.startsWith('./') &&
          !/^\.\.\/(folder|private-file|secrets|errors|no-answer)\.ts$/.test(path ?? ''),
      ),
      file,
    ).toEqual([])
  }
})
