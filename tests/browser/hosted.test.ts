import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { SignJWT } from 'jose'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildDashboard } from '../../dashboard/build.ts'
import type { Api } from '../../supabase/local/api.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Browser, startBrowser } from './system.ts'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

const stranger = 'b7a7a3d4-0000-4000-8000-000000000000'
const users: Record<string, string> = {
  admin: 'b7a7a3d4-0000-4000-8000-000000000001',
  reader: 'b7a7a3d4-0000-4000-8000-000000000002',
}

let browser: Browser
let database: TestDatabase
let api: Api
let folder: string
let url: string
let stopHost: () => Promise<void>
/** While true, every token has run out. */
let isOver = false
let context: BrowserContext
let page: Page

/** A host of static files, and before a real Data API the one call of Supabase Auth that signing in takes. */
const startHost = async (): Promise<() => Promise<void>> => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  await buildDashboard(join(folder, 'page'), { supabaseUrl: url, publishableKey: api.publishableKey })
  const app = new Hono()
  app.post('/auth/v1/token', async (context) => {
    const { email, password } = await context.req.json<{ email?: string; password?: string }>()
    if (password === 'unconfirmed')
      return context.json({ error_code: 'email_not_confirmed', msg: 'Email not confirmed' }, 400)
    if (password === 'often')
      return context.json({ error_code: 'over_request_rate_limit', msg: 'Request rate limit reached' }, 429)
    if (password !== 'right') return context.json({ code: 400, msg: 'Invalid login credentials' }, 400)
    const user = { id: users[email?.split('@')[0] ?? ''] ?? stranger, aud: 'authenticated', email }
    const token = await new SignJWT({ ...user, role: 'authenticated', sub: user.id })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(database.keys.jwtSecret))
    return context.json({
      access_token: token,
      refresh_token: 'x',
      token_type: 'bearer',
      expires_in: 3600,
      user,
    })
  })
  app.post('/auth/v1/logout', (context) => context.body(null, 204))
  app.all('/rest/v1/*', async (context) => {
    if (isOver)
      return context.json({ code: 'PGRST303', message: 'JWT expired', details: null, hint: null }, 401)
    const { pathname, search } = new URL(context.req.url)
    const { method } = context.req
    return fetch(`${api.apiUrl}${pathname}${search}`, {
      method,
      headers: context.req.raw.headers,
      ...(method === 'POST' && { body: await context.req.text() }),
    }).then(async (answer) => {
      const headers = new Headers(answer.headers)
      for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
      return new Response(await answer.text(), { status: answer.status, headers })
    })
  })
  app.get('/*', async (context) => {
    const path = context.req.path === '/' ? '/index.html' : context.req.path
    const content = await readFile(join(folder, 'page', path)).catch(() => null)
    if (!content) return context.notFound()
    return context.body(new Uint8Array(content), 200, {
      'content-type': types[extname(path)] ?? 'text/plain',
    })
  })
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
}

const signIn = async (email: string, password = 'right') => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

beforeAll(async () => {
  browser = await startBrowser()
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'gazelle-hosted-'))
  api = await startApi(database)
  stopHost = await startHost()
  for (const [role, id] of Object.entries(users))
    await database.query('select sync.add_member($1, $2, $3)', ['main', id, role])
  await database.query(
    `insert into staging.stg_timeline (account_id, external_id, raw_data)
     values ('main', 'tme_secret', '{"id": "tme_secret", "occurredAt": "no", "summary": "Call her at home"}')`,
  )
}, 120_000)

afterAll(async () => {
  await stopHost?.()
  await api?.stop()
  await database?.drop()
  await browser?.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  isOver = false
  context = await browser.open()
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(url)
})

afterEach(() => context.close())

test('nobody sees anything before signing in, and a wrong password is said', async () => {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.locator('.card').count()).toBe(0)
  await signIn('reader@example.com', 'wrong')
  await page.getByRole('alert').getByText('The e-mail or the password is wrong.').waitFor()
})

