import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkPeople } from '../../cli/doctor.ts'
import { projectAt } from '../../cli/project-at.ts'
import { noteSignUp } from '../../shared/alerts/sign-up.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { type AuthProject, startAuthProject } from '../harness/auth.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli } from './cli-process.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000 })

const idOf = (number: number) => `b7a7a3d4-0000-4000-8000-00000000000${number}`
const registered = { created_at: '2026-05-01T08:00:00Z', app_metadata: { provider: 'email' } }
const invited = { ...registered, invited_at: '2026-05-02T08:00:00Z' }
const ada = { id: idOf(1), email: 'Ada@example.com', ...invited }
const bob = { id: idOf(2), email: 'bob@example.com', ...invited }
const eve = {
  ...{ id: idOf(3), email: 'eve@example.com', ...registered },
  email_confirmed_at: '2026-05-03T08:00:00Z',
}
const nobody = { id: idOf(4), email: '', is_anonymous: true, ...registered }
/** Whoever registered an address that is not theirs. */
const mallory = { id: idOf(5), email: 'boss@example.com', ...registered }

let database: TestDatabase
let api: Api
let hosted: AuthProject
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database, { auth: false })
  hosted = await startAuthProject(api.apiUrl, database.keys.secretKey)
})
afterAll(async () => {
  await hosted?.stop()
  await api?.stop()
  await database?.drop()
})
beforeEach(async () => {
  hosted.users = [ada, bob, eve, nobody, mallory]
  hosted.settings = { disable_signup: true, anonymous: false }
  hosted.pages = 0
  await database.query('delete from gazelle.members')
  await database.query(
    'update monitoring.sign_up set asked_at = null, is_open = false, is_anonymous_open = false',
  )
})

const members = (args: string[], url = hosted.url) =>
  runCli(['members', ...args], { SUPABASE_URL: url, SUPABASE_SECRET_KEY: database.keys.secretKey })
const stored = () => database.query('select account_id, user_id, role from gazelle.members order by user_id')
const hostedProject = () => projectAt(hosted.url, database.keys.secretKey)

