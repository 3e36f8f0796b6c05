import { createServer } from 'node:http'
import { z } from 'zod'
import { startSystem } from '../system.ts'
import { number, table } from '../table.ts'

const endpoints = 20

const report = z.object({ sent: z.number(), acknowledged: z.number(), isCut: z.boolean() })

const messageForm = z.object({
  type: z.string(),
  data: z.union([
    z.object({ position: z.string() }),
    z.object({ changes: z.array(z.object({ position: z.string() })) }),
  ]),
})
const placesOf = (body: string): number[] => {
  const { data } = messageForm.parse(JSON.parse(body))
  const all = 'changes' in data ? data.changes : [data]
  return all.map(({ position }) => Number(position.split('-')[1]))
}

/** A receiver of its own for each webhook, at a path of its own. */
const startReceivers = async () => {
  const counts = new Map<string, number>()
  const places = new Map<string, number[]>()
  let hanging = ''
  let isDown = false
  let last = 0
  const server = createServer(async (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    for await (const part of request) body += part
    const path = request.url ?? ''
    if (isDown) return response.writeHead(503).end()
    counts.set(path, (counts.get(path) ?? 0) + 1)
    if (path === hanging) return
    const all = places.get(path) ?? []
    places.set(path, all)
    all.push(...placesOf(body))
    last = performance.now()
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the receivers have no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    messages: (which: (one: [string, number]) => boolean) =>
      [...counts].filter(which).reduce((sum, [, count]) => sum + count, 0),
    changes: () => [...places.values()].reduce((sum, { length }) => sum + length, 0),
    isOrdered: () =>
      [...places.values()].every((all) => all.every((place, at) => at === 0 || place > (all[at - 1] ?? 0))),
    lastAt: () => last,
    hang: (path: string) => {
      hanging = path
    },
    down: (is: boolean) => {
      isDown = is
    },
    clear: () => {
      counts.clear()
      places.clear()
      hanging = ''
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Receivers = Awaited<ReturnType<typeof startReceivers>>
type System = Awaited<ReturnType<typeof startSystem>>

const addWebhooks = async ({ admin }: System, { url }: Receivers, count: number, batch: number) => {
  await admin.query('delete from webhooks.subscriptions')
  for (let nth = 0; nth < count; nth += 1)
    await admin.query(`select webhooks.add($1, '{taxes}', p_batch => $2)`, [`${url}/${nth}`, batch])
}

const change = ({ admin }: System, name: string, count: number) =>
  admin.query(
    `insert into gazelle.taxes (id, account_id, name) select 'tax_' || n, 'main', $1 from generate_series(1, $2) n
     on conflict (id) do update set name = excluded.name, version = taxes.version + 1`,
    [name, count],
  )

/** Calls the function, and again whenever it asks for that, as pg_net would, until enough has arrived. Answers how many slices. */
const deliver = async (system: System, isEnough: () => boolean) => {
  const running = [system.call('webhooks', {}, report)]
  while (!isEnough()) {
    const { rows } = await system.admin.query(
      `delete from net.http_request_queue where url like '%/webhooks' returning id`,
    )
    for (const _ of rows) running.push(system.call('webhooks', {}, report))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return running
}

/** Messages a second to twenty webhooks, one of which hangs: a message for each change. */
const measureRate = async (system: System, receivers: Receivers, changes: number) => {
  await addWebhooks(system, receivers, endpoints, 1)
  receivers.hang('/0')
  const wanted = changes * (endpoints - 1)
  const well = () => receivers.messages(([path]) => path !== '/0')
  await change(system, 'TPS', changes)
  const begun = performance.now()
  const { result: running, ...cost } = await system.measure(() => deliver(system, () => well() >= wanted))
  const seconds = (receivers.lastAt() - begun) / 1000
  await Promise.all(running)
  const rate = wanted / seconds
  return {
    rows: [
      ['messages that arrived', number(well()), number(wanted), well() === wanted ? 'met' : 'missed'],
      ['a second', number(rate), '≥ 200', rate >= 200 ? 'met' : 'missed'],
      ['to the one that hangs', number(receivers.messages(([path]) => path === '/0')), '', ''],
      ['slices of the function', number(running.length), '', ''],
      ['CPU of the function, ms a message', number((cost.functionCpu * 1000) / wanted, 2), '', ''],
      ['CPU of Postgres, ms a message', number((cost.databaseCpu * 1000) / wanted, 2), '', ''],
      ['memory of the function, MB', number(cost.functionMb), '', ''],
    ],
    data: { ...cost, changes, seconds, slices: running.length },
  }
}

/** A mass change while three receivers are down, in batches of 100; then they are back. */
const measureMass = async (system: System, receivers: Receivers, changes: number) => {
  await addWebhooks(system, receivers, 3, 100)
  receivers.down(true)
  await change(system, 'TVQ', changes)
  for (let nth = 0; nth < 3; nth += 1) {
    await system.call('webhooks', {}, report)
    await system.admin.query(`update monitoring.deliveries set next_at = now() where status = 'due'`)
    await system.admin.query('update monitoring.channels set rests_until = null')
  }
  const { rows } = await system.admin.query<{ queued: number }>(
    `select max(n)::int as queued from (select count(*) as n from monitoring.deliveries where changes is not null group by channel) c`,
  )
  receivers.down(false)
  const begun = performance.now()
  const running = await deliver(system, () => receivers.changes() >= changes * 3)
  const seconds = (receivers.lastAt() - begun) / 1000
  await Promise.all(running)
  const isOrdered = receivers.isOrdered()
  return {
    rows: [
      [`changes that arrived, of ${number(changes)} for each of three`, number(receivers.changes())],
      ['all in their order', isOrdered ? 'yes' : 'no'],
      ['messages in the queue of one while it was down, at most', number(rows[0]?.queued ?? 0)],
      ['seconds until the last, after they are back', number(seconds, 1)],
    ],
    data: { changes, seconds, isOrdered },
  }
}

/** One change to a thousand webhooks. */
const measureMany = async (system: System, receivers: Receivers, count: number) => {
  await addWebhooks(system, receivers, count, 1)
  await change(system, 'one', 1)
  const begun = performance.now()
  const running = await deliver(system, () => receivers.messages(() => true) >= count)
  const seconds = (receivers.lastAt() - begun) / 1000
  await Promise.all(running)
  const asked = performance.now()
  await system.admin.query('select webhooks.is_due()')
  return {
    rows: [
      [`one change to ${number(count)} webhooks, seconds`, number(seconds, 1)],
      ['whether anything is due for any of them, ms', number(performance.now() - asked, 1)],
    ],
    data: { count, seconds },
  }
}

export interface WebhooksOptions {
  changes: number
  mass: number
  many: number
}

/** How fast changes reach webhooks through the edge function, and what a mass change and very many of them are. */
export const webhooks = async ({ changes, mass, many }: WebhooksOptions) => {
  const system = await startSystem(1)
  const receivers = await startReceivers()
  try {
    const { admin } = system
    await admin.query(
      `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m on conflict do nothing`,
    )
    await admin.query(`select set_config('request.jwt.claims', '{"role": "service_role"}', false)`)
    await admin.query(`select sync.connect_functions('http://127.0.0.1:9', 'unused')`)
    // Warm: the worker and its connections.
    await addWebhooks(system, receivers, 1, 1)
    await change(system, 'warm', 1)
    await system.call('webhooks', {}, report)
    receivers.clear()
    const rate = await measureRate(system, receivers, changes)
    receivers.clear()
    const held = await measureMass(system, receivers, mass)
    receivers.clear()
    const all = await measureMany(system, receivers, many)
    return {
      tables: [
        table(
          [
            `${number(changes)} changes to ${endpoints} webhooks, one of which hangs`,
            'measured',
            'asked',
            '',
          ],
          rate.rows,
        ),
        table(['a mass change, and many webhooks', 'measured'], [...held.rows, ...all.rows]),
      ],
      data: { rate: rate.data, mass: held.data, many: all.data },
    }
  } finally {
    await system.stop()
    await receivers.stop()
  }
}
