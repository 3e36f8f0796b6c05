import { describe, expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { publicFunctions, readAlertSettings, readSettings } from '../../shared/settings.ts'

const key = btoa('a'.repeat(32))
const apiKey = { GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'secret-key' }
const oauth = {
  GAZELLE_AUTH_MODE: 'oauth',
  GAZELLE_CLIENT_ID: 'id',
  GAZELLE_CLIENT_SECRET: 'secret-client',
  TOKEN_ENCRYPTION_KEY: key,
}

function errorOf(env: Record<string, string | undefined>): AppError {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the settings were accepted')
}

describe('settings', () => {
  test('with an API key need nothing else', () => {
    expect(readSettings(apiKey)).toEqual({
      apiUrl: 'https://gazelleapp.io/graphql/private',
      auth: { mode: 'api_key', apiKey: 'secret-key' },
      encryptionKey: null,
      rateLimitOf: expect.any(Function),
      upstash: null,
      localDataDir: '.local',
    })
  })

  test('with OAuth hold the application and the key for its tokens', () => {
    expect(readSettings({ ...oauth, GAZELLE_RATE_LIMIT: '2.5' })).toMatchObject({
      auth: { mode: 'oauth', clientId: 'id', redirectUrl: null },
      encryptionKey: key,
    })
  })

  test('hold two sealing keys while one is replaced', () => {
    const both = `${btoa('b'.repeat(32))},${key}`
    expect(readSettings({ ...oauth, TOKEN_ENCRYPTION_KEY: both }).encryptionKey).toBe(both)
  })

  test.each([
    [{}, 'https://ref.supabase.co/', 'https://ref.supabase.co/functions/v1', false],
    [
      { FUNCTIONS_PUBLIC_URL: 'https://api.example.com/functions/v1/' },
      'https://ref.supabase.co',
      'https://api.example.com/functions/v1',
      true,
    ],
  ])('say where the world finds the functions: %o', (env, project, address, isOwnDomain) => {
    expect(publicFunctions(env, project)).toEqual({ address, isOwnDomain })
  })

  test('hold a rate for all accounts, and one for each account that has its own', () => {
    const { rateLimitOf } = readSettings({ ...apiKey, GAZELLE_RATE_LIMIT: '2.5, second: 1,third:0.5' })
    expect(['main', 'second', 'third'].map(rateLimitOf)).toEqual([2.5, 1, 0.5])
    expect(readSettings(apiKey).rateLimitOf('second')).toBe(5)
  })

  test.each([
    ['GAZELLE_AUTH_MODE', { ...apiKey, GAZELLE_AUTH_MODE: undefined }, '`oauth` or `api_key`'],
    ['GAZELLE_AUTH_MODE', { ...apiKey, GAZELLE_AUTH_MODE: 'token' }, '`oauth` or `api_key`'],
    ['GAZELLE_API_KEY', { ...apiKey, GAZELLE_API_KEY: ' ' }, 'is missing'],
    ['GAZELLE_CLIENT_SECRET', { ...oauth, GAZELLE_CLIENT_SECRET: undefined }, 'is missing'],
    ['TOKEN_ENCRYPTION_KEY', { ...oauth, TOKEN_ENCRYPTION_KEY: 'c2hvcnQ=' }, 'openssl rand -base64 32'],
    ['TOKEN_ENCRYPTION_KEY', { ...oauth, TOKEN_ENCRYPTION_KEY: `${key},c2hvcnQ=` }, 'with a comma between'],
    ['GAZELLE_API_URL', { ...apiKey, GAZELLE_API_URL: 'gazelleapp.io' }, 'must be a URL'],
    ['GAZELLE_RATE_LIMIT', { ...apiKey, GAZELLE_RATE_LIMIT: 'fast' }, 'must be a number'],
    ['GAZELLE_RATE_LIMIT', { ...apiKey, GAZELLE_RATE_LIMIT: '0' }, 'above 0'],
    ['GAZELLE_RATE_LIMIT', { ...apiKey, GAZELLE_RATE_LIMIT: '5, second' }, '5, second: 2'],
    ['GAZELLE_RATE_LIMIT', { ...apiKey, GAZELLE_RATE_LIMIT: 'second: 2' }, '5, second: 2'],
    ['UPSTASH_REDIS_REST_TOKEN', { ...apiKey, UPSTASH_REDIS_REST_URL: 'https://x.upstash.io' }, 'both'],
  ])('that are wrong name the setting and what to write: %s', (name, env, advice) => {
    const error = errorOf(env)
    expect(error).toMatchObject({ code: 'bad_setting', about: name })
    expect(error.message).toContain(name)
    expect(error.message).toContain(advice)
  })

  test('tell everything that is wrong at once, and never a secret', () => {
    const error = errorOf({
      ...oauth,
      GAZELLE_CLIENT_ID: '',
      TOKEN_ENCRYPTION_KEY: 'my-weak-secret',
      GAZELLE_API_URL: 'secret-url',
    })
    expect(error.about.split(', ').sort()).toEqual([
      'GAZELLE_API_URL',
      'GAZELLE_CLIENT_ID',
      'TOKEN_ENCRYPTION_KEY',
    ])
    expect(`${error.message} ${error.hint} ${JSON.stringify(error)}`).not.toMatch(
      /my-weak-secret|secret-client|secret-url/,
    )
  })

  test('for alerts are read even when those for Gazelle are wrong', () => {
    const settings = readAlertSettings({
      GAZELLE_AUTH_MODE: 'x',
      ALERT_SLACK_WEBHOOK_URL: 'https://chat.example/hook',
    })
    expect(settings).toEqual({
      slack: { url: 'https://chat.example/hook' },
      webhook: null,
      email: null,
      heartbeat: null,
    })
  })

  test.each(['whsec_', 'whsec_no base64'])(
    'of a webhook refuse a secret that cannot be read: %s',
    (secret) => {
      const env = { ALERT_WEBHOOK_URL: 'https://hook.example', ALERT_WEBHOOK_SECRET: secret }
      expect(readAlertSettings(env).webhook).toMatchObject({
        code: 'bad_setting',
        about: 'ALERT_WEBHOOK_SECRET',
        message: expect.not.stringContaining('no base64'),
      })
    },
  )

  test('of one alert channel that are wrong say so in its place, and leave the others alone', () => {
    const settings = readAlertSettings({
      ALERT_SLACK_WEBHOOK_URL: 'htps//chat.example',
      ALERT_WEBHOOK_URL: 'https://hook.example',
      ALERT_EMAIL_TO: 'a@example.com, b@example.com',
      ALERT_EMAIL_FROM: 'c@example.com',
      ALERT_EMAIL_API_KEY: 're_1',
    })
    expect(settings.slack).toMatchObject({ code: 'bad_setting', about: 'ALERT_SLACK_WEBHOOK_URL' })
    expect(settings.webhook).toMatchObject({ code: 'bad_setting', about: 'ALERT_WEBHOOK_SECRET' })
    expect(settings.email).toMatchObject({
      url: 'https://api.resend.com/emails',
      to: ['a@example.com', 'b@example.com'],
    })
  })
})
