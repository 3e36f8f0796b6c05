import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { spawnProgram } from '../integration/cli-process.ts'
import { type Browser, faultsOf, startBrowser } from './system.ts'

// The schedules of the running system call each minute, beside what is pressed.
const withinMinutes = { timeout: 120_000 }

let browser: Browser
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-tour-'))
  browser = await startBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A piano whose humidity was read over the longest time. */
const readPiano = `
  select p.id, p.serial_number as serial, max(r.taken_on) - min(r.taken_on) as days
  from gazelle.pianos p join app.readings r on r.piano_id = p.id
  where p.deleted_at is null and length(p.serial_number) >= 6 and r.humidity is not null
  group by p.id, p.serial_number order by 3 desc limit 1`

const someClient = `
  select c.id, ((now() at time zone a.time_zone)::date + 1 + time '14:00') at time zone a.time_zone as tomorrow
  from gazelle.clients c join sync.accounts a on a.account_id = c.account_id
  where c.deleted_at is null and not c.is_placeholder order by c.id limit 1`

const tomorrowsVisits = `
  select v.id from gazelle.appointments v join sync.accounts a on a.account_id = v.account_id
  where v.deleted_at is null and not v.is_placeholder and v.status is distinct from 'CANCELED'
    and v.local_date = (now() at time zone a.time_zone)::date + 1`

test('from npm start, a person finds a piano and its humidity over three years, prints tomorrow’s sheets, reads in French that the credential is gone, and mends it', async () => {
  const start = spawnProgram('npm', ['start', '--', '--company', 'small'], { LOCAL_DATA_DIR: folder })
  // npm passes SIGINT on to its shell alone; in a terminal Ctrl-C reaches all.
  onTestFinished(async () => {
    start.interrupt('SIGTERM')
    await start.ended
  }, 60_000)
  await start.says('The schedules run from now on')
  /** What `npm start` prints beside some words. */
  const printed = (words: string): string => {
    const [, value] = new RegExp(`^ *${words} +(\\S+)$`, 'm').exec(start.said()) ?? []
    if (!value) throw new Error(`no ${words} in:\n${start.said()}`)
    return value
  }
  const standIn = new URL('/_control', printed('Stand-in for Gazelle'))
  const tellStandIn = async (what: object) => {
    const answer = await fetch(standIn, { method: 'POST', body: JSON.stringify(what) })
    expect(await answer.text()).not.toContain('error')
    expect(answer.ok).toBe(true)
  }
  const database = new pg.Client({ connectionString: printed('Database') })
  await database.connect()
  onTestFinished(() => database.end())
  const rowsOf = async <Row extends pg.QueryResultRow>(sql: string) => (await database.query<Row>(sql)).rows
  const [piano] = await rowsOf<{ id: string; serial: string; days: number }>(readPiano)
  const [client] = await rowsOf<{ id: string; tomorrow: Date }>(someClient)
  if (!piano || !client) throw new Error('the company has no piano with readings, or no client')

  const context = await browser.open({ locale: 'fr-CA' })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const faults = faultsOf(page)
  await page.goto(printed('Dashboard'))
  await page.locator('[data-connection="live"]').waitFor()

  // A piano, by half its serial number.
  await page.keyboard.press('/')
  await page.keyboard.type(piano.serial.slice(0, Math.ceil(piano.serial.length / 2)))
  await page.locator(`.found [role=option][href$="/${piano.id}"]`).first().click()
  const life = page.getByRole('img', { name: /^Humidité du .*20\d\d au .*20\d\d\s?: \d+ valeurs/ })
  await life.locator('canvas').waitFor()
  const [, from, until] =
    /du .*?(20\d\d) au .*?(20\d\d)/.exec((await life.getAttribute('aria-label')) ?? '') ?? []
  expect(Number(until) - Number(from)).toBeGreaterThanOrEqual(2)
  expect(piano.days).toBeGreaterThan(900)

  const press = async (button: Locator) => {
    await button.first().click()
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }

  // Tomorrow’s sheets; the office has booked two more visits.
  const booked = (await rowsOf(tomorrowsVisits)).length + 2
  for (const hour of [0, 2])
    await tellStandIn({
      change: 'insertEvent',
      args: [
        {
          clientId: client.id,
          start: new Date(client.tomorrow.getTime() + hour * 3_600_000).toISOString(),
          type: 'APPOINTMENT',
          status: 'ACTIVE',
        },
      ],
    })
  await page.getByRole('link', { name: 'Aperçu' }).click()
  await press(
    page.locator('[data-module="appointments"].card').getByRole('button', { name: /^Synchroniser/ }),
  )
  await expect.poll(async () => (await rowsOf(tomorrowsVisits)).length, { timeout: 30_000 }).toBe(booked)
  await page.getByRole('link', { name: 'Ma journée' }).click()
  await page.getByRole('link', { name: 'Jour suivant' }).click()
  const sheets = page.locator('.visit:not(.canceled)')
  await expect.poll(() => sheets.count(), { timeout: 10_000 }).toBe(booked)
  await page.emulateMedia({ media: 'print' })
  const paper = (await page.pdf({ format: 'Letter' })).toString('latin1')
  expect(paper.match(/\/Type\s*\/Page\b/g)?.length).toBe(booked)
  await page.emulateMedia({ media: null })

  // The credential is taken away: one card says so, with what to do.
  await page.getByRole('link', { name: 'Aperçu' }).click()
  await page.getByRole('heading', { name: 'Tout est à jour' }).waitFor()
  await tellStandIn({ rule: { kind: 'unauthorized', name: 'gone', stays: true } })
  await press(page.locator('[data-module="clients"].card').getByRole('button', { name: /^Synchroniser/ }))
  const cause = page.locator('.cause')
  await cause.getByRole('heading', { name: 'Gazelle refuse l’accès.' }).waitFor()
  await cause.getByText('Reconnectez le compte en tant qu’administrateur complet').waitFor()
  await cause.getByText('Rien de nouveau n’arrive ici').waitFor()
  expect(await cause.count()).toBe(1)

  // It is given back: the card's button tries again, and the card goes.
  await tellStandIn({ remove: 'gone' })
  await press(cause.getByRole('button', { name: /^Essayer maintenant/ }))
  await cause.waitFor({ state: 'detached', ...withinMinutes })
  await page.getByRole('heading', { name: 'Tout est à jour' }).waitFor(withinMinutes)
  expect(faults).toEqual([])
}, 420_000)
