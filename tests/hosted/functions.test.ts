import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'
import { newKeys } from '../../supabase/local/keys.ts'
import { cacheImports, denoVersion, serve, unpack } from './deno.ts'
import { deployToLoopback, type Upload } from './upload.ts'

const entries = await readdir(join(repository, 'functions'), { withFileTypes: true })
const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)

let folder: string
let cache: string
let uploads: Map<string, Upload>

const uploadOf = (name: string): Upload => {
  const upload = uploads.get(name)
  if (!upload) throw new Error(`${name} was not uploaded`)
  return upload
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-functions-'))
  cache = join(folder, 'cache')
  uploads = await deployToLoopback(names)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the Deno here is the one that Supabase’s edge runtime embeds', async () => {
  expect(await denoVersion()).toBe('2.1.4')
})

test('functions deploy uploads every function, and leaves the check of its key to it', () => {
  expect([...uploads.keys()].toSorted()).toEqual(names.toSorted())
  expect(names.filter((name) => uploadOf(name).verifyJwt)).toEqual([])
})

/** Opens to strangers, with a link: without one it answers with a page. */
const forStrangers = ['gazelle-oauth']

describe.each(names)('%s, from exactly the uploaded files', (name) => {
  test('boots on the Deno of hosted Supabase and does nothing without a key (case H1)', async () => {
    const upload = uploadOf(name)
    const alone = join(folder, name)
    await unpack(upload, alone)
    await cacheImports(upload, alone, cache)
    const { secretKey, publishableKey } = newKeys()
    const { url, child } = await serve(upload, alone, cache, {
      SUPABASE_URL: 'http://127.0.0.1:9',
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: secretKey }),
      SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: publishableKey }),
    })
    try {
      const answer = await fetch(`${url}/${name}`, { method: 'POST', body: '{}' })
      const refusal = forStrangers.includes(name)
        ? { status: 404, body: expect.stringContaining('connect_link_gone') }
        : { status: 401 }
      expect({ status: answer.status, body: await answer.text() }).toMatchObject(refusal)
    } finally {
      await child.stop()
    }
  })
})

test('this check sees what it is for: with nodeModulesDir in deno.json, no function boots (case H1)', async () => {
  const upload = uploadOf(names[0] ?? '')
  const config = JSON.parse(upload.files.get(upload.importMap) ?? '{}')
  const files = new Map(upload.files)
  files.set(upload.importMap, JSON.stringify({ ...config, nodeModulesDir: 'manual' }))
  const alone = join(folder, 'with-node-modules-dir')
  await unpack({ ...upload, files }, alone)
  await expect(cacheImports(upload, alone, cache)).rejects.toThrow('Could not find a matching package')
})
