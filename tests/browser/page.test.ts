import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildDashboard } from '../../dashboard/build.ts'
import { en } from '../../dashboard/page/words/en.ts'
import { fr } from '../../dashboard/page/words/fr.ts'
import { type Dashboard, startDashboard } from '../../dashboard/server.ts'

const secretKey = 'sb_secret_only_for_this_test'
let folder: string
let served: Dashboard

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-page-'))
  await buildDashboard(join(folder, 'page'))
  // Nobody is behind it.
  const nobody = 'http://127.0.0.1:1'
  served = await startDashboard(
    { apiUrl: nobody, functionsUrl: `${nobody}/functions/v1`, secretKey },
    { folder: join(folder, 'page') },
  )
})

afterAll(async () => {
  await served?.stop()
  await rm(folder, { recursive: true, force: true })
})

const ask = (question: unknown, headers = {}) =>
  fetch(`${served.url}/api/v6/ask?q=${encodeURIComponent(JSON.stringify(question))}`, { headers })
const act = (
  headers: Record<string, string>,
  body: unknown = { action: 'acknowledge', args: { p_alert: 1 } },
) => fetch(`${served.url}/api/v6/act`, { method: 'POST', headers, body: JSON.stringify(body) })
const own = { 'content-type': 'application/json', 'x-gazelle': 'dashboard' }

describe('the words', () => {
  test('French and English say the same things', () => {
    expect(Object.keys(fr)).toEqual(Object.keys(en))
  })

  test('and fill in the same things', () => {
    const filled = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
    const english = Object.entries(en).map(([key, text]) => [key, filled(text)])
    expect(Object.entries(fr).map(([key, text]) => [key, filled(text)])).toEqual(english)
  })
})

describe('the files', () => {
  test('all of it is under 200 KB compressed, what signing in needs too', async () => {
    const names = await readdir(join(folder, 'page'), { recursive: true, withFileTypes: true })
    const sizes = await Promise.all(
      names
        .filter((one) => one.isFile())
        .map(async (one) => gzipSync(await readFile(join(one.parentPath, one.name))).length),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200 * 1000)
  })

  test('a page for any host names its project, and only the key that everybody may know', async () => {
    const out = join(folder, 'hosted')
    await buildDashboard(out, { supabaseUrl: 'https://x.supabase.co', publishableKey: 'sb_publishable_x' })
    expect(JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))).toEqual({
      supabaseUrl: 'https://x.supabase.co',
      publishableKey: 'sb_publishable_x',
    })
    expect(await readFile(join(out, 'index.html'), 'utf8')).not.toMatch(/(src|href)="\//)
  })
})

describe('the local server', () => {
  test('gives the page with a policy that lets nothing else in', async () => {
    const answer = await fetch(served.url)
    expect(answer.status).toBe(200)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self'")
    const told = await readFile(new URL('../../docs/SECURITY.md', import.meta.url), 'utf8')
    const [, table = ''] = told.split('\n## The page\n')
    const directives = [
      ...(table.split('\n## ')[0] ?? '').matchAll(/`(\w+-(?:src|uri|action|ancestors) [^`]+)`/g),
    ]
    expect(directives.map(([, one]) => one).toSorted()).toEqual(policy.split('; ').toSorted())
    expect(await answer.text()).toContain('<div id="page">')
  })

  test('gives nothing outside of its folder', async () => {
    for (const path of ['/../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/package.json', '/nothing.js'])
      expect((await fetch(`${served.url}${path}`)).status).toBe(404)
  })

  test('never shows the secret key', async () => {
    for (const path of ['/', '/config.json', '/api/v6/health', '/api/v6/ask?q=%7B%22view%22%3A%22runs%22%7D'])
      expect(await (await fetch(`${served.url}${path}`)).text()).not.toContain(secretKey)
  })

  test('answers no other name than this machine’s own, however it is reached', async () => {
    const { request } = await import('node:http')
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        request(`${served.url}/config.json`, { headers: { host } }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
          .on('error', reject)
          .end()
      })
    expect(await status('evil.example')).toBe(403)
    expect(await status('127.0.0.1.evil.example:80')).toBe(403)
    expect(await status('localhost')).toBe(200)
  })

  test('does nothing for the pages of other sites', async () => {
    expect((await act({ 'content-type': 'application/json' })).status).toBe(403)
    expect((await act({ ...own, origin: 'http://evil.example' })).status).toBe(403)
    expect((await act({ ...own, origin: 'null' })).status).toBe(403)
    expect((await act({ ...own, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask({ view: 'runs' }, { 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await act({ ...own, 'content-type': 'text/plain' })).status).toBe(415)
  })

  test('asks and does only what the page may', async () => {
    expect((await ask({ view: 'credentials' })).status).toBe(400)
    expect((await ask({ view: 'runs', limit: 5000 })).status).toBe(400)
    expect((await ask({ view: 'app.members' })).status).toBe(400)
    expect((await ask({ view: 'sync.clients' })).status).toBe(400)
    expect((await ask({ call: 'app.find_records', args: {} })).status).toBe(400)
    expect((await ask({ view: 'runs', where: { id: Array(101).fill('a') } })).status).toBe(400)
    expect((await ask({ view: 'runs', where: { 'a;b': 1 } })).status).toBe(400)
    expect((await ask({ call: 'evaluate_alerts', args: {} })).status).toBe(400)
    expect((await act(own, { action: 'connect_functions', args: {} })).status).toBe(400)
    expect((await act(own, 'nonsense')).status).toBe(400)
  })

  test('says within three seconds that nobody is behind it', async () => {
    const begun = Date.now()
    const health = await fetch(`${served.url}/api/v6/health`)
    expect(Date.now() - begun).toBeLessThan(3000)
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ status: 'unhealthy', error: { code: 'health_away' } })
    const answer = await ask({ view: 'runs' })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: { kind: 'away' } })
  })
})
