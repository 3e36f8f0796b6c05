import { z } from 'zod'

const alert = z.object({
  alertId: z.number().nullable(),
  rule: z.string().nullable(),
  account: z.string().nullable(),
  isOnlyAccount: z.boolean().default(true),
  subject: z.string().nullable(),
  severity: z.enum(['warning', 'critical']).nullable(),
  sentence: z.string().nullable(),
  message: z.string().nullable(),
  remedy: z.string().nullable(),
  details: z.unknown(),
  openedAt: z.string().nullable(),
  ending: z.string().nullable(),
})

/** A delivery as `monitoring.take_deliveries` gives it: one notice for one channel. A test has no alert. */
export const deliveryForm = alert.extend({
  id: z.number(),
  attempt: z.number(),
  channel: z.string(),
  event: z.enum(['opened', 'escalated', 'more', 'resolved', 'test']),
  at: z.string(),
})

export type Delivery = z.infer<typeof deliveryForm>

// An alert about one record has the name by which people know it.
const named = z.object({ name: z.string().min(1) })

/** What an alert is about, in words. */
const aboutOf = ({ details, subject }: Delivery): string | null => {
  const { data } = named.safeParse(details)
  return data?.name ?? subject
}

const marks = { opened: '', escalated: ' (worse now)', more: ' (more of it)', resolved: ' (over)', test: '' }

/** One line: severity, problem and subject, with its account where there are several. */
export const titleOf = (delivery: Delivery): string => {
  const { event, severity, sentence, subject, account, isOnlyAccount } = delivery
  return event === 'test'
    ? 'Gazelle: this is a test of the alert channel'
    : `Gazelle ${event === 'resolved' ? 'resolved' : severity}: ${sentence} – ${aboutOf(delivery)}${isOnlyAccount || account === null || account === subject ? '' : ` of ${account}`}${marks[event]}`
}

/**
 * The text: the problem with numbers and names, and the remedy; or the ending of a resolved alert.
 * @param link where a person mends it
 */
export const textOf = (delivery: Delivery, link: string | null = null): string => {
  if (delivery.event === 'test') return 'Nothing is wrong. Alerts will arrive here.'
  const lines =
    delivery.event === 'resolved'
      ? [delivery.ending, `It was: ${delivery.message}`, `Open since ${delivery.openedAt}.`]
      : [
          delivery.message,
          `What to do: ${delivery.remedy}`,
          link && `Connect again here, once, within 14 days: ${link}`,
          `Alert ${delivery.alertId}, since ${delivery.openedAt}.`,
        ]
  return lines.filter(Boolean).join('\n')
}
