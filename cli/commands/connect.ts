import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Rpc } from '../../shared/database/rpc.ts'
import { makeFolder } from '../../shared/folder.ts'
import { isLoopback } from '../../shared/loopback.ts'
import { requireAccount } from '../accounts.ts'
import { cliError } from '../errors.ts'
import { requireForm } from '../migrate-v5/source/address-form.ts'
import { findProject } from '../project.ts'
import { interruption } from '../signals.ts'
import { t } from '../words/words.ts'

interface Options {
  account: string
  store: 'database' | 'file'
  minutes: number
  /** An address; true: that in V5_DATABASE_URL. */
  fromV5?: string | true
  json: boolean
}

const v5Address = (): string => {
  const address = process.env.V5_DATABASE_URL?.trim()
  if (!address)
    throw cliError(
      'usage',
      'bad_usage',
      '--from-v5',
      t('no version 5 is named'),
      t('Set V5_DATABASE_URL, or write its address behind --from-v5.'),
    )
  return address
}

/** `gazelle connect`: a person grants access, and the tokens are stored sealed. */
export const connect = () =>
  new Command('connect')
    .option('--account <name>', t('the Gazelle account'), 'main')
    .addOption(
      new Option(
        '--store <where>',
        t('the project’s database, or a file for `gazelle fetch` without a database'),
      )
        .choices(['database', 'file'])
        .default('database'),
    )
    .option(
      '--minutes <n>',
      t('for a hosted project: how long the link is valid, and waited for'),
      minutesOf,
      60,
    )
    .option(
      '--from-v5 [address]',
      t(
        'take over the token of version 5, from its database: postgresql://…, or its project’s URL with the key in V5_KEY; without an address, from that in V5_DATABASE_URL',
      ),
    )
    .option(
      '--json',
      t('for a hosted project: print the link, and then the outcome, as a JSON line each'),
      false,
    )
    .action(async ({ account, store: where, minutes, fromV5, json }: Options) => {
      if (fromV5 !== undefined) {
        const from = fromV5 === true ? v5Address() : fromV5
        requireForm(from)
        const { connectWithV5 } = await import('../migrate-v5/token.ts')
        const project = await findProject()
        await requireAccount(project, account)
        process.stdout.write(`${await connectWithV5(project, account, from, interruption())}\n`)
        return
      }
      if (where === 'database' && process.env.SUPABASE_URL?.trim()) {
        const project = await findProject()
        const { connectByLink } = await import('../connect-link.ts')
        return connectByLink(project, await requireAccount(project, account), { minutes, json })
      }
      const { readSettings, sealingKeyOf } = await import('../../shared/settings.ts')
      const settings = readSettings(process.env)
      const { auth } = settings
      if (auth.mode !== 'oauth')
        throw cliError(
          'usage',
          'bad_setting',
          'GAZELLE_AUTH_MODE',
          t('GAZELLE_AUTH_MODE is api_key: a key needs no connecting'),
          t('To use OAuth, write GAZELLE_AUTH_MODE=oauth.'),
        )
      const { redirectUrl } = auth
      const encryptionKey = sealingKeyOf(settings)
      if (redirectUrl === null)
        throw cliError(
          'usage',
          'bad_setting',
          'GAZELLE_REDIRECT_URL',
          t('GAZELLE_REDIRECT_URL is missing'),
          t(
            'Write the redirect address of your Gazelle OAuth application, such as http://127.0.0.1:8765/connected.',
          ),
        )
      // Loaded where the settings are right.
      const [
        { caller },
        { createGazelleClient },
        { memoryLimiter },
        { fileTokenStore },
        { authorizeUrl, exchangeCode, oauthCredential },
        { describeCaller },
        { tokenFile },
      ] = await Promise.all([
        import('../../shared/gazelle/caller.ts'),
        import('../../shared/gazelle/client.ts'),
        import('../../shared/gazelle/limiter.ts'),
        import('../../shared/gazelle/token-file.ts'),
        import('../../shared/gazelle/tokens.ts'),
        import('../gazelle.ts'),
        import('../running.ts'),
      ])
      // Checked first: a code whose tokens cannot be stored is lost.
      const project = where === 'file' ? null : await findProject()
      const known = project && (await requireAccount(project, account))
      const db = project?.database.schema('sync') ?? null
      const state = db ? await stateFor(db, account) : randomBytes(16).toString('hex')
      const say = (line: string) => process.stdout.write(`${line}\n`)
      const ask = () =>
        say(
          `${t('Open this address in a browser, and allow access:')}\n\n${authorizeUrl(auth, redirectUrl, state)}\n`,
        )
      const granted = async () => codeFor(new URL(redirectUrl), state, ask)
      if (db) {
        const { storeGranted } = await import('../../shared/http/connect.ts')
        const { caller: rights } = await storeGranted(db, process.env, {
          state,
          code: await granted(),
          redirectUrl,
        })
        say(describeCaller(t('Connected as'), rights.user))
        if (known?.paused_at) say(t('The account is paused: gazelle accounts resume {account}', { account }))
        return
      }
      const store = fileTokenStore(tokenFile(account), encryptionKey)
      await makeFolder(dirname(tokenFile(account)), 0o700)
      await store.read()
      await store.save(null, await exchangeCode(auth, await granted(), redirectUrl))
      const client = createGazelleClient({
        url: settings.apiUrl,
        credential: oauthCredential({ ...auth, store }),
        limiter: memoryLimiter(settings.rateLimitOf(account)),
      })
      say(describeCaller(t('Connected as'), await caller(client)))
    })

