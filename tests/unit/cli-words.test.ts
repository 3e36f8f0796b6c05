// The command line in both languages.
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { suggestion } from '../../cli/similar.ts'
import { deploy } from '../../cli/words/french/deploy.ts'
import { errors } from '../../cli/words/french/errors.ts'
import { help } from '../../cli/words/french/help.ts'
import { words } from '../../cli/words/french/names.ts'
import { said } from '../../cli/words/french/said.ts'
import { standing } from '../../cli/words/french/standing.ts'
import { codes, french, hints } from '../../cli/words/french.ts'
import { language, languageOf, many, t } from '../../cli/words/words.ts'
import { runCli } from '../integration/cli-process.ts'
import { root, sources } from './sources.ts'

const parts = { help, standing, errors, said, deploy }
const cli = (await sources('cli')).filter(({ path }) => !path.startsWith('cli/words/french'))
const code = cli.map(({ text }) => text).join('\n')
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted()

describe('the sentences of the command line', () => {
  test('are each there once', () => {
    const all = Object.values(parts).flatMap((part) => Object.keys(part))
    expect(all.filter((sentence, at) => all.indexOf(sentence) !== at)).toEqual([])
    expect(all.length).toBeGreaterThan(400)
  })

  test('fill in the same values in both languages', () => {
    const wrong = Object.entries(french).filter(
      ([english, text]) => String(placeholders(english)) !== String(placeholders(text)),
    )
    expect(wrong).toEqual([])
  })

  test('are all used', () => {
    const unused = Object.keys(french).filter((sentence) => {
      const literal = sentence.replaceAll('\n', '\\n')
      return !code.includes(`'${literal}'`) && !new RegExp(`^ +${sentence}: '`, 'm').test(code)
    })
    expect(unused).toEqual([])
  })

  test('are written as in Quebec: no space before ; ? and !, one before :', () => {
    const texts = [french, words, codes, hints].flatMap((one) => Object.values<string>(one))
    // A code, an address, an option, a time.
    const prose = (text: string) => text.replace(/`[^`]*`|\S*:\/\/\S*|\b\w+:\w+/g, '')
    expect(texts.map(prose).filter((text) => / [;?!](?![\w=])|[^ ]:(?= |$)|[^ ]%/.test(text))).toEqual([])
    expect(texts.filter((text) => /(?<!\\)'/.test(text.replace(/`[^`]*`/g, '')))).toEqual([])
  })

  test('are there for each error that other parts throw, and what to do, by its code (a twin of case U2)', async () => {
    const shared = (await Promise.all(['shared', 'supabase/local'].map((one) => sources(one)))).flat()
    const thrown = shared.flatMap(({ text }) =>
      [
        ...text.matchAll(/(?:new (?:AppError|GazelleError)|stackError)\(\s*'(\w+)'|^ {2}GZ\d+: '(\w+)'/gm),
      ].map(([, one, other]) => one ?? other ?? ''),
    )
    expect(thrown.length).toBeGreaterThan(40)
    expect(thrown.filter((one) => !(one in codes) || !(one in hints))).toEqual([])
    // What to do is more than what happened.
    const plain = (text = '') => text.toLowerCase().replace(/[.\s]+$/, '')
    expect(Object.keys(codes).filter((one) => plain(codes[one]) === plain(hints[one]))).toEqual([])
  })

  test('say the number as the language does', () => {
    expect(many(0, '{n} unhealthy module', '{n} unhealthy modules')).toBe('0 unhealthy modules')
    expect(many(1, '{n} unhealthy module', '{n} unhealthy modules')).toBe('1 unhealthy module')
    expect(t('{n} rows', { n: 1_234_567 })).toBe('1,234,567 rows')
  })
})

