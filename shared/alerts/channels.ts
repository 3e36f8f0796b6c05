import { type Answer, post, type RetryPolicy } from '../delivery/post.ts'
import { signatureOf } from '../delivery/signature.ts'
import { AppError } from '../errors.ts'
import type { AlertSettings, Configured } from '../settings.ts'
import { type Delivery, textOf, titleOf } from './notice.ts'

/** A way to reach people. */
export interface Channel {
  name: 'slack' | 'webhook' | 'email'
  /** Whether people read it; a program has no use for a link. */
  isRead: boolean
  /**
   * Never throws; the answer says whether the message arrived.
   * @param link where a person mends what the notice is about
   */
  send(delivery: Delivery, link?: string | null): Promise<Answer>
}

// https://docs.slack.dev/messaging/formatting-message-text: these three are all that Slack reads as markup in a text.
const slackText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const slack =
  ({ url }: { url: string }, patience?: RetryPolicy): Channel['send'] =>
  (delivery, link) => {
    const text = `*${slackText(titleOf(delivery))}*\n${slackText(textOf(delivery, link))}`
    // Slack answers "ok"; a misspelt address can answer 200 with a page.
    return post({ url, body: JSON.stringify({ text }) }, patience, (body) => body.trim() === 'ok')
  }

const webhook =
  ({ url, secret }: { url: string; secret: string }, patience?: RetryPolicy): Channel['send'] =>
  async (delivery) => {
    const { channel: _, attempt: __, id, ...notice } = delivery
    const body = JSON.stringify({ ...notice, title: titleOf(delivery), text: textOf(delivery) })
    const headers = signatureOf([secret], `delivery_${id}`, new Date(), body)
    return post({ url, headers, body }, patience)
  }

const email =
  (
    { url, apiKey, from, to }: { url: string; apiKey: string; from: string; to: string[] },
    patience?: RetryPolicy,
  ): Channel['send'] =>
  (delivery, link) => {
    const body = JSON.stringify({ from, to, subject: titleOf(delivery), text: textOf(delivery, link) })
    // https://resend.com/docs/dashboard/emails/idempotency-keys: a message sent twice arrives once.
    const headers = {
      authorization: `Bearer ${apiKey}`,
      'idempotency-key': `gazelle-alert-${delivery.id}-${delivery.at}`,
    }
    return post({ url, headers, body }, patience)
  }

const channel = <Settings>(
  name: Channel['name'],
  settings: Configured<Settings> | null,
  make: (settings: Settings, patience?: RetryPolicy) => Channel['send'],
  patience?: RetryPolicy,
): Channel[] => {
  if (settings === null) return []
  const isRead = name !== 'webhook'
  if (!(settings instanceof AppError)) return [{ name, isRead, send: make(settings, patience) }]
  const answer = `${settings.code}: ${settings.message}`
  return [{ name, isRead: false, send: async () => ({ acknowledged: false, answer, retryAfterMs: 0 }) }]
}

/** The channels that are set up. One with a wrong setting is included, and fails with the reason. */
export const channelsOf = (settings: AlertSettings, patience?: RetryPolicy): Channel[] => [
  ...channel('slack', settings.slack, slack, patience),
  ...channel('webhook', settings.webhook, webhook, patience),
  ...channel('email', settings.email, email, patience),
]
