// What a terminal, a pipe and Ctrl-C get from a command.
import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, startCli } from '../integration/cli-process.ts'
import { root } from './sources.ts'
import { inTerminal } from './terminal.ts'

const cli = `${process.execPath} ${join(root, 'cli/main.ts')}`

/** A project whose Data API has two modules, and whose functions never answer. */
let server: Server
let project: Record<string, string>
const called: string[] = []
const health = (module: string, at: number) => ({
  module,
  account_id: 'main',
  status: ['healthy', 'degraded', 'unhealthy'][at % 3],
  running: false,
  watermark: '2026-11-20T12:00:00Z',
  age_seconds: 200_000,
  pending: 1_234_567,
  rejected: 12_345,
  placeholders: 1_234,
  whole_at: '2026-11-19T12:00:00Z',
  next_sweep_at: '2036-11-21T12:00:00Z',
  last_error:
    'gazelle_unreachable: Gazelle does not answer, whatever it is asked, and has not done so for an hour',
  failures_24h: 1,
  late: true,
  paused: false,
  connected: true,
})
const answers: Record<string, unknown[]> = {
  accounts: [
    { account_id: 'main', title: null, time_zone: 'America/Montreal', paused_at: null, credentials: null },
  ],
  modules: [{ module: 'users' }, { module: 'recommendations_of_technicians' }],
  alerts: Array.from({ length: 12 }, (_, at) => ({
    alert_id: at,
    account_id: 'main',
    subject: 'recommendations',
    rule: 'token_refused',
    severity: 'critical',
    sentence: 'Gazelle refuses the credential',
    message:
      'recommendations: Gazelle refused the credential (HTTP 401), which it had taken for a year before that',
    remedy:
      'Connect the account again: gazelle connect. With an API key, replace GAZELLE_API_KEY. It takes a full admin.',
    opened_at: '2026-11-20T12:00:00Z',
    resolved_at: null,
    acknowledged_by: null,
  })),
  module_health: Array.from({ length: 40 }, (_, at) => health(`recommendations_${at}`, at)),
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, table = ''] = /^\/rest\/v1\/(\w+)/.exec(request.url ?? '') ?? []
    if (table === '') {
      called.push(request.url ?? '')
      return
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers[table] ?? []))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  project = { SUPABASE_URL: `http://127.0.0.1:${port}`, SUPABASE_SECRET_KEY: 'sb_secret_x' }
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const linesOf = (shown: string) => stripVTControlCharacters(shown).split(/\r?\n/)

describe('a terminal of 80 columns (case U7)', () => {
  test.each([
    [80, 'status'],
    [60, 'status'],
    [40, 'status'],
    [80, 'alerts list'],
    [80, 'sync --help'],
    [80, '--help'],
  ])('of %i columns gets no wider line from gazelle %s', async (columns, args) => {
    for (const language of ['C', 'fr_CA.UTF-8']) {
      const env = { ...project, LC_ALL: language }
      const { shown } = await inTerminal(`${cli} ${args}`, { cwd: root, columns, env })
      const lines = linesOf(shown)
      expect(lines.length).toBeGreaterThan(10)
      expect(lines.filter((line) => [...line].length > columns)).toEqual([])
    }
  })

  test.each([
    'success  27,811 fetched, 27,811 changed  1 min 12 s',
    'réussie  27 811 lues, 27 811 modifiées  1 min 12 s',
  ])('shows the whole of what stands beside a bar: %s', async (text) => {
    const script = `
      import { progressBars } from './cli/progress.ts';
      const bars = progressBars(['scheduled_messages']);
      bars.bar('scheduled_messages').end('${text}');
      bars.stop();`.replaceAll('\n', ' ')
    const command = `${process.execPath} --input-type=module-typescript -e "${script}"`
    const { shown } = await inTerminal(command, { cwd: root })
    expect(linesOf(shown).some((line) => line.endsWith(text))).toBe(true)
  })

  test('loses nothing of a table that is too wide: each number and name is there, in one piece', async () => {
    const { shown } = await inTerminal(`${cli} status`, { cwd: root, columns: 60, env: project })
    for (const text of ['recommendations_39', '1,234,567', '12,345', '1,234']) expect(shown).toContain(text)
  })

  test('a pipe gets each row in one line', async () => {
    const { stdout } = await runCli(['status'], project)
    const row = stdout.split('\n').find((line) => line.includes('recommendations_39  '))
    expect(row).toMatch(/1,234,567 +12,345 +1,234/)
  })
})

describe('Ctrl-C (case U7)', () => {
  test.each([
    ['C', 'gazelle: interrupted. What was synced stays'],
    ['fr_CA.UTF-8', 'gazelle: interrompu. Ce qui a été synchronisé reste'],
  ])(
    'while bars are shown leaves cursor and line wrap as they were, and says in %s what stands',
    async (language, words) => {
      const { code, shown } = await inTerminal(`${cli} sync --all`, {
        cwd: root,
        question: 'users',
        answer: '\u0003',
        env: { ...project, LC_ALL: language },
      })
      expect(code).toBe(130)
      expect(shown.lastIndexOf('\u001b[?7h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?7l'))
      expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(shown.lastIndexOf('\u001b[?25l'))
      const last = linesOf(shown).filter(Boolean).at(-1)
      expect(last).toContain(words)
      expect(shown).not.toContain('    at ')
    },
  )

  test.each([
    [
      'reconcile',
      'gazelle: interrupted. What was promoted stays; what is left is promoted by the same command.\n',
    ],
    ['alerts', 'gazelle: interrupted. See gazelle alerts list for what stands.\n'],
  ])('while %s waits for an answer ends it with 130 and one line', async (name, line) => {
    const running = startCli(name === 'alerts' ? ['alerts', 'test'] : [name], project)
    await expect.poll(() => called, { timeout: 20_000 }).toContain(`/functions/v1/${name}`)
    running.interrupt()
    expect(await running.ended).toEqual({ code: 130, stdout: '', stderr: line })
  })
})

describe('a reader that has gone (case U7)', () => {
  /** Runs a command whose standard output nobody reads. */
  const unread = (args: string[]) =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const { PATH, HOME } = process.env
      const child = spawn(process.execPath, [join(root, 'cli/main.ts'), ...args], {
        cwd: root,
        env: { PATH, HOME, NO_COLOR: '1', ...project },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.stdout.destroy()
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (part) => {
        stderr += part
      })
      child.on('close', (code) => resolve({ code, stderr }))
    })

  test.each([['--help'], ['--version'], ['status'], ['accounts', 'list'], ['status', '--watch', '0.2']])(
    'ends gazelle %s without a trace',
    async (...args) => {
      const { code, stderr } = await unread(args)
      expect([0, 1, 141]).toContain(code)
      if (code === 1) expect(args).toEqual(['status'])
      expect(stderr).toBe('')
    },
  )
})
