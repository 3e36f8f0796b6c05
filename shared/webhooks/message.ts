import { z } from 'zod'

const values = z.record(z.string(), z.unknown())

const changeForm = z.looseObject({
  position: z.string(),
  entity: z.string(),
  operation: z.string(),
  at: z.string(),
  changes: values,
  before: values.nullable(),
  after: values.nullable(),
})

/** A change, with the record before and after it: see `changes.told`. */
export type ToldChange = z.infer<typeof changeForm>

/** A message that is due, as `webhooks.take` gives it. */
export const dueForm = z.object({
  id: z.number(),
  attempt: z.number(),
  channel: z.string(),
  url: z.string(),
  fields: z.array(z.string()).nullable(),
  isBatch: z.boolean(),
  isTest: z.boolean(),
  at: z.string(),
  secrets: z.array(z.string()),
  changes: z.array(changeForm),
})

export type Due = z.infer<typeof dueForm>

const pick = (record: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)))

/** A change with those fields alone, and the id that a record is known by. */
const fitted = (change: ToldChange, fields: string[] | null): ToldChange => {
  if (fields === null) return change
  const names = ['id', ...fields]
  return {
    ...change,
    changes: pick(change.changes, fields),
    before: change.before && pick(change.before, names),
    after: change.after && pick(change.after, names),
  }
}

/** Id and body of a message. What is sent again has the same id, and no other message to any webhook. */
export function messageOf({ id, channel, fields, isBatch, isTest, at, changes }: Due): {
  id: string
  body: string
} {
  const message = (name: string, type: string, timestamp: string, data: unknown) => ({
    id: name,
    body: JSON.stringify({ type, timestamp, data }),
  })
  const [first] = changes
  const last = changes.at(-1)
  if (isTest || !first || !last) return message(`test_${id}`, 'test', at, { webhook: channel })
  const of = channel.replace(/^wh_/, '')
  const told = changes.map((change) => fitted(change, fields))
  return isBatch
    ? message(`msg_${of}_${first.position}_${last.position}`, 'changes', last.at, { changes: told })
    : message(`msg_${of}_${first.position}`, `${first.entity}.${first.operation}`, first.at, told[0])
}
