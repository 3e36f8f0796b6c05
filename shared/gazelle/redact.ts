const longest = 300
// Control characters make a log or a terminal do something else than show them.
const control = /[\p{Cc}\s]+/gu
const shortestSecret = 6

/** What Gazelle said, fit to be stored and shown: one line, cut, and without the secrets that were sent to it. */
export function redact(text: string, secrets: Iterable<string>): string {
  // Cut before anything else looks at it, a little later than in the end: a secret across the cut must not stay as a half.
  const rest = [...secrets]
    .filter((secret) => secret.length >= shortestSecret)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '•••'), text.slice(0, 20 * longest))
  const plain = rest.replaceAll(control, ' ').trim()
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain
}

/** What of a credential's header is secret: `Bearer` is not. */
export const secretOf = (header: string): string => header.replace(/^Bearer\s+/i, '')
