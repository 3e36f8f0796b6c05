import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true, env: { SYNC_SLICE_SECONDS: '1' } })
})
afterAll(() => world?.stop())

test('a look-up that hangs is put off: its run ends, and the watermark moves (case R16)', async () => {
  const { rules, calls } = await world.fresh()
  await world.syncAll()
  await world.database.query(
    `insert into gazelle.clients (account_id, id, is_placeholder) values ('main', 'cli_unknown', true)`,
  )
  const watermark = async () => {
    const [row] = await world.database.query<{ at: string }>(
      `select watermark::text as at from sync.watermarks where module = 'clients'`,
    )
    return row?.at
  }
  const before = await watermark()
  rules.add({ kind: 'slow', ms: 3_600_000, operation: 'ClientsById', stays: true })
  calls.clear()
  expect(await world.sync('clients')).toMatchObject({ status: 'success', deleted: 0 })
  expect(calls.of('ClientsById')).toHaveLength(1)
  expect(await watermark()).not.toEqual(before)
  expect(
    await world.database.query(
      `select status, attempts, last_error, next_at > now() as waits from sync.missing where external_id = 'cli_unknown'`,
    ),
  ).toEqual([{ status: 'due', attempts: 1, last_error: expect.stringMatching(/^slice_over: /), waits: true }])
}, 40_000)
