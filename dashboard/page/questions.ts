import type { Question } from '../ask.ts'

/** How often each thing is asked, in milliseconds: what moves, every 2 s; what is counted by hour or day, seldom. */
export const every = {
  state: 2000,
  todo: 4000,
  list: 5000,
  errors: 10_000,
  hours: 30_000,
  names: 60_000,
  days: 300_000,
}

export const health: Question = { view: 'module_health' }

export const memberships: Question = { view: 'my_memberships' }

export const running: Question = {
  view: 'runs',
  where: { status: 'running' },
  order: [{ column: 'run_id', descending: true }],
  limit: 50,
}

export const throughput: Question = {
  view: 'throughput',
  order: [{ column: 'hour', descending: true }],
  limit: 1000,
}

export const freshness: Question = { view: 'freshness_history', limit: 1000 }

export const causes: Question = { view: 'causes', limit: 200 }

export const acknowledgedHoles: Question = {
  view: 'holes',
  where: { status: 'acknowledged' },
  order: [{ column: 'first_seen_at', descending: true }],
  limit: 50,
  count: true,
}

export const openAlerts: Question = { view: 'alerts', where: { resolved_at: null }, limit: 200 }

export const channels: Question = { view: 'channels', where: { takes: 'alerts' } }

/** The latest test messages through these channels, and what came of them. */
export const testsOf = (channels: readonly string[]): Question => ({
  view: 'deliveries',
  where: { notice_id: null, channel: [...channels] },
  order: [{ column: 'delivery_id', descending: true }],
  limit: 20,
})

export const webhooks: Question = { call: 'webhooks.list', args: {} }

/** What a webhook can be told of, by module. */
export const entities: Question = { call: 'webhooks.entities', args: {} }

/** What came of a test of a webhook. */
export const answerOf = (delivery: number): Question => ({
  call: 'webhooks.answer_of',
  args: { p_delivery: delivery },
})
