import { Command } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { readSettings, sealingKeyOf } from '../../shared/settings.ts'
import { type Account, readAccounts, requireAccount } from '../accounts.ts'
import { cliError, exitCodes } from '../errors.ts'
import { status, table } from '../format.ts'
import { findProject, type Project } from '../project.ts'
import { readSecret } from '../secret.ts'
import { t, word } from '../words/words.ts'

interface AddOptions {
  title?: string
  timeZone: string
  apiKeyStdin: boolean
}

/** `gazelle accounts`: the companies of this database. */
export const accounts = () =>
  new Command('accounts')
    .addCommand(list())
    .addCommand(add())
    .addCommand(setKey())
    .addCommand(pause())
    .addCommand(resume())
    .addCommand(resealAll())

const say = (line: string) => process.stdout.write(`${line}\n`)

const list = () =>
  new Command('list')
    .description(
      t('List the accounts, whether the schedules sync them, and what kind of credential each has.'),
    )
    .option('--json', t('print them as JSON'), false)
    .action(async ({ json }: { json: boolean }) => {
      const accounts = (await readAccounts(await findProject())).map((account) => ({
        account: account.account_id,
        title: account.title,
        timeZone: account.time_zone,
        paused: account.paused_at !== null,
        pausedAt: account.paused_at,
        credential: credentialOf(account),
      }))
      if (json) {
        say(JSON.stringify(accounts))
        return
      }
      const lines = accounts.map(({ account, title, timeZone, paused, credential }) => [
        account,
        title ?? '',
        timeZone,
        paused ? status('paused') : t('active'),
        word(credential ?? 'none'),
      ])
      say(table([t('account'), t('title'), t('time zone'), t('state'), t('credential')], lines))
    })

/** environment: that of main, where the functions' settings hold it. */
const credentialOf = ({ account_id, credentials }: Account) =>
  credentials?.kind ?? (account_id === 'main' ? 'environment' : null)

const add = () =>
  new Command('add')
    .description(
      t(
        'Add a company. With its API key the schedules sync it from now on; without, it stays paused until it is connected.',
      ),
    )
    .argument('<name>', t('a short name: lower-case letters, digits and _, such as second'))
    .option('--title <title>', t('the company’s name, for people'))
    .option('--time-zone <zone>', t('the company’s zone, an IANA name'), 'America/Montreal')
    .option(
      '--api-key-stdin',
      t('read its Gazelle API key from standard input; a terminal asks for it'),
      false,
    )
    .action(async (name: string, { title, timeZone, apiKeyStdin }: AddOptions) => {
      if (!/^[a-z][a-z0-9_]{0,31}$/.test(name))
        throw cliError(
          'usage',
          'bad_name',
          name,
          t('{name} is no name for an account', { name }),
          t('Use up to 32 lower-case letters, digits and _, beginning with a letter.'),
        )
      const { checkZone } = await import('../instant.ts')
      checkZone('--time-zone', timeZone)
      const project = await findProject()
      if ((await readAccounts(project)).some(({ account_id }) => account_id === name))
        throw cliError(
          'usage',
          'name_taken',
          name,
          t('there is an account {name} already', { name }),
          t('Choose another name. To replace its key: gazelle accounts set-key {name} --api-key-stdin', {
            name,
          }),
        )
      const sealed = apiKeyStdin ? await sealedKey(project, name) : null
      await call(
        project.database.schema('sync'),
        'add_account',
        { p_account: name, p_title: title ?? null, p_time_zone: timeZone, p_sealed_key: sealed },
        z.unknown(),
      )
      if (sealed !== null) {
        say(t('Account {name} is added. The schedules sync it from now on.', { name }))
        return
      }
      say(t('Account {name} is added, and paused: it has no credential yet.', { name }))
      say(
        `  ${t('gazelle connect --account {name}, or gazelle accounts set-key {name} --api-key-stdin', { name })}`,
      )
      say(`  gazelle accounts resume ${name}`)
    })

