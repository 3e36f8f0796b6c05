import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('every query fits Gazelle’s schema, and its types are up to date', async () => {
  const generator = `${root}/node_modules/@graphql-codegen/cli/esm/bin.js`
  await promisify(execFile)(process.execPath, [generator, '--config', 'codegen.ts', '--check'], { cwd: root })
})

test('the client for Gazelle knows nothing of the database, nor of what stands above it', async () => {
  const folder = `${root}/shared/gazelle`
  for (const file of await readdir(folder)) {
    const imports = [...(await readFile(`${folder}/${file}`, 'utf8')).matchAll(/from '(\..*?)'/g)].map(
      (match) => match[1],
    )
    expect(
      // Folders stand below everything.
      imports.filter((path) => !path?.startsWith('./') && path !== '../folder.ts'),
      file,
    ).toEqual([])
  }
})
