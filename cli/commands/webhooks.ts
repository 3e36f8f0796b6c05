import { lookup } from 'node:dns/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { namesIn, requireAccount } from '../accounts.ts'
import { confirm } from '../confirm.ts'
import { cliError, exitCodes } from '../errors.ts'
import { status as coloured, count, fitted, list as lined, localTime, table } from '../format.ts'
import { findProject, type Project } from '../project.ts'
import { printRows } from '../rows.ts'
import { many, t } from '../words/words.ts'

const rowForm = z.object({
  webhook: z.string(),
  account_id: z.string(),
  url: z.string(),
  about: z.string().nullable(),
  entities: z.array(z.string()).nullable(),
  fields: z.array(z.string()).nullable(),
  batch: z.number(),
  created_at: z.string(),
  created_by: z.string(),
  state: z.string(),
  since: z.string().nullable(),
  last_error: z.string().nullable(),
  delivered: z.number(),
  delivered_at: z.string().nullable(),
  waiting: z.number(),
  given_up: z.number(),
  position: z.string(),
  old_secret_until: z.string().nullable(),
  more: z.boolean(),
})
type Webhook = z.infer<typeof rowForm>

interface AddOptions {
  entities?: string[]
  fields?: string[]
  batch: number
  about?: string
  account: string
  json: boolean
}

interface OneOptions {
  json: boolean
}

/** `gazelle webhooks`: who is told of changes by HTTP, and how each does. */
export const webhooks = () =>
  new Command('webhooks')
    .addCommand(add())
    .addCommand(list())
    .addCommand(test())
    .addCommand(change('pause', t('Send nothing there until it is resumed; what changes meanwhile waits.')))
    .addCommand(change('resume', t('Go on with a webhook that is paused, with what has waited first.')))
    .addCommand(rotate())
    .addCommand(replay())
    .addCommand(remove())

const say = (line: string) => process.stdout.write(`${line}\n`)
const print = (value: unknown) => say(JSON.stringify(value))

/** Calls a function of schema webhooks. */
const ask = <Answer>({ database }: Project, name: string, args: object, form: z.ZodType<Answer>) =>
  call(database.schema('webhooks'), name, { ...args }, form)

const readWebhooks = (project: Project, account?: string) =>
  ask(project, 'list', { p_account: account ?? null }, z.array(rowForm))

/**
 * A webhook by its id, or by the beginning of it that no other one has.
 * @throws AppError `unknown_webhook`
 */
const requireWebhook = async (project: Project, text: string): Promise<Webhook> => {
  const found = (await readWebhooks(project)).filter(({ webhook }) => webhook.startsWith(text))
  const [first] = found
  if (first && (found.length === 1 || first.webhook === text)) return first
  throw cliError(
    'usage',
    'unknown_webhook',
    text,
    found.length === 0
      ? t('there is no webhook {webhook}', { webhook: text })
      : t('{n} webhooks begin with {webhook}', { n: found.length, webhook: text }),
    t('gazelle webhooks list shows them.'),
  )
}

const names = (text: string) => text.split(',').filter(Boolean)

const between = (from: number, to: number) => (text: string) => {
  const number = Number(text)
  if (!/^\d{1,4}$/.test(text) || number < from || number > to)
    throw new InvalidArgumentError(t('it must be a number from {from} to {to}', { from, to }))
  return number
}

const idArgument = () => t('its id, or the beginning of it, as `gazelle webhooks list` shows it')

// Stands for a project on Supabase where the address of this one says nothing.
const anyHosted = 'https://project.supabase.co'

const addressesOf = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/**
 * Refuses an address to which the project sends nothing; answers in a sentence whether a hosted one would, of the local system's.
 * @throws AppError `bad_address`
 */
export const checkAddress = async (
  apiUrl: string,
  url: string,
  lookUp = addressesOf,
): Promise<string | null> => {
  const { refusalOf } = await import('../../shared/webhooks/address.ts')
  // What is no address at all, the database refuses.
  if (!URL.canParse(url)) return null
  const refusal = await refusalOf(url, apiUrl, lookUp)
  if (refusal !== null)
    throw cliError(
      'usage',
      'bad_address',
      url,
      t('no message goes to that address: {why}', { why: refusal.replace(/^bad_address: /, '') }),
      t(
        'Give an address that begins with https:// and that anybody can reach, also by the name that it has.',
      ),
    )
  return (await refusalOf(url, anyHosted, lookUp)) === null
    ? null
    : t('From a hosted project nothing would go there: it must begin with https://, and be in the internet.')
}

