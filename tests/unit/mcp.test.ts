import { readFile } from 'node:fs/promises'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fitting, mostCharacters } from '../../shared/mcp/page.ts'
import { createServer } from '../../shared/mcp/server.ts'
import { recordOf, startOf, visible } from '../../shared/mcp/untrusted.ts'
import { root } from './sources.ts'

test.each([
  ['a\u0000b\u001bc\u0007', 'abc'],
  ['left\u202eright\u2066\u2069', 'leftright'],
  ['tag\u{e0001}\u{e0041}\u{e007f}ged', 'tagged'],
  ['zero\u200b\u200c\u200d\u2060\ufeffwidth', 'zerowidth'],
  ['selected\ufe0f\u{e0100}', 'selected'],
  ['filled\u3164\u115f\u00ad\u2800', 'filled'],
  ['private\ue000\u{f0000}', 'private'],
  ['half\ud83d', 'half'],
  ['one\r\ntwo\u2028three\rfour', 'one\ntwo\nthree\nfour'],
  ['\n\n a\tb \n\n\n\nc ', 'a b \n\nc'],
  ['Élodie, 🎹 à 14 h: « oui » — <b>', 'Élodie, 🎹 à 14 h: « oui » — <b>'],
])('a text is given as a person would see it: %j', (text, seen) => {
  expect(visible(text)).toBe(seen)
})

test('a text is cut at a whole character, and says so', () => {
  expect(startOf('abc', 3)).toEqual({ text: 'abc', isCut: false })
  expect(startOf('abcd', 3)).toEqual({ text: 'ab…', isCut: true })
  expect(startOf('a🎹🎹', 3)).toEqual({ text: 'a…', isCut: true })
  expect(startOf(`${'\u200b'.repeat(10_000)}abc`, 10)).toEqual({ text: '', isCut: true })
  expect(startOf('x'.repeat(8_000_000), 100).text).toHaveLength(100)
})

test('a record has its facts beside its texts, and nothing that it does not name', () => {
  const record = recordOf(
    { id: z.string() },
    { name: { about: 'Its name.', longest: 5 }, tags: { about: 'Tags.', longest: 50 } },
  )
  expect(record.columns).toBe('id,name,tags')
  expect(record.of({ id: 'a', name: 'Abcdefg', tags: ['x', '\u202ey'], secret: 's' })).toEqual({
    id: 'a',
    untrusted: { name: 'Abcd…', tags: 'x, y', cut: ['name'] },
  })
  expect(record.of({ id: 'a', name: ' \u200b', tags: null })).toEqual({ id: 'a', untrusted: {} })
})

test('a page has at least one record, and no more than an answer holds', () => {
  const long = 'x'.repeat(mostCharacters)
  expect(fitting([], 5)).toEqual({ given: [], isMore: false })
  expect(fitting([long, 'a'], 5)).toEqual({ given: [long], isMore: true })
  expect(fitting(['a', 'b', 'c'], 2)).toEqual({ given: ['a', 'b'], isMore: true })
  expect(fitting(['a', 'b'], 2)).toEqual({ given: ['a', 'b'], isMore: false })
})

test('the server says the version of the product', async () => {
  const [here, there] = InMemoryTransport.createLinkedPair()
  const { server } = createServer(() => Promise.reject(new Error('nothing is asked')))
  const client = new Client({ name: 'test', version: '1' })
  await Promise.all([server.connect(here), client.connect(there)])
  const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'))
  expect(client.getServerVersion()?.version).toBe(version)
  await client.close()
})
