import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call } from '../database/rpc.ts'
import { deliver } from '../delivery/deliver.ts'
import { type Answer, post, type RetryPolicy } from '../delivery/post.ts'
import { signatureOf } from '../delivery/signature.ts'
import { refusalOf } from './address.ts'
import { type Due, dueForm, messageOf } from './message.ts'

/** What a slice of deliveries did. */
export interface WebhookReport {
  sent: number
  acknowledged: number
  /** It ended by its limit, and not because nothing was due. */
  isCut: boolean
}

// The queue tries again; longer than a receiver may take by the spec (15 to 30 seconds) nobody is waited for.
const once: RetryPolicy = { timeoutMs: 15_000, retries: 0, pauseMs: 0 }

/** Messages at once to one webhook. Those of one record never are. */
const atOnce = 5

const takenForm = z.object({ deliveries: z.array(dueForm) })

/** A text without secrets that a receiver may show in its answer. */
const without = (secrets: string[], text: string) =>
  secrets
    .flatMap((secret) => [secret, secret.replace(/^whsec_/, '')])
    .reduce((left, secret) => left.replaceAll(secret, '•••'), text)

const sendDue = async (due: Due, own: string, policy: RetryPolicy): Promise<Answer> => {
  const failed = (answer: string): Answer => ({ acknowledged: false, answer, retryAfterMs: 0 })
  const refusal = await refusalOf(due.url, own)
  if (refusal !== null) return failed(refusal)
  if (due.secrets.length === 0) return failed('no_secret: Vault no longer has its secret; rotate it')
  // What was erased since, or is no longer kept, leaves nothing to tell.
  if (!due.isTest && due.changes.length === 0)
    return { acknowledged: true, answer: 'nothing is left to tell', retryAfterMs: 0 }
  const { id, body } = messageOf(due)
  const headers = signatureOf(due.secrets, id, new Date(), body)
  const answer = await post({ url: due.url, headers, body }, policy)
  return { ...answer, answer: without(due.secrets, answer.answer) }
}

/**
 * Delivers the changes that are due to webhooks, until nothing is due or `isOver`. Each is sent at least once, those of a record in their
 * order.
 * @param options.own address of the project
 * @param options.next has another slice started, as soon as this one takes no more
 * @throws AppError when the database is away
 */
export async function sendChanges(
  database: DatabaseClient,
  {
    own,
    isOver,
    next = async () => {},
    policy = once,
  }: {
    own: string
    isOver: (sent: number) => boolean
    next?: () => Promise<unknown>
    policy?: RetryPolicy
  },
): Promise<WebhookReport> {
  const report: WebhookReport = { sent: 0, acknowledged: 0, isCut: false }
  await deliver<Due>(database, {
    name: 'webhooks',
    atOnce,
    isOver: () => {
      report.isCut = isOver(report.sent)
      return report.isCut
    },
    next,
    take: async (busy) =>
      (await call(database.schema('webhooks'), 'take', { p_busy: busy }, takenForm)).deliveries,
    send: (due) => sendDue(due, own, policy),
    settled: (_, { acknowledged }) => {
      report.sent += 1
      if (acknowledged) report.acknowledged += 1
    },
  })
  return report
}