describe('the language', () => {
  test.each<[NodeJS.ProcessEnv, string[], 'en' | 'fr']>([
    [{}, [], 'en'],
    [{ LANG: 'C' }, [], 'en'],
    [{ LANG: 'fr_CA.UTF-8' }, [], 'fr'],
    [{ LANG: 'fr' }, ['status'], 'fr'],
    [{ LANG: 'en_CA.UTF-8', LC_MESSAGES: 'fr_CA' }, [], 'fr'],
    [{ LANG: 'fr_CA.UTF-8', LC_ALL: 'C' }, [], 'en'],
    [{ LANG: 'fr_CA.UTF-8', LC_MESSAGES: 'en_US' }, [], 'en'],
    [{ LANG: 'fy_NL' }, [], 'en'],
    [{ LANG: 'fra' }, [], 'en'],
    [{ LANG: 'fr_CA.UTF-8' }, ['status', '--json'], 'en'],
  ])('of a terminal with %j is, for %j, %s', (env, args, expected) => {
    expect(languageOf(env, args)).toBe(expected)
  })

  test('of the tests is English, whatever that of the machine', () => {
    expect(language).toBe('en')
  })
})

const inFrench = { LC_ALL: 'fr_CA.UTF-8' }

describe('in a French terminal', () => {
  const english = Object.keys(help).filter((sentence) => sentence.length > 10 && !sentence.includes('{'))

  test('--help of each command and of those below it has no English sentence', async () => {
    const all = `
      import { commandNames, program } from './cli/program.ts';
      const show = (command) => {
        process.stdout.write(command.helpInformation() + '\\n');
        for (const one of command.commands) show(one);
      };
      show(await program([]));
      for (const name of commandNames) show(...(await program([name])).commands);`.replaceAll('\n', ' ')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '-e', all],
      { cwd: root, env: { ...process.env, ...inFrench } },
    )
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text.split('Utilisation : ').length).toBeGreaterThan(40)
    expect(english.filter((sentence) => text.includes(` ${sentence} `))).toEqual([])
    expect(text).not.toMatch(/Usage:|Options:|Commands:|default:|choices:/)
    // No line begins with a sign that belongs to the one before.
    expect(stdout).not.toMatch(/^\s*[:;?!»%]/m)
  })

  test.each([
    [
      ['statsu'],
      'erreur : il n’y a pas de commande « statsu »\n(Vouliez-vous dire status?)\n(--help en dit plus)\n',
    ],
    [
      ['help', 'statsu'],
      'erreur : il n’y a pas de commande « statsu »\n(Vouliez-vous dire status?)\n(--help en dit plus)\n',
    ],
    [
      ['sync', '--modul', 'x'],
      'erreur : il n’y a pas d’option « --modul »\n(Vouliez-vous dire --module?)\n(--help en dit plus)\n',
    ],
    [['accounts', 'add'], 'erreur : il manque « name »\n(--help en dit plus)\n'],
    [['deletions', 'release'], 'erreur : il manque « --module <name> »\n(--help en dit plus)\n'],
    [['sync', '--module'], 'erreur : « --module <name> » demande une valeur\n(--help en dit plus)\n'],
    [['status', 'a', 'b'], 'erreur : trop d’arguments : a, b\n(--help en dit plus)\n'],
    [
      ['sync', '--mode', 'quick'],
      'erreur : « --mode <mode> » ne peut pas être « quick ». Choix possibles : incremental, full, repair.\n(--help en dit plus)\n',
    ],
    [
      ['status', '--watch', '0'],
      'erreur : « --watch [seconds] » ne peut pas être « 0 ». Écrivez un nombre de secondes, de 0.2 à 3600.\n(--help en dit plus)\n',
    ],
  ])('wrong usage is explained in French: %j', async (args, text) => {
    const { code, stderr } = await runCli(args, inFrench)
    expect({ code, stderr: stderr.replaceAll('\u00a0', ' ') }).toEqual({ code: 2, stderr: text })
  })

  test('an error of a function is said in French, with what the function said in brackets (case U2)', async () => {
    const error = {
      code: 'gazelle_unreachable',
      message: 'Gazelle cannot be reached: gazelleapp.io (ENOTFOUND)',
      hint: 'Check the network and GAZELLE_API_URL; the run resumes by itself.',
    }
    const rows: Record<string, unknown[]> = {
      modules: [{ module: 'users' }],
      accounts: [{ account_id: 'main', paused_at: null }],
      module_health: [
        {
          module: 'users',
          account_id: 'main',
          status: 'unhealthy',
          last_error: `${error.code}: ${error.message}`,
        },
      ],
    }
    const server = createServer((request, response) => {
      const [, table] = /^\/rest\/v1\/(\w+)/.exec(request.url ?? '') ?? []
      response.writeHead(table ? 200 : 500, { 'content-type': 'application/json' })
      response.end(JSON.stringify(table ? (rows[table] ?? []) : { error }))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const env = {
      ...inFrench,
      SUPABASE_URL: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
      SUPABASE_SECRET_KEY: 'sb_secret_x',
    }
    const said = `Gazelle ne répond pas (${error.message})`
    try {
      const synced = await runCli(['sync', '--module', 'users'], env)
      expect(synced.code).toBe(1)
      expect(synced.stderr).toContain(`gazelle: ${error.code}: ${said}\n  Vérifiez le réseau`)
      const { stdout } = await runCli(['status'], env)
      expect(stdout).toContain(`users\u00a0: ${error.code}: ${said}`)
    } finally {
      server.close()
    }
  })

  test('what the stack says while it runs has no English line (a twin of case U2)', async () => {
    const all = (await Promise.all(['cli', 'supabase/local'].map((one) => sources(one)))).flat()
    const lines = all.flatMap(({ text }) =>
      [...text.matchAll(/log\('stack', `([^`]*)`\)/g)].map(([, line = '']) =>
        line.replace(/\$\{reason\}/, 'its process ended').replaceAll(/\$\{[^}]*\}/g, '7'),
      ),
    )
    expect(lines.length).toBeGreaterThan(3)
    const say = `
      import { spoken } from './cli/stack-lines.ts';
      for (const line of JSON.parse(process.argv[1])) console.log(spoken(line));`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '-e', say.replaceAll('\n', ' '), JSON.stringify(lines)],
      { cwd: root, env: { ...process.env, ...inFrench } },
    )
    expect(stdout.trim().split('\n')).toHaveLength(lines.length)
    expect(stdout).not.toMatch(/\b(is|the|its|it)\b/)
  })

  test('numbers of a sync have the endings of French', async () => {
    const say = `
      import { sentence } from './cli/sync.ts';
      for (const [fetched, changed] of [[0, 0], [1, 1], [4, 0], [4, 1], [2000, 2]])
        console.log(sentence({ status: 'success', fetched, changed, durationMs: 100 }));`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '-e', say.replaceAll('\n', ' ')],
      { cwd: root, env: { ...process.env, ...inFrench, NO_COLOR: '1' } },
    )
    expect(stdout.match(/\d.*modifiées?/g)?.map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
      '0 lue, 0 modifiée',
      '1 lue, 1 modifiée',
      '4 lues, 0 modifiée',
      '4 lues, 1 modifiée',
      '2 000 lues, 2 modifiées',
    ])
  })

  test('an error of a setting says in French what is wrong and what to do, and keeps what it names', async () => {
    const { code, stderr } = await runCli(['fetch', '--module', 'users', '--out', '/tmp/x'], {
      ...inFrench,
      GAZELLE_API_URL: 'http://127.0.0.1:1/',
    })
    expect(code).toBe(2)
    expect(stderr).toContain('GAZELLE_AUTH_MODE')
    expect(stderr).toContain('.env.example')
    expect(stderr).toMatch(/réglage/)
  })
})

describe('a name that is nearly right', () => {
  const names = ['clients', 'pianos', 'timeline', 'users', 'service_groups']

  test.each([
    ['piano', 'pianos'],
    ['cleints', 'clients'],
    ['Timelines', 'timeline'],
    ['service-groups', 'service_groups'],
  ])('%s: did you mean %s?', (given, meant) => {
    expect(suggestion(given, names)).toBe(`Did you mean ${meant}? `)
  })

  test('is not guessed where nothing is like it', () => {
    expect(suggestion('guitars', names)).toBe('')
    expect(suggestion('', names)).toBe('')
  })

  test('is suggested for a module that is given', async () => {
    const { code, stderr } = await runCli(['fetch', '--module', 'piano', '--out', '/tmp/x'])
    expect(code).toBe(2)
    expect(stderr).toContain('there is no module piano\n  Did you mean pianos? Use one of: ')
  })
})
