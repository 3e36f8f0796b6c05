import { codeOf } from './errors.ts'
import { settingNames } from './settings.ts'

// Secrets, by their names in the environment and by their forms.
const secretName = /KEY|SECRET|TOKEN|WEBHOOK_URL|HEARTBEAT_URL|PASSWORD/
const platformNames = [
  'SUPABASE_SECRET_KEYS',
  'SUPABASE_SERVICE_ROLE_KEY',
  'SUPABASE_SECRET_KEY',
  'SUPABASE_DB_URL',
]
const secretForms = /\bsb_secret_[\w-]+|\bBearer\s+[^\s"',]+|(?<=:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g
const shortestSecret = 6
const longest = 8000

/** A text with every secret of the environment masked. */
export function withoutSecrets(text: string, env: Record<string, string | undefined> = process.env): string {
  const values = [...settingNames.filter((name) => secretName.test(name)), ...platformNames]
    .flatMap((name) => env[name]?.trim() ?? [])
    .filter((value) => value.length >= shortestSecret)
  return values
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, '•••'), text)
    .replace(secretForms, '•••')
}

/** Whether an error is a fault of ours: an expected one has a code. */
export const isUnexpected = (error: unknown): boolean => codeOf(error) === null

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? String(error)) : String(error)

/** An error as text: an expected one by its code, any other with its stack and those of its causes. Holds no secret. */
export function wordsOf(error: unknown): string {
  const code = codeOf(error)
  if (code !== null && error instanceof Error) return withoutSecrets(`${code}: ${error.message}`)
  const stacks = [stackOf(error)]
  for (
    let cause = error;
    cause instanceof Error && cause.cause !== undefined && stacks.length < 5;
    cause = cause.cause
  )
    stacks.push(stackOf(cause.cause))
  return withoutSecrets(stacks.join('\ncaused by: ')).slice(0, longest)
}

/**
 * Writes an error into the log of the function that met it.
 * @param about what was being done, such as `{ module, run }`
 */
export function logError(error: unknown, about: Record<string, string | number | null>): void {
  const what = Object.entries(about).map(([name, value]) => `${name}=${value ?? 'none'}`)
  console.error(`${what.join(' ')} ${wordsOf(error)}`)
}

/** `logError` for an unexpected error; any other is answered by its code, and needs no log. */
export function logUnexpected(error: unknown, about: Record<string, string | number | null>): void {
  if (isUnexpected(error)) logError(error, about)
}
