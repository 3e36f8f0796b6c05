import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeWhole } from '../../cli/export/destination.ts'
import { rawFile } from '../../cli/raw-file.ts'
import { announce } from '../../cli/running.ts'
import { loadSettingsFile } from '../../cli/settings-file.ts'
import { fileTokenStore } from '../../shared/gazelle/token-file.ts'
import { writePrivate } from '../../shared/private-file.ts'
import { keptKeys } from '../../supabase/local/keys.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-private-'))
})
afterEach(() => rm(folder, { recursive: true }))

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const envelope = {
  module: 'clients',
  account: 'main',
  fetchedAt: '2026-01-01T00:00:00Z',
  api: 'http://127.0.0.1',
}
const tokens = { accessToken: 'a', refreshToken: null, issuedAt: 0, expiresAt: null }
const stack = {
  pid: process.pid,
  startedAt: '2026-01-01T00:00:00Z',
  apiUrl: 'http://127.0.0.1:1',
  functionsUrl: 'http://127.0.0.1:1',
  databaseUrl: 'postgresql://127.0.0.1:1/postgres',
  secretKey: 's',
  publishableKey: 'p',
  member: { email: 'm@example.com', password: 'p' },
  schedulesAt: null,
  standIn: null,
}

describe('a file with what is private (case S7)', () => {
  /** Each writes below a folder, first under the name that the second column gives. */
  const writers: [string, string, (path: string) => Promise<unknown>][] = [
    ['raw records', 'clients.json.part', async () => rawFile(join(folder, 'clients.json'), envelope)],
    [
      'an exported table',
      'clients.csv.part',
      () => {
        const options = { gzip: false, signal: new AbortController().signal }
        return writeWhole(join(folder, 'clients.csv'), Readable.from(['id']), options)
      },
    ],
    [
      'tokens',
      'tokens.new',
      () => fileTokenStore(join(folder, 'tokens'), btoa('k'.repeat(32))).save(null, tokens),
    ],
    ['the keys of the local stack', 'keys.json.new', () => keptKeys(folder)],
    ['the address of the local stack', 'stack.json.new', () => announce(folder, stack)],
    ['the sign-in of its member', 'member.env.new', () => announce(folder, stack)],
  ]

  test.each(writers)(
    '%s: a link that lies in the way is refused, and what it points at stays',
    async (_, name, write) => {
      const victim = join(folder, 'victim')
      await writeFile(victim, 'untouched')
      await symlink(victim, join(folder, name))
      await expect(write(folder)).rejects.toMatchObject({ code: 'file_is_link', about: join(folder, name) })
      expect(await readFile(victim, 'utf8')).toBe('untouched')
    },
  )

  test.each(writers)('%s: a link to nothing makes no file where it points', async (_, name, write) => {
    await mkdir(join(folder, 'elsewhere'))
    await symlink(join(folder, 'elsewhere/made'), join(folder, name))
    await expect(write(folder)).rejects.toMatchObject({ code: 'file_is_link' })
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([])
  })

  test.each(writers)(
    '%s: a leftover that others can read is replaced by one that they cannot',
    async (_, name, write) => {
      await writeFile(join(folder, name), 'left by a crash', { mode: 0o644 })
      await write(folder)
      const [written = ''] = (await readdir(folder)).filter(
        (file) => file === name || file === name.replace(/\.(new|part)$/, ''),
      )
      expect(await modeOf(join(folder, written))).toBe('600')
    },
  )

  test('is replaced, not followed, where its own name is a link', async () => {
    const victim = join(folder, 'victim')
    await writeFile(victim, 'untouched')
    await symlink(victim, join(folder, 'secret'))
    await writePrivate(join(folder, 'secret'), 'new')
    expect(await readFile(victim, 'utf8')).toBe('untouched')
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('new')
  })
})

describe('the settings file', () => {
  test('that others can read is used, with a warning that names the remedy (case S7)', async () => {
    const file = join(folder, '.env')
    await writeFile(file, 'PRIVATE_FILE_TEST=1\n')
    await chmod(file, 0o644)
    expect(loadSettingsFile(file)).toMatch(/^settings_readable: .*\(mode 644\)\n {2}chmod 600 /)
    expect(process.env.PRIVATE_FILE_TEST).toBe('1')
    await chmod(file, 0o600)
    expect(loadSettingsFile(file)).toBeNull()
    delete process.env.PRIVATE_FILE_TEST
  })

  test('that is not there has no settings', () => {
    expect(loadSettingsFile(join(folder, '.env'))).toBeNull()
  })
})

describe('the keys of the local stack', () => {
  test('give the superuser a password of its own (case S5)', async () => {
    const keys = await keptKeys(folder)
    expect(keys.superuserPassword).not.toBe(keys.databasePassword)
    expect(await keptKeys(folder)).toEqual(keys)
  })

  test('of a folder that had one password for both leave it to the superuser, as its database has it', async () => {
    await writeFile(join(folder, 'keys.json'), JSON.stringify({ databasePassword: 'both' }))
    const keys = await keptKeys(folder)
    expect(keys.superuserPassword).toBe('both')
    expect(keys.databasePassword).not.toBe('both')
  })
})
