import { createConnectLink, linkAddress } from '../shared/database/connect-links.ts'
import { wait } from '../shared/gazelle/wait.ts'
import { reasonOf } from '../shared/no-answer.ts'
import { publicFunctions } from '../shared/settings.ts'
import type { Account } from './accounts.ts'
import { cliError } from './errors.ts'
import { faint } from './format.ts'
import type { Project } from './project.ts'
import { interruption } from './signals.ts'
import { t } from './words/words.ts'

const askEveryMs = 2000
const answerWithinMs = 15_000

/**
 * Prints a link with which a person connects an account of a hosted project, and waits until it was used.
 * @param minutes how long the link is valid, and waited for
 * @throws AppError `no_function`, `functions_unreachable`, `not_connected` when the time is over
 */
export const connectByLink = async (
  project: Project,
  { account_id: account, title, paused_at }: Account,
  { minutes, json }: { minutes: number; json: boolean },
): Promise<void> => {
  const signal = interruption()
  const { address } = publicFunctions(process.env, project.apiUrl)
  await checkFunction(address)
  const { link, token, expiresAt } = await createConnectLink(
    project.database.schema('sync'),
    account,
    minutes,
  )
  const url = linkAddress(address, token)
  say(json ? { event: 'link', account, url, expiresAt } : invitation(title ?? account, url, minutes))
  const used = await waitForUse(project, link, expiresAt, signal)
  if (!used)
    throw cliError(
      'failed',
      'not_connected',
      account,
      t('nobody connected {account} within {minutes} minutes', { account, minutes }),
      t('The link is over. Run the command again for another one.'),
    )
  const user = await callerOf(project, account)
  if (json) return say({ event: 'connected', account, usedAt: used, user })
  say(`${t('Connected as')} ${user ?? t('a user without an e-mail address')}.`)
  if (paused_at) say(t('The account is paused: gazelle accounts resume {account}', { account }))
}

const say = (what: string | object): void => {
  process.stdout.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`)
}

const invitation = (company: string, url: string, minutes: number) =>
  [
    t('Have a full admin of {company} open this address, and allow access at Gazelle:', { company }),
    `\n${url}\n`,
    faint(
      t('It works once, for {minutes} minutes. Waiting; Ctrl-C ends the waiting, and the link stays valid.', {
        minutes,
      }),
    ),
  ].join('\n')

/** A link to a function that is not there would be waited for in vain. */
const checkFunction = async (address: string) => {
  const url = `${address}/gazelle-oauth/start`
  const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) }).catch(reasonOf)
  if (typeof response === 'string')
    throw cliError(
      'failed',
      'functions_unreachable',
      address,
      t('{address} cannot be reached ({response})', { address, response }),
      t('Check SUPABASE_URL, and FUNCTIONS_PUBLIC_URL where it is set.'),
    )
  if ((await response.text()).includes('connect_link_gone')) return
  throw cliError(
    'failed',
    'no_function',
    'gazelle-oauth',
    t('{url} is not the function gazelle-oauth (HTTP {status})', { url, status: response.status }),
    t('Deploy it: gazelle deploy --project-ref <reference>.'),
  )
}

/** When the link was used; null when its time is over. Looks at this link alone: another one may connect the account too. */
const waitForUse = async ({ database }: Project, link: number, expiresAt: string, signal: AbortSignal) => {
  for (let end = Date.parse(expiresAt); ; ) {
    // A database that is away for a moment ends no waiting.
    const { data } = await database
      .schema('sync')
      .from('connect_links')
      .select('used_at, expires_at')
      .eq('link_id', link)
      .maybeSingle()
    if (data?.used_at) return data.used_at
    if (data) end = Date.parse(data.expires_at)
    const left = end - Date.now()
    if (left <= 0) return null
    await wait(Math.min(askEveryMs, left), signal)
  }
}

const callerOf = async ({ database }: Project, account: string) => {
  const { data } = await database
    .schema('sync')
    .from('callers')
    .select('email')
    .eq('account_id', account)
    .maybeSingle()
  return data?.email ?? null
}