test('who is not let in reads why in French, and what to do (a twin of case U2)', async () => {
  await context.close()
  context = await browser.open({ locale: 'fr-CA' })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(url)
  const attempt = async (password: string, words: string | RegExp) => {
    await page.getByLabel('Courriel').fill('reader@example.com')
    await page.getByLabel('Mot de passe').fill(password)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.getByRole('alert').getByText(words).waitFor()
  }
  await attempt('unconfirmed', 'Cette adresse n’est pas encore confirmée.')
  await attempt('often', /^Il y a eu trop d’essais\. Réessayez dans quelques minutes\.$/)
  await attempt('wrong', 'Le courriel ou le mot de passe est erroné.')
  await page.route('**/auth/v1/token**', (route) => route.abort())
  await attempt('right', 'Il n’y a pas de réponse. Réessayez dans un instant.')
})

test('who is a member of no company reads so, and what to do, and gets in as soon as somebody has done it (case S4)', async () => {
  await signIn('new@example.com')
  await page.getByRole('heading', { name: 'You are not a member yet' }).waitFor()
  await page.getByText('gazelle members add new@example.com').waitFor()
  expect(await page.locator('.card').count()).toBe(0)
  await database.query('select sync.add_member($1, $2)', ['main', stranger])
  await page.reload()
  await page.locator('.card').first().waitFor()
})

test('who may read sees how it is, presses no button, and sees no raw record', async () => {
  await signIn('reader@example.com')
  await page.locator('.card').first().waitFor()
  expect(
    await page
      .getByRole('button', { name: /^Sync now/ })
      .first()
      .isDisabled(),
  ).toBe(true)
  await page.goto(`${url}#/rejects?module=timeline&id=tme_secret`)
  await page.getByText('Raw records are shown to admins only.').waitFor()
  expect(await page.getByText('Call her at home').count()).toBe(0)
})

test('who may read searches and looks at the data of their own company, and finds nothing of another', async () => {
  await database.query(`select sync.add_account('second')`)
  await database.query(
    `insert into gazelle.clients (id, account_id, display_name, status)
     values ('cli_own', 'main', 'Zébulon Tremblay', 'ACTIVE'), ('cli_other', 'second', 'Zébulon Lavoie', 'ACTIVE')`,
  )
  await database.query(
    `insert into gazelle.pianos (id, account_id, client_id, make, serial_number, status)
     values ('pno_own', 'main', 'cli_own', 'Pleyel', '918273', 'ACTIVE'), ('pno_other', 'second', 'cli_other', 'Pleyel', '918274', 'ACTIVE')`,
  )
  await signIn('reader@example.com')
  await page.locator('.card').first().waitFor()
  const box = page.getByRole('combobox', { name: /^Search/ })
  await box.fill('zebulon')
  await page.getByRole('option').filter({ hasText: 'Zébulon Tremblay' }).first().waitFor()
  expect(await page.getByText('Lavoie').count()).toBe(0)
  await box.fill('91827')
  const piano = page.getByRole('option').filter({ hasText: '918273' })
  await piano.waitFor()
  expect(await page.getByText('918274').count()).toBe(0)
  await piano.click()
  await page.getByRole('heading', { name: 'Pleyel', level: 1 }).waitFor()
  for (const [hash, text] of [
    ['#/client/second/cli_other', 'There is no client cli_other here, or you may not see it.'],
    ['#/client/main/cli_other', 'There is no client cli_other here, or you may not see it.'],
    ['#/piano/second/pno_other', 'There is no piano pno_other here, or you may not see it.'],
    ['#/institution/second/cli_other', 'There is no client cli_other here, or you may not see it.'],
    ['#/day/2026-03-04?account=second', 'There is no such company here, or you may not see it.'],
  ] as const) {
    await page.goto(`${url}${hash}`)
    await page.getByText(text).waitFor()
  }
  await page.goto(`${url}#/day/2026-03-04`)
  await page.getByText('There is no appointment on this day.').waitFor()
})

