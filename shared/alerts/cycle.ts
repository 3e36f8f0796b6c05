import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call } from '../database/rpc.ts'
import { deliver as deliverAll } from '../delivery/deliver.ts'
import type { Answer, RetryPolicy } from '../delivery/post.ts'
import { AppError } from '../errors.ts'
import { type Environment, readAlertSettings } from '../settings.ts'
import { type Channel, channelsOf } from './channels.ts'
import { connectLinkOf } from './connect-link.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { type Delivery, deliveryForm } from './notice.ts'

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
  const sent: Sent[] = []
  let isTaken = false
  await deliverAll<Delivery>(database, {
    name: 'alerts',
    // A channel such as Slack takes one a second.
    atOnce: 1,
    isOver: () => isTaken,
    take: async () => {
      isTaken = true
      return (await call(db, 'take_deliveries', names, deliveriesForm)).deliveries
    },
    send: async (delivery) => {
      const channel = channels.find(({ name }) => name === delivery.channel)
      if (!channel) throw new Error(`no channel ${delivery.channel}`)
      const link = channel.isRead ? await connectLinkOf(database.schema('sync'), env, delivery) : null
      return channel.send(delivery, link)
    },
    settled: ({ channel, event, alertId }, { acknowledged, answer }) =>
      void sent.push({ channel, event, alertId, acknowledged, answer }),
  })
  const place = ({ channel }: Sent) => (names.p_channels as string[]).indexOf(channel)
  return sent.sort((a, b) => place(a) - place(b))
}

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
