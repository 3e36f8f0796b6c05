// What a text may not show: by its name in the environment, and by its form.
const secretName = /KEY|SECRET|TOKEN|WEBHOOK_URL|HEARTBEAT_URL|PASSWORD|DB_URL/
const secretForms =
  /\bsb_secret_[\w-]+|\bBearer\s+[^\s"',;<>]+|\bBasic\s+(?=[a-z+/]*[A-Z0-9=])[\w+/]{8,}=*|(?<=:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g
// A shorter one would blacken half of a text.
const shortestSecret = 6
const mostNoted = 40
const struck = '•••'

/** Secrets that are not in the environment, such as tokens; the newest ones. */
const noted = new Set<string>()

/** Has a secret that this process holds struck out of every text from now on. */
export function noteSecret(secret: string | null | undefined): void {
  if (!secret) return
  noted.delete(secret)
  noted.add(secret)
  for (const oldest of noted) if (noted.size > mostNoted) noted.delete(oldest)
}

const bytesOf = (text: string) => new TextEncoder().encode(text)
const base64Of = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * A secret's base64, wherever it stands in what was encoded: three bytes make four letters, so that there are three ways
 * to begin. The letters at both ends that neighbours decide about are left out.
 */
const base64Forms = (bytes: Uint8Array) =>
  [0, 1, 2].map((before) => {
    const whole = base64Of(new Uint8Array([...new Uint8Array(before), ...bytes])).replace(/=+$/, '')
    return whole.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1)
  })

/** The forms in which somebody may give a secret back. */
const formsOf = (secret: string): string[] => {
  const bytes = bytesOf(secret)
  const inBase64 = base64Forms(bytes)
  const inUrl = encodeURIComponent(secret)
  return [
    ...[secret, JSON.stringify(secret).slice(1, -1)],
    ...[inUrl, encodeURIComponent(inUrl), inUrl.replaceAll('%20', '+')],
    ...[...inBase64, ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))],
    ...inBase64.map(encodeURIComponent),
    hexOf(bytes),
  ].filter((form) => form.length >= shortestSecret)
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** One pattern for all forms of some secrets, and the length of the longest form. */
const patternOf = (secrets: string[]) => {
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length)
  return {
    pattern: forms.length > 0 ? new RegExp(forms.map(escaped).join('|'), 'gi') : null,
    longest: forms[0]?.length ?? 0,
  }
}

type Environment = Record<string, string | undefined>
let known: ReturnType<typeof patternOf> & { of: string } = { ...patternOf([]), of: '' }

const knownSecrets = (env: Environment) => {
  const named = Object.entries(env).flatMap(([name, value = '']) =>
    // TOKEN_ENCRYPTION_KEY may hold several.
    secretName.test(name) ? [value, ...value.split(',')].map((one) => one.trim()) : [],
  )
  const secrets = [...named, ...noted].filter((secret) => secret.length >= shortestSecret)
  const of = secrets.join('\0')
  if (known.of !== of) known = { ...patternOf(secrets), of }
  return known
}

const strike = (text: string, pattern: RegExp | null) =>
  (pattern ? text.replace(pattern, struck) : text).replace(secretForms, struck)

/** A text in which every known secret is struck out, in whatever form it stands there. */
export const withoutSecrets = (text: string, env: Environment = process.env): string =>
  strike(text, knownSecrets(env).pattern)

/** As much as anybody reads of what comes from outside. */
export const longestText = 300

/** How much of a text must be read so that a start of `longest` characters is left when secrets are struck out of it. */
const enoughFor = (longest: number, longestForm: number) =>
  longest + (Math.ceil(longest / struck.length) + 1) * Math.max(longestForm, 100)

/** The start of `text`, without half of a character. */
const startAt = (text: string, end: number) => text.slice(0, end).replace(/[\ud800-\udbff]$/, '')

/** The start of a text of several lines, such as a stack: without secrets and control characters, cut to a length. */
export function startOf(text: string, longest: number, env: Environment = process.env): string {
  const { pattern, longest: longestForm } = knownSecrets(env)
  const lines = strike(text.slice(0, enoughFor(longest, longestForm)), pattern)
    .replace(/[^\P{Cc}\n]+|[\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .toWellFormed()
  return lines.length <= longest ? lines : `${startAt(lines, longest - 1)}…`
}

/**
 * Makes texts that came from outside fit to be stored, logged, shown or sent: one line without control characters or
 * secrets, cut to a length. Gazelle can answer with an error message of 8 MB, and anybody can echo a key.
 */
export function cleaner(longest = longestText, env: Environment = process.env): (text: string) => string {
  const { pattern, longest: longestForm } = knownSecrets(env)
  // Cut first, since striking out costs time. A secret is replaced by three characters, so that this much is left for
  // sure, and none that was cut in two.
  const enough = enoughFor(longest, longestForm)
  return (text) => {
    const line = strike(text.slice(0, enough), pattern)
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
      .toWellFormed()
    if (line.length <= longest) return line
    return `${startAt(line, longest - 1)}…`
  }
}

/** One text made fit; see `cleaner`. */
export const cleanText = (text: string, longest = longestText): string => cleaner(longest)(text)
