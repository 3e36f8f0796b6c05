import { afterEach, describe, expect, test, vi } from 'vitest'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { logError, logUnexpected, withoutSecrets, wordsOf } from '../../shared/log.ts'
import { type HealthSource, readHealth } from '../../shared/observe/health.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const logged = () => {
  const lines: string[] = []
  vi.spyOn(console, 'error').mockImplementation((...args: unknown[]) => void lines.push(args.join(' ')))
  return lines
}

describe('an error that nobody foresaw (case C3)', () => {
  test('is logged with its stack, those of its causes, and what was being done', () => {
    const lines = logged()
    const cause = new RangeError('too far')
    logUnexpected(new TypeError('x is not a function', { cause }), { module: 'pianos', run: 7 })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^module=pianos run=7 TypeError: x is not a function\n\s+at .*log\.test\.ts[\s\S]*\ncaused by: RangeError: too far\n\s+at /,
    )
  })

  test('is one whatever was thrown', () => {
    const lines = logged()
    for (const thrown of ['a text', null, undefined, { code: 'x' }, new DOMException('gone', 'AbortError')])
      logUnexpected(thrown, { run: null })
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe('run=none a text')
  })

  test('is told apart from one with a code, which is answered and needs no log', () => {
    const lines = logged()
    const foreseen = new GazelleError('gazelle_timeout', 'Gazelle did not answer')
    logUnexpected(foreseen, { run: 1 })
    expect(lines).toEqual([])
    expect(wordsOf(foreseen)).toBe('gazelle_timeout: Gazelle did not answer')
  })
})

describe('a log (case C3)', () => {
  test('never holds a secret of the environment, in any form', () => {
    const secrets = {
      GAZELLE_API_KEY: 'key+with/signs==',
      GAZELLE_CLIENT_SECRET: 'client "secret"',
      TOKEN_ENCRYPTION_KEY: 'dG9rZW4ga2V5,b2xkIGtleQ==',
      UPSTASH_REDIS_REST_TOKEN: 'upstash-token',
      ALERT_SLACK_WEBHOOK_URL: 'https://hooks.example/services/T1/B2/x3',
      ALERT_WEBHOOK_SECRET: 'webhook-secret',
      ALERT_EMAIL_API_KEY: 're_123456',
      ALERT_HEARTBEAT_URL: 'https://watch.example/uuid',
      SUPABASE_SERVICE_ROLE_KEY: 'service-role',
    }
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value)
    const lines = logged()
    const values = [...Object.values(secrets), 'dG9rZW4ga2V5', 'b2xkIGtleQ==']
    for (const value of values) {
      const error = new TypeError(
        `Headers: "${value}" ${encodeURIComponent(value)} ${JSON.stringify({ value })}`,
        {
          cause: new Error(value),
        },
      )
      logError(error, { function: 'alerts' })
      logError(new GazelleError('gazelle_unreachable', value), { function: 'alerts' })
    }
    for (const line of lines)
      for (const value of values) {
        expect(line).not.toContain(value)
        expect(line).not.toContain(encodeURIComponent(value))
      }
  })

  test.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: •••'],
    ['key sb_secret_Ab-12_x is wrong', 'key ••• is wrong'],
    [
      'postgresql://postgres:p4ss@127.0.0.1:5432/postgres',
      'postgresql://postgres:•••@127.0.0.1:5432/postgres',
    ],
    [
      'nothing to hide at http://127.0.0.1:54321/rest/v1',
      'nothing to hide at http://127.0.0.1:54321/rest/v1',
    ],
  ])('strikes out what looks like a secret: %s', (text, struck) => {
    expect(withoutSecrets(text, {})).toBe(struck)
  })

  test('is not blackened by a setting of a few characters', () => {
    expect(withoutSecrets('a day at sea', { GAZELLE_API_KEY: 'a' })).toBe('a day at sea')
  })
})

describe('health (case C3)', () => {
  const source = (answer: {
    data: unknown
    error: { message: string; code?: string } | null
  }): HealthSource => ({
    from: () => ({ select: () => ({ abortSignal: () => Promise.resolve(answer) }) }),
  })

  test('that cannot read the answer says so and logs why, and does not call the database away', async () => {
    const lines = logged()
    const health = await readHealth(source({ data: [{ module: 5 }], error: null }))
    expect(health).toMatchObject({ status: 'unhealthy', error: { code: 'unexpected' } })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('ZodError')
  })

  test('logs what a database answered that did not answer the question', async () => {
    const lines = logged()
    const health = await readHealth(
      source({ data: null, error: { code: '42501', message: 'permission denied' } }),
    )
    expect(health).toMatchObject({ status: 'unhealthy', error: { code: 'database_away' } })
    expect(lines).toEqual(['function=health 42501: module_health failed: permission denied'])
  })
})

describe('what is logged of a text from outside (case S3)', () => {
  const secret = 'key+with/signs=? é'
  const huge = `\u001b[2J${secret} ${'x'.repeat(8_000_000)}\ud83d`

  test('is short, clean and without secrets, in a moment, whatever the error is', () => {
    vi.stubEnv('GAZELLE_API_KEY', secret)
    const begun = performance.now()
    const foreseen = wordsOf(Object.assign(new Error(huge), { code: 'PGRST000' }))
    const unforeseen = wordsOf(new Error(huge, { cause: new Error(encodeURIComponent(secret) + huge) }))
    expect(performance.now() - begun).toBeLessThan(500)
    expect(foreseen.length).toBeLessThanOrEqual(1000)
    expect(unforeseen.length).toBeLessThanOrEqual(8000)
    for (const text of [foreseen, unforeseen]) {
      expect(text).toContain('•••')
      expect(text).not.toContain('signs')
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toMatch(/[^\P{Cc}\n]/u)
    }
  })

  test('keeps the lines of a stack', () => {
    expect(wordsOf(new TypeError('x'))).toMatch(/^TypeError: x\n\s+at .*\n\s+at /)
  })
})