const add = () =>
  new Command('add')
    .description(
      t('Have changes sent to an address, from now on. Prints the secret that signs them: it is shown once.'),
    )
    .argument('<url>', t('the address that takes them, https://…'))
    .option('--entities <names>', t('only of these tables, with commas between them'), names)
    .option('--fields <names>', t('only these columns, and changes of them; with commas between them'), names)
    .option('--batch <number>', t('so many changes in a message, 1 to 100'), between(1, 100), 1)
    .option('--about <text>', t('what it is for'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print id, secret and position as JSON'), false)
    .action(async (url: string, { entities, fields, batch, about, account, json }: AddOptions) => {
      const project = await findProject()
      await requireAccount(project, account)
      const warning = await checkAddress(project.apiUrl, url)
      const added = await ask(
        project,
        'add',
        {
          p_url: url,
          p_entities: entities ?? null,
          p_fields: fields ?? null,
          p_batch: batch,
          p_about: about ?? null,
          p_account: account,
        },
        z.object({ webhook: z.string(), secret: z.string(), position: z.string() }),
      )
      if (warning) process.stderr.write(`${fitted(warning)}\n`)
      if (json) {
        print(added)
        return
      }
      const { webhook, secret } = added
      say(t('Webhook {webhook} is added: it is sent what changes from now on.', { webhook }))
      saySecret(secret)
      say(fitted(t('Try it: gazelle webhooks test {webhook}', { webhook })))
    })

const saySecret = (secret: string) => {
  say(lined([[t('Secret'), secret]]))
  say(fitted(t('It is shown only once. Give it to the receiver, which verifies each message with it:')))
  say("  new Webhook(secret).verify(body, headers)  // import { Webhook } from 'standardwebhooks'")
}

/** How many changes wait; of those that wait in the log alone not all are counted. */
const waitingOf = ({ waiting, more }: Webhook): string =>
  more ? t('{n} or more', { n: waiting }) : count(waiting)

/** The number by which a sentence says it: of one or more it speaks as of several. */
const amountOf = ({ waiting, more }: Webhook): number => (more ? Math.max(waiting, 2) : waiting)

// The worst first.
const states = ['failing', 'gone', 'behind', 'retrying', 'paused', 'active']

const inWords = ({ state }: Webhook): string =>
  ({
    failing: t('paused: it failed for three days'),
    gone: t('paused: it wants no more (410)'),
    behind: t('paused: what it missed is no longer kept'),
    retrying: t('fails, and is tried again'),
    paused: t('paused by a person'),
    active: t('active'),
  })[state] ?? state

const list = () =>
  new Command('list')
    .description(t('List the webhooks, the worst first: state, last answer, what waits and what arrived.'))
    .option('--account <name>', t('only those of this account'))
    .option('--json', t('print the rows of webhooks.list as JSON'), false)
    .action(async ({ account, json }: { account?: string; json: boolean }) => {
      const project = await findProject()
      if (account !== undefined) await requireAccount(project, account)
      const rows = (await readWebhooks(project, account)).toSorted(
        (a, b) => states.indexOf(a.state) - states.indexOf(b.state),
      )
      await printRows(rows, { json, nothing: t('There is no webhook: gazelle webhooks add <url>') }, () => {
        const named = namesIn(rows)
        const lines = rows.map((row) => [
          row.webhook,
          named(row.about ? `${row.url} (${row.about})` : row.url, row.account_id),
          row.entities?.join(', ') ?? t('all'),
          inWords(row),
          row.since ? localTime(row.since, 'short') : '',
          row.more ? waitingOf(row) : row.waiting,
          row.delivered,
          row.given_up,
          row.last_error ?? '',
          row.old_secret_until ? localTime(row.old_secret_until, 'short') : '',
        ])
        const head = [
          t('webhook'),
          t('address'),
          t('of'),
          t('state'),
          t('since'),
          t('waiting'),
          t('arrived'),
          t('given up'),
          t('last answer'),
          t('old secret until'),
        ]
        return table(head, lines)
      })
    })

/** How long the answer to a test is waited for, and how often it is asked for, in milliseconds. */
const patienceMs = 30_000
const everyMs = 300

const test = () =>
  new Command('test')
    .description(t('Send a test message, and show what was answered; exit 1 if it did not arrive.'))
    .argument('<webhook>', idArgument())
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (id: string, { json }: OneOptions) => {
      const project = await findProject()
      const { webhook } = await requireWebhook(project, id)
      const { delivery } = await ask(
        project,
        'test',
        { p_webhook: webhook },
        z.object({ delivery: z.number() }),
      )
      const { status, answer } = await answerOf(project, delivery)
      if (status !== 'acknowledged') process.exitCode = exitCodes.failed
      if (json) {
        print({ webhook, arrived: status === 'acknowledged', answer })
        return
      }
      if (status === 'due') {
        say(
          fitted(
            t('It was not sent within {n} seconds: gazelle doctor says whether functions are called.', {
              n: patienceMs / 1000,
            }),
          ),
        )
        return
      }
      say(table([t('webhook'), '', t('answer')], [[webhook, coloured(wordOf(status)), answer ?? '']]))
    })

const wordOf = (status: string) => (status === 'acknowledged' ? 'arrived' : 'failed')

const answerForm = z.object({ status: z.string(), answer: z.string().nullable() })

const answerOf = async (project: Project, delivery: number): Promise<z.infer<typeof answerForm>> => {
  const until = Date.now() + patienceMs
  for (;;) {
    const found = await ask(project, 'answer_of', { p_delivery: delivery }, answerForm)
    if (found.status !== 'due' || Date.now() > until) return found
    await pause(everyMs)
  }
}

const outcomeForm = z.looseObject({ outcome: z.string() })

const change = (name: 'pause' | 'resume', description: string) =>
  new Command(name)
    .description(description)
    .argument('<webhook>', idArgument())
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (id: string, { json }: OneOptions) => {
      const project = await findProject()
      const row = await requireWebhook(project, id)
      const { webhook } = row
      const amount = amountOf(row)
      const { outcome } = await ask(project, name, { p_webhook: webhook }, outcomeForm)
      if (json) print({ webhook, outcome })
      else if (outcome === 'resumed')
        say(
          amount === 0
            ? t('Webhook {webhook} goes on.', { webhook })
            : many(
                amount,
                'Webhook {webhook} goes on. {waiting} change has waited.',
                'Webhook {webhook} goes on. {waiting} changes have waited.',
                { webhook, waiting: waitingOf(row) },
              ),
        )
      else
        say(
          outcome === 'paused'
            ? t('Webhook {webhook} is paused. What changes waits: gazelle webhooks resume {webhook}', {
                webhook,
              })
            : t('Webhook {webhook} was paused before.', { webhook }),
        )
    })