test('an admin presses buttons and sees the record; the database notes who it was', async () => {
  await signIn('admin@example.com')
  await page.locator('.card').first().waitFor()
  await page.goto(`${url}#/rejects?module=timeline&id=tme_secret`)
  await page.getByText('Call her at home').waitFor()
  await page.getByRole('button', { name: 'Try again: tme_secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('status').getByText('The record was refused again.').waitFor()
  expect(await database.query('select decided_by, about from monitoring.decisions')).toEqual([
    { decided_by: 'admin@example.com', about: 'tme_secret' },
  ])
})

test('an admin adds a webhook and removes it, a private address is refused, and who may read sees no webhook', async () => {
  await signIn('admin@example.com')
  const panel = page.getByRole('region', { name: 'Webhooks' })
  await panel.getByRole('button', { name: 'Add a webhook' }).click()
  await panel.getByLabel('Address').fill('https://192.168.0.4/in')
  await panel.getByRole('button', { name: 'Add', exact: true }).click()
  await panel
    .getByRole('alert')
    .getByText('the address is not a public internet address: 192.168.0.4')
    .waitFor()
  await panel.getByLabel('Address').fill('https://hooks.example.net/in')
  await panel.getByRole('button', { name: 'Add', exact: true }).click()
  await panel.getByText('whsec_').waitFor()
  expect(await database.query('select url, created_by from webhooks.subscriptions')).toEqual([
    { url: 'https://hooks.example.net/in', created_by: 'admin@example.com' },
  ])

  await context.close()
  context = await browser.open()
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(url)
  await signIn('reader@example.com')
  await page.locator('.card').first().waitFor()
  expect(await page.getByRole('heading', { name: 'Webhooks' }).count()).toBe(0)
  expect(await page.getByText('hooks.example.net').count()).toBe(0)
  await database.query('delete from webhooks.subscriptions')
})

test('a session that has ended says so, and goes on where it was', async () => {
  await signIn('admin@example.com')
  await page.getByRole('link', { name: 'What changed' }).click()
  await page.getByRole('heading', { name: 'What changed' }).waitFor()
  isOver = true
  await page.getByRole('alert').getByText('Your session has ended.').waitFor()
  isOver = false
  await signIn('admin@example.com')
  await page.getByRole('heading', { name: 'What changed' }).waitFor()
  await page.locator('[data-connection="live"]').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('a session that ends while one looks at a client shows nothing of the client, and then the client again', async () => {
  await database.query(
    `insert into gazelle.clients (id, account_id, display_name, status) values ('cli_seen', 'main', 'Chantal Bouchard', 'ACTIVE')`,
  )
  await signIn('reader@example.com')
  await page.locator('[data-connection="live"]').waitFor()
  await page.goto(`${url}#/client/main/cli_seen`)
  const client = page.getByRole('heading', { name: 'Chantal Bouchard', level: 1 })
  await client.waitFor()
  isOver = true
  // While one types: the search must not stand in the way of what is said.
  await page.keyboard.press('/')
  await page.keyboard.type('bouchard')
  await page.getByRole('alert').getByText('Your session has ended.').waitFor()
  expect(await page.getByText('Bouchard').count()).toBe(0)
  expect(new URL(page.url()).hash).toBe('#/client/main/cli_seen')
  isOver = false
  await signIn('reader@example.com')
  await client.waitFor()
})

test('on a phone the button to sign out stands beside the search, in the two rows of the header', async () => {
  for (const [locale, name] of [
    ['en-CA', 'Sign out'],
    ['fr-CA', 'Se déconnecter'],
  ] as const) {
    const small = await browser.open({ locale, viewport: { width: 390, height: 844 } })
    page = await small.newPage()
    await page.goto(url)
    await page.locator('input[type=email]').fill('reader@example.com')
    await page.locator('input[type=password]').fill('right')
    await page.locator('main button[type=submit]').click()
    const button = await page.getByRole('button', { name }).boundingBox()
    const search = await page.locator('.search input').boundingBox()
    const header = await page.locator('header.top').boundingBox()
    expect(button?.height).toBeGreaterThanOrEqual(44)
    expect(search?.width).toBeGreaterThanOrEqual(128)
    expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThan(60)
    expect(header?.height).toBeLessThan(120)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await small.close()
  }
})
