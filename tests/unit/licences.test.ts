import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { licences } from '../../cli/licences.ts'
import { bareImports, root, sources } from './sources.ts'

const all = await licences()

test('no package that runs in a function or on the page asks for more than a notice', () => {
  expect(all.length).toBeGreaterThan(15)
  expect(all.filter(({ isFree }) => !isFree)).toEqual([])
})

test('the list has every package that functions and page import', async () => {
  const files = (
    await Promise.all(['shared', 'functions', 'dashboard/page'].map((folder) => sources(folder)))
  ).flat()
  const imported = new Set(
    files
      .flatMap((file) => bareImports(file))
      .filter((name) => !name.startsWith('node:'))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
  const names = new Set(all.map(({ name }) => name))
  expect([...imported].filter((name) => !names.has(name))).toEqual([])
})

test('the product names its own licence, and has its text', async () => {
  const manifest = JSON.parse(await readFile(`${root}/package.json`, 'utf8'))
  expect(manifest.license).toBe('MIT')
  expect(await readFile(`${root}/LICENSE`, 'utf8')).toMatch(/^MIT License\n/)
})
