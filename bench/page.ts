import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { buildDashboard } from '../dashboard/build.ts'
import { type Shown, startDashboard } from '../dashboard/server.ts'
import { findChromium, flags } from '../tests/browser/chromium.ts'

/** A page to open: its address behind the #, and the text of which it shows some when its data is there. */
export interface Opened {
  name: string
  hash: string
  /** What is there with the first data and not before. */
  shows: string
}

/** One measurement in the browser, in ms. */
export interface Waited {
  what: string
  value: string
  ms: number
}

const longestMs = 20_000

/** Times by the page's own clock: when an element is first there, and when a search is answered; each seen one frame later. */
const watch = `
  globalThis.seen = (find) => new Promise((resolve) => {
    const look = () => {
      if (!find()) return false
      observer.disconnect()
      requestAnimationFrame(() => resolve(performance.now()))
      return true
    }
    const observer = new MutationObserver(look)
    if (!look()) observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  })
  globalThis.answered = (text) => new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const asked = list.getEntries().map(({ name }) => decodeURIComponent(name))
      if (!asked.some((url) => url.includes('"app.search"') && url.includes(JSON.stringify(text)))) return
      observer.disconnect()
      requestAnimationFrame(() => resolve(performance.now()))
    })
    observer.observe({ type: 'resource' })
  })
  addEventListener('keydown', (event) => { globalThis.lastKey = event.timeStamp }, { capture: true })
`

const firstContent = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) resolve(entry.startTime)
  }).observe({ type: 'paint', buffered: true })
})`

const opened = async (context: BrowserContext, url: string, { name, hash, shows }: Opened) => {
  const page = await context.newPage()
  page.setDefaultTimeout(longestMs)
  await page.addInitScript(watch)
  await page.addInitScript(
    `globalThis.shown = globalThis.seen(() => document.querySelector(${JSON.stringify(shows)}))`,
  )
  await page.goto(`${url}/${hash}`)
  const painted: number = await page.evaluate(firstContent)
  const filled: number = await page.evaluate('globalThis.shown')
  await page.close()
  return [
    { what: `${name}: first content`, value: hash, ms: painted },
    { what: `${name}: first data`, value: hash, ms: filled },
  ]
}

/** From the last key of each text to its first answer in the list. */
const searched = async (context: BrowserContext, url: string, texts: string[]): Promise<Waited[]> => {
  const page = await context.newPage()
  page.setDefaultTimeout(longestMs)
  await page.addInitScript(watch)
  await page.goto(url)
  await page.locator('[data-connection="live"]').waitFor()
  const box = page.locator('search [role=combobox]')
  const waited: Waited[] = []
  for (const text of texts) {
    await box.fill(text.slice(0, -1))
    const [answered] = await Promise.all([
      page.evaluate(`globalThis.answered(${JSON.stringify(text)})`),
      box.press(text.slice(-1)),
    ])
    const at = Number(answered)
    const key = Number(await page.evaluate('globalThis.lastKey'))
    await page.locator('.found [role=option]').first().waitFor()
    waited.push({ what: 'search', value: text, ms: at - key })
  }
  await page.close()
  return waited
}

/**
 * What a person waits for in Chromium, each page opened with nothing kept from the one before.
 * @param shown the project, with its data
 * @param texts what is typed into the box; each ends in a key of every keyboard, and finds something
 */
export const measurePage = async (
  shown: Shown,
  { pages, texts, repeats }: { pages: Opened[]; texts: string[]; repeats: number },
): Promise<Waited[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-page-'))
  const { executablePath, env } = await findChromium()
  await buildDashboard(join(folder, 'page'))
  const dashboard = await startDashboard(shown, { folder: join(folder, 'page') })
  const browser = await chromium.launch({ executablePath, args: flags, env: { ...process.env, ...env } })
  const fresh = () => browser.newContext({ locale: 'fr-CA', timezoneId: 'America/Montreal' })
  const waited: Waited[] = []
  try {
    // The first time fills the caches.
    for (let time = -1; time < repeats; time++) {
      for (const one of pages) {
        const context = await fresh()
        const times = await opened(context, dashboard.url, one)
        if (time >= 0) waited.push(...times)
        await context.close()
      }
      const context = await fresh()
      const times = await searched(context, dashboard.url, texts)
      if (time >= 0) waited.push(...times)
      await context.close()
    }
    return waited
  } finally {
    await browser.close()
    await dashboard.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
