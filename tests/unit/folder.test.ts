import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder } from '../../shared/folder.ts'
import { fileTokenStore } from '../../shared/gazelle/token-file.ts'
import { runCli } from '../integration/cli-process.ts'
import { sources } from './sources.ts'

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-folder-'))
  file = join(folder, 'file')
  await writeFile(file, '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a folder', () => {
  test('is made with those above it, with their mode, and is left empty', async () => {
    const deep = join(folder, 'a', 'b', 'c')
    await Promise.all([makeFolder(deep, 0o700), makeFolder(deep, 0o700), makeFolder(deep, 0o700)])
    expect(await readdir(deep)).toEqual([])
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700)
    await makeFolder(deep)
  })

  test('that is a link to a folder is one', async () => {
    await symlink(folder, join(folder, 'link'))
    await expect(makeFolder(join(folder, 'link'))).resolves.toBeUndefined()
  })

  test.each<[string, () => string | Promise<string>]>([
    ['below /proc', () => '/proc/x'],
    ['far below /proc', () => '/proc/x/y/z'],
    ['that is there, and takes no files', () => '/proc'],
    ['below a file', () => join(file, 'x', 'y')],
    ['that is a file', () => file],
    [
      'that is a link to nowhere',
      async () => {
        await symlink(join(folder, 'nowhere', 'x'), join(folder, 'dangling'))
        return join(folder, 'dangling')
      },
    ],
  ])('%s is refused at once, by its name and with what to do (case U9)', async (_, pathOf) => {
    const path = await pathOf()
    await expect(makeFolder(path)).rejects.toMatchObject({
      code: 'folder_unusable',
      about: path,
      message: expect.stringMatching(/cannot be written to: E[A-Z]+/),
      hint: expect.stringContaining('another folder'),
    })
  })

  test('is nowhere made in the way of Node that can turn in circles (case U9)', async () => {
    const folders = ['cli', 'shared', 'supabase/local', 'dashboard', 'bench']
    const files = (await Promise.all(folders.map((one) => sources(one)))).flat()
    const circling = files.filter(
      ({ path, text }) => !/node_modules/.test(path) && /\bmkdir(Sync)?\([^)]*recursive/.test(text),
    )
    expect(circling.map(({ path }) => path)).toEqual([])
  })
})

describe('a command that is given a folder which cannot be made ends at once (case U9)', () => {
  const key = { GAZELLE_API_URL: 'http://127.0.0.1:1', GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'k' }
  const oauth = {
    GAZELLE_AUTH_MODE: 'oauth',
    GAZELLE_CLIENT_ID: 'id',
    GAZELLE_CLIENT_SECRET: 'secret',
    GAZELLE_REDIRECT_URL: 'http://127.0.0.1:1/connected',
    TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
  const project = { SUPABASE_URL: 'http://127.0.0.1:1', SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x' }

  test.each<[string, string[], (path: string) => Record<string, string>]>([
    ['start, with the stand-in', ['start', '--once'], (path) => ({ LOCAL_DATA_DIR: path })],
    ['start, with a Gazelle', ['start', '--once'], (path) => ({ ...key, LOCAL_DATA_DIR: path })],
    ['fetch', ['fetch', '--module', 'users', '--out'], () => key],
    ['connect', ['connect', '--store', 'file'], (path) => ({ ...oauth, LOCAL_DATA_DIR: path })],
    ['dashboard', ['dashboard', '--build'], () => project],
  ])('%s', async (_, args, envOf) => {
    for (const path of ['/proc/x', join(file, 'x')]) {
      const takesPath = ['--out', '--build'].includes(args.at(-1) ?? '')
      const given = args.includes('--build') ? join(path, 'page') : path
      const { code, stdout, stderr } = await runCli(takesPath ? [...args, given] : args, envOf(path))
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^gazelle: folder_unusable: the folder \S+x\S* cannot be written to: E/)
      expect(stderr).toContain('Name another folder')
    }
  })

  test('start names the folder that it was given, where its log and its addresses are written, not one in it', async () => {
    const { code, stderr } = await runCli(['start', '--once'], { LOCAL_DATA_DIR: '/proc/x' })
    expect(code).toBe(1)
    expect(stderr).toContain('the folder /proc/x cannot be written to')
  })

  test.each(['{', '', '{"company": "big"}'])(
    'a damaged file of the stand-in is named, with what to do: %s',
    async (text) => {
      const data = await mkdtemp(join(tmpdir(), 'gazelle-damaged-'))
      await makeFolder(join(data, 'stand-in'))
      await writeFile(join(data, 'stand-in', 'stand-in.json'), text)
      const { code, stderr } = await runCli(['start', '--once'], { LOCAL_DATA_DIR: data })
      await rm(data, { recursive: true })
      expect(code).toBe(1)
      expect(stderr).toContain(
        `gazelle: stand_in_failed: ${join(data, 'stand-in', 'stand-in.json')} cannot be read: its content is damaged\n  Delete its folder`,
      )
    },
  )

  test('tokens that are stored in a file say so too', async () => {
    const store = fileTokenStore('/proc/x/tokens', oauth.TOKEN_ENCRYPTION_KEY)
    const tokens = { accessToken: 'a', refreshToken: null, issuedAt: 0, expiresAt: null }
    await expect(store.save(null, tokens)).rejects.toMatchObject({ code: 'folder_unusable' })
  })
})
