// A line in Slack for each new service note: WEBHOOK_SECRET=whsec_… SLACK_URL=https://hooks.slack.com/… npm run example docs/examples/slack-notes.ts
// For a webhook of the entity timeline_entries. Listens on PORT (8787).
import { type Change, receive } from './webhook-node.ts'

const longest = 500

// Three marks have a meaning in Slack's texts; what people wrote is no mention and no link.
const plain = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** A new service note as a line; null for any other change. */
export const lineOf = ({ entity, operation, cause, after }: Change): string | null => {
  if (entity !== 'timeline_entries' || operation !== 'created' || after?.category !== 'service') return null
  // What was promoted again, or comes from version 5, is not new.
  if (cause === 'replay' || cause === 'migration') return null
  const text = textOf(after.comment) || textOf(after.summary)
  if (!text) return null
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  const client = textOf(after.client_id)
  const link = client && ` <https://gazelleapp.io/clients/${encodeURIComponent(client)}|Gazelle>`
  return `*${textOf(after.local_date)}* ${plain(short.replaceAll(/\s+/g, ' '))}${link}`
}

/** One message for all that a webhook brings: Slack takes all of it, or it comes again. */
export const post = async (url: string, changes: Change[]): Promise<void> => {
  const lines = changes.map(lineOf).filter((line) => line !== null)
  if (lines.length === 0) return
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: lines.join('\n') }),
    signal: AbortSignal.timeout(10_000),
  })
  if (!answer.ok) throw new Error(`Slack answered ${answer.status}`)
}

if (import.meta.main) {
  const url = process.env.SLACK_URL
  if (!url) throw new Error('SLACK_URL is not set: see docs/examples/README.md')
  await receive(process.env.WEBHOOK_SECRET ?? '', (changes) => post(url, changes))
}