/** The state of a consent that is asked for here, by a link that nobody else gets. */
const stateFor = async (db: Rpc, account: string): Promise<string> => {
  const { beginConnect, createConnectLink } = await import('../../shared/database/connect-links.ts')
  const { token } = await createConnectLink(db, account, minutesHere)
  return (await beginConnect(db, token)) ?? ''
}

/** A person sits before it. */
const minutesHere = 60

const minutesOf = (text: string): number => {
  const minutes = Number(text)
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 20_160) return minutes
  throw new InvalidArgumentError(t('Write a whole number of minutes from 1 to 20160.'))
}

const codeFor = (redirect: URL, state: string, ask: () => void): Promise<string> => {
  if (redirect.protocol === 'http:' && isLoopback(redirect.href)) return arrivingCode(redirect, state, ask)
  ask()
  return pastedCode(state)
}

/** Whether the person refused: Gazelle sends our own state back with an error in place of a code. */
const isDenied = (address: URL, state: string): boolean =>
  address.searchParams.get('state') === state && address.searchParams.has('error')

const denied = () =>
  cliError(
    'failed',
    'connect_denied',
    'Gazelle',
    t('access was not granted at Gazelle'),
    t('Run the command again, and allow access.'),
  )

/** The code in the address that Gazelle redirected to; null when its state is not ours. */
const codeIn = (address: URL, state: string): string | null =>
  address.searchParams.get('state') === state ? address.searchParams.get('code') : null

/** Listens at the redirect address, prints the address to open, and waits for the browser's redirect. */
const arrivingCode = (redirect: URL, state: string, ask: () => void): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const address = new URL(request.url ?? '/', redirect)
      const isAnswer = address.pathname === redirect.pathname
      const code = isAnswer ? codeIn(address, state) : null
      const isRefusal = isAnswer && isDenied(address, state)
      response.writeHead(code ? 200 : 400, {
        'content-type': 'text/plain; charset=utf-8',
        connection: 'close',
      })
      const refusal = isRefusal
        ? t('Access was not granted. You can close this page.')
        : t('This is not the expected answer.')
      response.end(code ? t('Access is granted. You can close this page.') : refusal)
      if (code) server.close(() => resolve(code))
      else if (isRefusal) server.close(() => reject(denied()))
    })
    server.once('error', (error) =>
      reject(
        cliError(
          'failed',
          'port_taken',
          redirect.host,
          t('{host} cannot be listened on: {message}', { host: redirect.host, message: error.message }),
          t('Free that port, or use another redirect address.'),
        ),
      ),
    )
    server.listen(Number(redirect.port) || 80, redirect.hostname.replace(/[[\]]/g, ''), ask)
  })

const pastedCode = async (state: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const text = (
      await terminal.question(`${t('Then paste the address that the browser ended at:')} `)
    ).trim()
    const address = URL.canParse(text) ? new URL(text) : null
    const code = address && codeIn(address, state)
    if (code) return code
    if (address && isDenied(address, state)) throw denied()
  } finally {
    terminal.close()
  }
  throw cliError(
    'usage',
    'bad_usage',
    'address',
    t('that address has no code, or its state is not that of this command'),
    t('Run the command again and paste the whole address, with ?code=…&state=….'),
  )
}
