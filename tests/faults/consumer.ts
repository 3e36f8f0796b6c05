// A receiver of webhooks beside each scenario: it refuses some messages, loses the answer to others, and must know all in the end.
import { createServer } from 'node:http'
import { z } from 'zod'
import { type Finding, list } from './judge.ts'
import type { System } from './system.ts'

const changeForm = z.object({
  position: z.string(),
  entity: z.string(),
  id: z.string(),
  operation: z.string(),
  after: z.record(z.string(), z.unknown()).nullable(),
})
type Change = z.infer<typeof changeForm>
const messageForm = z.object({ type: z.string(), data: changeForm })

/** What was accepted of a record: its messages in the order of their first arrival. */
export interface Consumer {
  url: string
  /** What was accepted, each message once. */
  accepted(): Change[]
  forget(): void
  /** Settles with the next message, or when none comes for a moment. */
  hasMore(): Promise<void>
  stop(): Promise<void>
}

const placeOf = ({ position }: Change) => Number(position.split('-')[1])

/** Starts the receiver: of nine messages one is refused, and of another the answer is lost. */
export const startConsumer = async (): Promise<Consumer> => {
  const known = new Map<string, Change>()
  let nth = 0
  let arrived = () => {}
  const server = createServer(async (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    for await (const part of request) body += part
    nth++
    arrived()
    if (nth % 9 === 4) return response.writeHead(503).end()
    const { data } = messageForm.parse(JSON.parse(body))
    const id = String(request.headers['webhook-id'])
    if (!known.has(id)) known.set(id, data)
    if (nth % 9 === 8) return response.destroy()
    return response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the consumer has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    accepted: () => [...known.values()],
    forget: () => known.clear(),
    hasMore: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, 1000)
        arrived = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const mostRounds = 200

/** Delivers until nothing is left, as minutes and hours that go by. */
const deliverAll = async (system: System): Promise<boolean> => {
  const { consumer } = system
  for (let round = 0; round < mostRounds; round++) {
    await system.query(
      `update monitoring.deliveries set next_at = now() where changes is not null and status = 'due'`,
    )
    await system.query(`update monitoring.channels set rests_until = null where takes = 'changes'`)
    const [due] = await system.query<{ is_due: boolean }>('select webhooks.is_due()')
    if (!due?.is_due) return true
    // Slices overlap, and the first of them end in their midst.
    const slices = Promise.all([system.sendChanges(), system.sendChanges()])
    if (round === 0) {
      await consumer.hasMore()
      await system.killFunctions()
    }
    await slices
    await system.isUp()
  }
  return false
}

/** Every change has reached the consumer, those of a record in order; and its copy is production, field by field. */
export const missedChanges = async (system: System): Promise<Finding[]> => {
  const found = (rule: string, lines: string[]): Finding[] =>
    lines.length > 0 ? [{ rule, detail: list(lines) }] : []
  if (!(await deliverAll(system)))
    return found('changes are not delivered', ['the queue does not become empty'])
  const told = system.consumer.accepted()
  const logged = await system.query<{ position: string; name: string }>(
    `select "position"::text, format('%s %s %s', entity, id, operation) as name from changes.log order by "position"`,
  )
  const places = new Set(told.map(placeOf))
  const real = new Set(logged.map(({ position }) => Number(position)))
  const records = Map.groupBy(told, ({ entity, id }) => `${entity} ${id}`)
  const unordered = [...records].filter(([, of]) =>
    of.some((one, at) => at > 0 && placeOf(one) < placeOf(of[at - 1] ?? one)),
  )
  return [
    ...found(
      'a change is not delivered',
      logged.filter(({ position }) => !places.has(Number(position))).map(({ name }) => name),
    ),
    ...found(
      'a change is delivered that there was not',
      told.filter((one) => !real.has(placeOf(one))).map(({ entity, id }) => `${entity} ${id}`),
    ),
    ...found(
      'the changes of a record come out of order',
      unordered.map(([name]) => name),
    ),
    ...found('a copy made of messages is not production', await differences(system, records)),
  ]
}

const differences = async (system: System, records: Map<string, Change[]>): Promise<string[]> => {
  // As the documents say: what is older than what one has is a double.
  const last = [...records.values()].flatMap(
    (of) => of.toSorted((a, b) => placeOf(a) - placeOf(b)).at(-1) ?? [],
  )
  const lines: string[] = []
  for (const [entity, of] of Map.groupBy(last, (one) => one.entity)) {
    const rows = await system.query<{ id: string; ours: string; theirs: string }>(
      `select c.id, o.ours::text, c.after::text as theirs
       from jsonb_to_recordset($1::jsonb) c (id text, after jsonb)
       left join gazelle.${entity} t on t.account_id = $2 and t.id = c.id and t.deleted_at is null and not t.is_placeholder
       cross join lateral (select nullif(to_jsonb(t) - $3::text[], 'null') as ours) o
       where o.ours is distinct from c.after`,
      [
        JSON.stringify(of.map(({ id, after }) => ({ id, after }))),
        'main',
        ['version', 'is_placeholder', 'deleted_at', 'created_at', 'updated_at', 'synced_at'],
      ],
    )
    for (const { id, ours, theirs } of rows) lines.push(`${entity} ${id}: ${theirs} is ${ours}`)
  }
  return lines
}