describe('gazelle members on a hosted project (case S4)', () => {
  test('lets a user in by e-mail, whatever page the address is on, changes the role, lists and removes', async () => {
    const added = await members(['add', 'EVE@example.com'])
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(added.stdout).toBe(
      'eve@example.com is reader of main from now on.\nIn Supabase Auth they were registered on 2026-05-01, by email.\n',
    )
    expect(hosted.pages).toBe(4)
    expect(await stored()).toEqual([{ account_id: 'main', user_id: eve.id, role: 'reader' }])
    expect((await members(['add', 'eve@example.com', '--role', 'admin'])).stdout).toContain(
      'is admin of main',
    )
    expect((await members(['add', eve.id, '--role', 'admin'])).stdout).toContain('was admin of main before')

    // Without a role nobody is demoted.
    const again = await members(['add', 'eve@example.com', '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({ role: 'admin', outcome: 'unchanged' })

    const { stdout } = await members(['list', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([
      { account: 'main', user: eve.id, email: 'eve@example.com', role: 'admin' },
    ])
    const removed = await members(['remove', 'eve@example.com', '--json'])
    expect(JSON.parse(removed.stdout)).toEqual({
      account: 'main',
      user: eve.id,
      email: 'eve@example.com',
      outcome: 'removed',
    })
    expect((await members(['remove', 'eve@example.com'])).stdout).toContain('was no member of main')
    expect((await members(['list'])).stdout).toContain('Nobody is a member')
  })

  test('lists and removes who is no longer a user', async () => {
    await members(['add', bob.id])
    hosted.users = [ada]
    expect((await members(['list'])).stdout).toMatch(/main +no longer a user +b7a7a3d4.* reader/)
    expect((await members(['remove', bob.id])).stdout).toContain('is no member of main any more')
    expect(await stored()).toEqual([])
  })

  test.each([
    ['an address that nobody has', ['add', 'x@example.com'], 'unknown_user', 'Invite them first'],
    ['an id that nobody has', ['add', idOf(9)], 'unknown_user', 'Invite them first'],
    [
      'an address that somebody else may have registered',
      ['add', mallory.email],
      'unproved_user',
      'Delete that user',
    ],
    ['its id', ['add', mallory.id], 'unproved_user', 'registered on 2026-05-01, by email, was neither'],
    [
      'to remove an address that nobody has',
      ['remove', 'gone@example.com'],
      'unknown_user',
      'members remove <id>',
    ],
    ['an anonymous sign-in', ['add', nobody.id], 'anonymous_user', 'never a member'],
    ['a name', ['add', 'ada'], 'bad_usage', 'neither an e-mail address nor the id'],
    ['an account that is not there', ['add', ada.email, '--account', 'third'], 'unknown_account', 'main'],
    ['a name to remove', ['remove', 'ada'], 'bad_usage', 'neither'],
    ['an account that is not there, to list', ['list', '--account', 'third'], 'unknown_account', 'main'],
  ])('refuses %s before anything', async (_, args, code, hint) => {
    const { code: exit, stderr } = await members(args)
    expect(exit).toBe(2)
    expect(stderr).toContain(`gazelle: ${code}`)
    expect(stderr).toContain(hint)
    expect(await stored()).toEqual([])
  })
})

test('an address that two users have is let in by id alone', async () => {
  hosted.users = [ada, { ...bob, email: ada.email }]
  const { code, stderr } = await members(['add', ada.email])
  expect(code).toBe(2)
  expect(stderr).toContain('gazelle: ambiguous_user')
  expect(stderr).toContain(`${bob.id}, invited on 2026-05-02`)
  expect((await members(['add', bob.id])).stdout).toContain('is reader of main from now on')
  expect(await stored()).toEqual([{ account_id: 'main', user_id: bob.id, role: 'reader' }])
})

test('without Supabase Auth, an id is asked for', async () => {
  const refused = await members(['add', 'ada@example.com'], api.apiUrl)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('gazelle: no_auth')
  expect(refused.stderr).toContain('Write the user’s id, a uuid, as the service that signs them in shows it.')
  expect((await members(['add', ada.id], api.apiUrl)).stdout).toBe(
    `${ada.id} is reader of main from now on.\n`,
  )
  expect((await members(['list'], api.apiUrl)).stdout).toMatch(/main +b7a7a3d4.* reader/)
})

describe('sign-up (case S4)', () => {
  test('doctor says when it is on, and when nobody is an admin', async () => {
    hosted.settings = { disable_signup: false, anonymous: true }
    expect(await checkPeople(hostedProject())).toMatchObject([
      { check: 'sign-up', status: 'warning', message: expect.stringContaining('anonymously too') },
      { check: 'members', status: 'warning', remedy: expect.stringContaining('gazelle members add') },
    ])
    hosted.settings = { disable_signup: true, anonymous: true }
    await database.query(`select sync.add_member('main', $1, 'admin')`, [ada.id])
    expect(await checkPeople(hostedProject())).toMatchObject([
      { check: 'sign-up', status: 'ok' },
      { check: 'members', status: 'ok', message: expect.stringContaining('1 admin') },
    ])
  })

  test('nothing is said where there is no Supabase Auth', async () => {
    expect(await checkPeople(projectAt(api.apiUrl, database.keys.secretKey))).toEqual([])
  })

  test('a key that is not the project’s, and an address where nothing is, are said', async () => {
    await expect(checkPeople({ ...hostedProject(), secretKey: 'x' })).rejects.toMatchObject({
      code: 'bad_answer',
    })
    await expect(checkPeople({ ...hostedProject(), apiUrl: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'auth_unreachable',
    })
  })

  test('the function alerts asks for it once an hour, and the rule raises an alert that ends with it', async () => {
    const { database: client } = hostedProject()
    const alerts = async () => {
      await database.query('select monitoring.evaluate_alerts()')
      return database.query(
        `select message, resolved_at is null as open from monitoring.alerts where rule = 'sign_up_open'`,
      )
    }
    const note = () => noteSignUp(client, hosted.url, database.keys.secretKey)
    await note()
    expect(await alerts()).toEqual([])
    hosted.settings.disable_signup = false
    await note()
    expect(await alerts()).toEqual([])
    await database.query(`update monitoring.sign_up set asked_at = now() - interval '61 minutes'`)
    await note()
    const message = 'Supabase Auth lets anybody sign up who has an e-mail address.'
    expect(await alerts()).toEqual([{ message, open: true }])
    hosted.settings.disable_signup = true
    await database.query(`update monitoring.sign_up set asked_at = now() - interval '61 minutes'`)
    await note()
    expect(await alerts()).toEqual([{ message, open: false }])
  })

  test('it notes nothing where there is no Supabase Auth', async () => {
    await noteSignUp(hostedProject().database, api.apiUrl, database.keys.secretKey)
    expect(await database.query('select is_open from monitoring.sign_up')).toEqual([{ is_open: false }])
  })
})
