import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call } from '../database/rpc.ts'
import { AppError } from '../errors.ts'
import { logUnexpected } from '../log.ts'
import { cleanText } from '../secrets.ts'
import { type Environment, readAlertSettings } from '../settings.ts'
import { type Channel, channelsOf } from './channels.ts'
import { connectLinkOf } from './connect-link.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { type Delivery, deliveryForm } from './notice.ts'
import type { Answer, RetryPolicy } from './post.ts'

/** How one delivery went. */
export interface Sent {
  channel: string
  event: Delivery['event']
  alertId: number | null
  acknowledged: boolean
  answer: string
}

/** What a cycle did. */
export interface CycleReport {
  channels: string[]
  deliveries: Sent[]
  heartbeat: Answer | null
  /** Why the cycle failed; null when all alerts were delivered. */
  problem: string | null
}

const deliveriesForm = z.object({ deliveries: z.array(deliveryForm) })
const undeliveredForm = z
  .array(z.object({ alerts: z.number(), error: z.string().nullable(), evaluated_at: z.string().nullable() }))
  .length(1)

/**
 * One cycle: evaluates the rules, sends due deliveries through all channels in parallel, stores their answers, and
 * reports to the external monitor. A channel that fails delays no other.
 * @param options.test makes a test delivery for each channel first
 * @throws AppError when the database is away, after the report to the external monitor
 */
export async function alertCycle(
  database: DatabaseClient,
  env: Environment,
  options: { test?: boolean; patience?: RetryPolicy } = {},
): Promise<CycleReport> {
  const { test = false, patience } = options
  const settings = readAlertSettings(env)
  const channels = channelsOf(settings, patience)
  try {
    const deliveries = await deliver(database, channels, env, test)
    const problem = await problemOf(database)
    const heartbeat = await sendHeartbeat(settings.heartbeat, problem, patience)
    return { channels: channels.map(({ name }) => name), deliveries, heartbeat, problem }
  } catch (error) {
    const why = error instanceof AppError ? `${error.code}: ${error.message}` : 'the cycle failed'
    await sendHeartbeat(settings.heartbeat, why, patience)
    throw error
  }
}

async function deliver(
  database: DatabaseClient,
  channels: Channel[],
  env: Environment,
  test: boolean,
): Promise<Sent[]> {
  const db = database.schema('monitoring')
  const names = { p_channels: channels.map(({ name }) => name) }
  if (test) await call(db, 'test_channels', names, z.unknown())
  const { deliveries } = await call(db, 'take_deliveries', names, deliveriesForm)

  const sendAll = async (channel: Channel) => {
    const sent: Sent[] = []
    for (const delivery of deliveries.filter((one) => one.channel === channel.name)) {
      const link = channel.isRead ? await connectLinkOf(database.schema('sync'), env, delivery) : null
      const { acknowledged, answer, retryAfterMs } = await sendSafely(channel, delivery, link)
      const result = {
        p_delivery: delivery.id,
        p_acknowledged: acknowledged,
        p_answer: answer,
        p_retry_after_ms: retryAfterMs,
      }
      await call(db, 'record_delivery', result, z.unknown())
      sent.push({
        channel: channel.name,
        event: delivery.event,
        alertId: delivery.alertId,
        acknowledged,
        answer,
      })
      // A channel that is away now would make each of the others wait as long; they are due again in two minutes.
      if (!acknowledged && delivery.event !== 'test') break
    }
    return sent
  }
  const results = await Promise.allSettled(channels.map(sendAll))
  const [failed, ...others] = results.filter((result) => result.status === 'rejected')
  // The caller logs the first one.
  for (const { reason } of others) logUnexpected(reason, { function: 'alerts' })
  if (failed) throw failed.reason
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
}

/** Sends a delivery. A fault of ours is logged, and is one more reason why a channel does not deliver. */
const sendSafely = (channel: Channel, delivery: Delivery, link: string | null): Promise<Answer> =>
  channel.send(delivery, link).catch((error) => {
    logUnexpected(error, { function: 'alerts', channel: channel.name, delivery: delivery.id })
    const why = error instanceof Error ? error.message : String(error)
    return { acknowledged: false, answer: `unexpected: ${cleanText(why)}`, retryAfterMs: 0 }
  })

/** Why the cycle failed: the rules could not be evaluated, or a critical alert reached no channel. */
async function problemOf(database: DatabaseClient): Promise<string | null> {
  const [undelivered] = await call(
    database.schema('monitoring'),
    'read_undelivered_alerts',
    {},
    undeliveredForm,
  )
  if (undelivered?.error) return `the rules could not be evaluated: ${undelivered.error}`
  if (undelivered?.alerts) return `${undelivered.alerts} critical alerts reached no channel`
  return null
}