/** Reads a key, proves it against Gazelle and the account's company, and seals it. */
const sealedKey = async ({ database }: Project, account: string): Promise<string> => {
  const [
    { sealApiKey },
    { ownerOf },
    { createGazelleClient },
    { memoryLimiter },
    { apiKeyCredential },
    { describeCaller, projectEnvironment },
  ] = await Promise.all([
    import('../../shared/database/credentials.ts'),
    import('../../shared/gazelle/caller.ts'),
    import('../../shared/gazelle/client.ts'),
    import('../../shared/gazelle/limiter.ts'),
    import('../../shared/gazelle/tokens.ts'),
    import('../gazelle.ts'),
  ])
  const settings = readSettings(await projectEnvironment())
  const sealingKey = sealingKeyOf(settings)
  const apiKey = await readSecret(`${t('Gazelle API key of {account}:', { account })} `)
  if (settings.auth.mode === 'api_key' && settings.auth.apiKey === apiKey)
    throw cliError(
      'usage',
      'bad_usage',
      '--api-key-stdin',
      t('that key is GAZELLE_API_KEY, the key of main'),
      t('Give a key of the other company: one company is one account.'),
    )
  const client = createGazelleClient({
    url: settings.apiUrl,
    credential: apiKeyCredential(apiKey),
    limiter: memoryLimiter(settings.rateLimitOf(account)),
  })
  const { user, company } = await ownerOf(client)
  await call(
    database.schema('sync'),
    'check_company',
    { p_account: account, p_company_id: company?.id ?? null, p_company_name: company?.name ?? null },
    z.unknown(),
  )
  say(describeCaller(t('The key is that of'), user))
  return sealApiKey(apiKey, sealingKey)
}

const setKey = () =>
  new Command('set-key')
    .description(t('Store or replace the API key of an account, sealed. That of main is GAZELLE_API_KEY.'))
    .argument('<name>', t('the account'))
    .requiredOption('--api-key-stdin', t('read the key from standard input; a terminal asks for it'))
    .action(async (name: string) => {
      const project = await findProject()
      const { paused_at } = await requireAccount(project, name)
      const { projectEnvironment } = await import('../gazelle.ts')
      if (name === 'main' && readSettings(await projectEnvironment()).auth.mode === 'api_key')
        throw cliError(
          'usage',
          'bad_usage',
          name,
          t('the key of main is the setting GAZELLE_API_KEY'),
          t('Replace it there: in .env, or in the functions’ secrets.'),
        )
      const args = { p_account: name, p_sealed: await sealedKey(project, name), p_kind: 'api_key' }
      await call(project.database.schema('sync'), 'store_credential', args, z.unknown())
      say(t('The key of {name} is stored.', { name }))
      if (paused_at !== null) say(t('It is paused: gazelle accounts resume {name}', { name }))
    })

const change = (
  word: 'pause' | 'resume',
  description: string,
  sentence: (name: string, done: boolean) => string,
) =>
  new Command(word)
    .description(description)
    .argument('<name>', t('the account'))
    .action(async (name: string) => {
      const project = await findProject()
      await requireAccount(project, name)
      const done = await call(
        project.database.schema('sync'),
        `${word}_account`,
        { p_account: name },
        z.boolean(),
      )
      say(sentence(name, done))
    })

const pause = () =>
  change(
    'pause',
    t('Leave an account out of the schedules and the alerts; its open runs go on to their end.'),
    (name, done) =>
      done
        ? t('Account {name} is paused. Its data stays; gazelle sync --account still syncs it by hand.', {
            name,
          })
        : t('Account {name} was paused before.', { name }),
  )

const resume = () =>
  change('resume', t('Have the schedules sync an account again.'), (name, done) =>
    done
      ? t('Account {name} is synced by the schedules again.', { name })
      : t('Account {name} was not paused.', { name }),
  )

const resealAll = () =>
  new Command('reseal')
    .description(
      t(
        'Seal every stored credential with the first key of TOKEN_ENCRYPTION_KEY; syncs and refreshes go on meanwhile.',
      ),
    )
    .option('--json', t('print what was done as JSON'), false)
    .action(async ({ json }: { json: boolean }) => {
      const [{ reseal }, { projectEnvironment }] = await Promise.all([
        import('../../shared/database/sealing.ts'),
        import('../gazelle.ts'),
      ])
      const { database } = await findProject()
      const keys = sealingKeyOf(readSettings(await projectEnvironment()))
      const { resealed, sealing } = await reseal(database, keys)
      if (sealing.old.length > 0 || sealing.unopened.length > 0) process.exitCode = exitCodes.failed
      if (json) {
        say(JSON.stringify({ resealed, ...sealing }))
        return
      }
      for (const account of resealed)
        say(t('The credential of {account} is sealed with the first key.', { account }))
      for (const account of sealing.old)
        say(
          t(
            'That of {account} was replaced each time, sealed with the old key: give the functions the new one first.',
            { account },
          ),
        )
      for (const { account, message } of sealing.unopened)
        say(
          t(
            'That of {account} stays as it is: {message}. Add the key that sealed it, or connect it again: gazelle connect --account {account}',
            { account, message },
          ),
        )
      if (resealed.length === 0 && sealing.old.length === 0)
        say(
          t('{n} credentials are sealed with the first key; nothing was to be done.', {
            n: sealing.current.length,
          }),
        )
    })
