import pLimit from 'p-limit'
import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call } from '../database/rpc.ts'
import { wait } from '../gazelle/wait.ts'
import { logUnexpected } from '../log.ts'
import { cleanText } from '../secrets.ts'
import type { Answer } from './post.ts'

/** A delivery that the database has leased to this caller. */
export interface Leased {
  id: number
  /** Which attempt this lease is for. */
  attempt: number
  channel: string
}

/** How deliveries are taken and sent. */
export interface Engine<Delivery extends Leased> {
  /** Leases what is due, but for channels that are busy. Empty: nothing is. */
  take(busy: string[]): Promise<Delivery[]>
  send(delivery: Delivery): Promise<Answer>
  /** Called once the database knows the answer to a delivery that was tried. */
  settled(delivery: Delivery, answer: Answer): void
  /** Deliveries at once to one channel. What must keep its order is never leased together. */
  atOnce: number
  /** Whether no more should be taken; what was taken is still sent. */
  isOver(): boolean
  /** Called once no more is taken, before what is under way has ended. */
  next?(): Promise<unknown>
  /** What the log names beside an unexpected error. */
  name: string
}

/** What came of a delivery; null: it was not tried, since another one of its channel had failed. */
type Outcome<Delivery> = [Delivery, Answer | null]

/** As `monitoring.settle_deliveries` takes it. */
const settledOf = ([{ id, attempt }, answer]: Outcome<Leased>) => ({
  id,
  attempt,
  ...(answer ?? { acknowledged: false, isReleased: true }),
})

/** How long other channels may wait while one is slow, in milliseconds. */
const longestWaitMs = 1000

/**
 * Delivers what is due, each channel in a lane of its own, so that none is held up by another. Where a delivery fails, what was taken with
 * it is given back untried, but for what is under way.
 * @throws AppError when the database is away; what was taken is due again when its lease has ended
 */
export async function deliver<Delivery extends Leased>(
  database: DatabaseClient,
  engine: Engine<Delivery>,
): Promise<void> {
  const db = database.schema('monitoring')
  const lanes = new Map<string, Promise<void>>()
  const ended: string[] = []
  const outcomes: Outcome<Delivery>[] = []
  // A channel is busy until the database knows what it has answered.
  const settle = async () => {
    const channels = ended.splice(0)
    const some = outcomes.splice(0)
    try {
      if (some.length > 0)
        await call(db, 'settle_deliveries', { p_answers: some.map(settledOf) }, z.unknown())
    } catch (error) {
      outcomes.unshift(...some)
      throw error
    }
    for (const [delivery, answer] of some) if (answer) engine.settled(delivery, answer)
    for (const channel of channels) lanes.delete(channel)
  }
  let isOver = false
  const turn = async (): Promise<boolean> => {
    if (!isOver && engine.isOver()) {
      isOver = true
      await engine.next?.()
    }
    const taken = isOver ? [] : await engine.take([...lanes.keys()])
    for (const [channel, some] of Map.groupBy(taken, (one) => one.channel))
      lanes.set(
        channel,
        sendAll(engine, some, outcomes).then(() => void ended.push(channel)),
      )
    if (lanes.size === 0) return false
    const over = new AbortController()
    await Promise.race([...lanes.values(), wait(longestWaitMs, over.signal).catch(() => {})])
    over.abort()
    await settle()
    return true
  }
  try {
    while (await turn());
  } catch (error) {
    // What has arrived meanwhile is not sent again if that can be said.
    await Promise.all(lanes.values())
    await settle().catch(() => {})
    throw error
  }
}

async function sendAll<Delivery extends Leased>(
  engine: Engine<Delivery>,
  deliveries: Delivery[],
  outcomes: Outcome<Delivery>[],
): Promise<void> {
  const limit = pLimit(engine.atOnce)
  let hasFailed = false
  const sendOne = async (delivery: Delivery) => {
    const answer = hasFailed ? null : await sendSafely(engine, delivery)
    hasFailed ||= answer?.acknowledged === false && !answer.isRefused
    outcomes.push([delivery, answer])
  }
  await Promise.all(deliveries.map((delivery) => limit(() => sendOne(delivery))))
}

/** Sends a delivery. A fault of ours is logged, and is one more reason why a channel does not deliver. */
const sendSafely = async <Delivery extends Leased>(
  engine: Engine<Delivery>,
  delivery: Delivery,
): Promise<Answer> => {
  try {
    return await engine.send(delivery)
  } catch (error) {
    logUnexpected(error, { function: engine.name, channel: delivery.channel, delivery: delivery.id })
    const why = error instanceof Error ? error.message : String(error)
    return { acknowledged: false, answer: `unexpected: ${cleanText(why)}`, retryAfterMs: 0 }
  }
}
