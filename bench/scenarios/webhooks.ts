import { createServer } from 'node:http'
import { z } from 'zod'
import { startSystem } from '../system.ts'
import { number, table } from '../table.ts'

const endpoints = 20

const report = z.object({ sent: z.number(), acknowledged: z.number(), isCut: z.boolean() })

/** A receiver of its own for each webhook; one of them never answers. */
const startReceivers = async () => {
  const counts = new Map<string, number>()
  const lastAt = new Map<string, number>()
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    const path = request.url ?? ''
    counts.set(path, (counts.get(path) ?? 0) + 1)
    lastAt.set(path, performance.now())
    if (path !== '/0') response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the receivers have no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    counts,
    lastAt,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** How fast changes reach twenty webhooks through the edge function, one of which hangs: a message for each change. */
export const webhooks = async (changes: number) => {
  const system = await startSystem(1)
  const receivers = await startReceivers()
  try {
    const { admin } = system
    await admin.query(
      `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m on conflict do nothing`,
    )
    await admin.query(`select set_config('request.jwt.claims', '{"role": "service_role"}', false)`)
    await admin.query(`select sync.connect_functions('http://127.0.0.1:9', 'unused')`)
    for (let nth = 0; nth < endpoints; nth += 1)
      await admin.query(`select webhooks.add($1, '{taxes}')`, [`${receivers.url}/${nth}`])
    // Warm: the worker and its connections.
    await admin.query(`insert into gazelle.taxes (id, account_id, name) values ('tax_warm', 'main', 'x')`)
    const warm = system.call('webhooks', {}, report)
    await warm
    receivers.counts.clear()
    await admin.query(
      `insert into gazelle.taxes (id, account_id, name) select 'tax_' || n, 'main', 'TPS ' || n from generate_series(1, $1) n`,
      [changes],
    )
    const begun = performance.now()
    const wanted = changes * (endpoints - 1)
    const wellOf = () => [...receivers.counts].filter(([path]) => path !== '/0')
    const arrived = () => wellOf().reduce((sum, [, count]) => sum + count, 0)
    const { result: slices, ...cost } = await system.measure(async () => {
      // As pg_net would: each call that a slice asks for is made, and nobody waits for its end.
      const running = [system.call('webhooks', {}, report)]
      while (arrived() < wanted) {
        const { rows } = await admin.query(
          `delete from net.http_request_queue where url like '%/webhooks' returning id`,
        )
        for (const _ of rows) running.push(system.call('webhooks', {}, report))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return running.length
    })
    const messages = arrived()
    const seconds = (Math.max(...wellOf().map(([path]) => receivers.lastAt.get(path) ?? 0)) - begun) / 1000
    const asked = messages / seconds
    return {
      tables: [
        table(
          [
            `${number(changes)} changes to ${endpoints} webhooks, one of which hangs`,
            'measured',
            'asked',
            '',
          ],
          [
            ['messages that arrived', number(messages), number(wanted), ''],
            ['a second', number(asked), '≥ 200', asked >= 200 ? 'met' : 'missed'],
            ['to the one that hangs', number(receivers.counts.get('/0') ?? 0), '', ''],
            ['slices of the function', number(slices), '', ''],
            ['CPU of the function, ms a message', number((cost.functionCpu * 1000) / messages, 2), '', ''],
            ['CPU of Postgres, ms a message', number((cost.databaseCpu * 1000) / messages, 2), '', ''],
            ['memory of the function, MB', number(cost.functionMb), '', ''],
          ],
        ),
      ],
      data: { ...cost, changes, messages, seconds, slices },
    }
  } finally {
    await system.stop()
    await receivers.stop()
  }
}
