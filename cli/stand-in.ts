import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { makeFolder } from '../shared/folder.ts'
import { writePrivate } from '../shared/private-file.ts'
import { sizes } from '../stand-in/sizes.ts'
import { type Log, startChild } from '../supabase/local/child.ts'
import { childEnvironment } from '../supabase/local/environment.ts'
import { cliError } from './errors.ts'
import { t } from './words/words.ts'

const address = z.object({ url: z.string(), oauthUrl: z.string(), apiKey: z.string() })

/** A running stand-in for Gazelle. */
export type StandIn = z.infer<typeof address> & { stop(): Promise<void> }

/** The sizes of its company; some pianos have three years of readings to look at. */
export const companies = { small: { ...sizes.small, followed: 1 }, usual: { ...sizes.usual, followed: 5 } }

export type CompanyName = keyof typeof companies

const savedForm = z.object({
  company: z.enum(['small', 'usual']),
  now: z.string(),
  apiKey: z.string(),
})

const savedIn = (folder: string) => join(folder, 'stand-in.json')

/** The company that `folder` remembers; null before its first start. @throws AppError `stand_in_failed` for a damaged file */
export const savedCompany = async (folder: string) => {
  const known = await readFile(savedIn(folder), 'utf8').catch(() => null)
  if (known === null) return null
  const saved = savedForm.safeParse(parsed(known))
  if (saved.success) return saved.data
  throw cliError(
    'failed',
    'stand_in_failed',
    folder,
    t('{about} cannot be read: {message}', { about: savedIn(folder), message: t('its content is damaged') }),
    t('Delete its folder, with its database: the next start makes the same company anew.'),
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

// The same company at each start: with another one, every record would be deleted and every record new.
const loadCompany = async (folder: string, company: CompanyName) => {
  const saved = await savedCompany(folder)
  if (saved) return saved
  const apiKey = `stand-in-${randomBytes(12).toString('hex')}`
  const fresh = { company, now: new Date().toISOString(), apiKey }
  await makeFolder(folder)
  await writePrivate(savedIn(folder), `${JSON.stringify(fresh, null, 2)}\n`)
  return fresh
}

const startWithinMs = 30_000

/**
 * Starts the stand-in for Gazelle in a process of its own; the company that `folder` remembers, at each start.
 * @throws AppError `stand_in_failed`
 */
export const startStandIn = async (folder: string, company: CompanyName, log: Log): Promise<StandIn> => {
  const { company: name, now, apiKey } = await loadCompany(folder, company)
  if (name !== company) log('stack', `this folder’s stand-in has the ${name} company; it keeps it`)
  let announce = (_line: string) => {}
  const announced = new Promise<string>((done) => {
    announce = done
  })
  const child = await startChild({
    part: 'stand-in',
    command: process.execPath,
    args: [
      fileURLToPath(new URL('stand-in-server.ts', import.meta.url)),
      JSON.stringify({ company: companies[name], now, apiKey, port: 0 }),
    ],
    env: childEnvironment(),
    log,
    onLine: (line) => line.startsWith('{"url"') && announce(line),
  })
  const late = new Promise<null>((done) => setTimeout(done, startWithinMs, null).unref())
  const line = await Promise.race([announced, child.exited.then(() => null), late])
  if (line === null) {
    await child.stop()
    throw cliError(
      'failed',
      'stand_in_failed',
      folder,
      t('the stand-in for Gazelle did not start:\n{what}', { what: child.tail() }),
      t('The lines above are its own.'),
    )
  }
  return { ...address.parse(JSON.parse(line)), stop: child.stop }
}