const rotate = () =>
  new Command('rotate')
    .description(t('Make a new secret. Messages are signed with the old one too, for some hours.'))
    .argument('<webhook>', idArgument())
    .option('--hours <number>', t('how long the old one signs too, 0 to 720'), between(0, 720), 24)
    .option('--json', t('print the secret as JSON'), false)
    .action(async (id: string, { hours, json }: { hours: number; json: boolean }) => {
      const project = await findProject()
      const { webhook } = await requireWebhook(project, id)
      const { secret, oldUntil } = await ask(
        project,
        'rotate',
        { p_webhook: webhook, p_hours: hours },
        z.object({ secret: z.string(), oldUntil: z.string() }),
      )
      if (json) {
        print({ webhook, secret, oldUntil })
        return
      }
      say(
        hours === 0
          ? t('Webhook {webhook} has a new secret; the old one signs no longer.', { webhook })
          : t('Webhook {webhook} has a new secret; the old one signs too until {until}.', {
              webhook,
              until: localTime(oldUntil, 'short'),
            }),
      )
      saySecret(secret)
    })

const isPosition = (text: string) => /^[0-9a-f]{6}-[0-9]{1,18}$/.test(text)

const replay = () =>
  new Command('replay')
    .description(
      t('Send changes again, from behind a position or from an instant on; what waits is sent with them.'),
    )
    .argument('<webhook>', idArgument())
    .requiredOption(
      '--from <start>',
      t('a position of a message or of gazelle changes, or an instant (2026-02-03, or 2026-02-03T14:00:00Z)'),
    )
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (id: string, { from, json }: { from: string; json: boolean }) => {
      const project = await findProject()
      const { webhook, account_id, state } = await requireWebhook(project, id)
      const { position } = await ask(
        project,
        'replay',
        { p_webhook: webhook, p_from: isPosition(from) ? from : await instantIn(project, account_id, from) },
        z.object({ position: z.string() }),
      )
      if (json) {
        print({ webhook, outcome: 'replayed', position })
        return
      }
      say(
        t('Webhook {webhook} is sent again what changed behind position {position}.', { webhook, position }),
      )
      if (['paused', 'failing', 'gone'].includes(state))
        say(
          fitted(
            t('It is paused, and is sent it when it goes on: gazelle webhooks resume {webhook}', { webhook }),
          ),
        )
    })

/** An instant in the zone of the account's company. */
const instantIn = async (project: Project, account: string, text: string): Promise<string> => {
  const [{ instantOf }, { time_zone }] = await Promise.all([
    import('../instant.ts'),
    requireAccount(project, account),
  ])
  return instantOf('--from', text, time_zone).toISOString()
}

const remove = () =>
  new Command('remove')
    .description(t('End a webhook: nothing is sent there any more, and its secret is forgotten.'))
    .argument('<webhook>', idArgument())
    .option('--yes', t('do not ask for confirmation'), false)
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (id: string, { yes, json }: { yes: boolean; json: boolean }) => {
      const project = await findProject()
      const row = await requireWebhook(project, id)
      const { webhook, url } = row
      if (!yes)
        await confirm(
          many(
            amountOf(row),
            'Remove webhook {webhook} ({url}), for which {waiting} change waits?',
            'Remove webhook {webhook} ({url}), for which {waiting} changes wait?',
            { webhook, url, waiting: waitingOf(row) },
          ),
        )
      await ask(project, 'remove', { p_webhook: webhook }, outcomeForm)
      if (json) print({ webhook, outcome: 'removed' })
      else say(t('Webhook {webhook} is removed.', { webhook }))
    })
