// An alert on data: off until somebody switches it on, tried before, and told through a channel when Gazelle changes.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Receiver, startReceiver } from '../integration/alert-receiver.ts'
import { runCli } from '../integration/cli-process.ts'
import { startWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let world: World
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  world = await startWorld({ env: { ALERT_SLACK_WEBHOOK_URL: `${receiver.url}/slack` } })
  // The test says when the rules are evaluated.
  await world.database.query('update monitoring.alert_rules set enabled = false where true')
})
afterAll(async () => {
  await world?.stop()
  await receiver?.stop()
})

const gazelle = async (args: string[], env: Record<string, string> = {}) => {
  const { database, apiUrl } = world
  return runCli(args, { SUPABASE_URL: apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey, ...env })
}
const alerts = () => world.call('alerts').then((answer) => answer.body?.cancel())
const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString()
/** Sets the clock forward. */
const later = (count: number) =>
  world.database.query(
    `update changes.log l
     set at = l.at - make_interval(hours => $1), changes = l.changes || jsonb_build_object('start_at', (
       select jsonb_agg((v.value #>> '{}')::timestamptz - make_interval(hours => $1) order by v.place)
       from jsonb_array_elements(l.changes -> 'start_at') with ordinality v (value, place)
     ))
     where l.changes ? 'start_at'`,
    [count],
  )

test('an appointment that Gazelle moves to today is told in Slack by the names of people, and once more when it is over', async () => {
  const { company, change } = await world.fresh()
  const [clientId = ''] = company.clients.keys()
  const event = change.insertEvent({ title: 'Accord avant le concert', clientId, start: hours(24 * 20) })
  const far = change.insertEvent({ start: hours(24 * 40) })
  await world.syncAll({ mode: 'full' })
  await alerts()
  expect(receiver.at('/slack')).toEqual([])

  change.editEvent(event.id, { start: hours(5) })
  change.editEvent(far.id, { start: hours(24 * 41) })
  await world.sync('appointments', { mode: 'full' })
  await alerts()
  expect(receiver.at('/slack')).toEqual([])

  // Off, it is tried.
  const tried = await gazelle(['alerts', 'dry-run', 'moved'])
  expect(tried).toMatchObject({ code: 0, stderr: '' })
  expect(tried.stdout).toContain('Accord avant le concert')
  expect(tried.stdout).toContain('It would have raised 1 alert.')
  const document = JSON.parse((await gazelle(['alerts', 'dry-run', 'moved', '--json'])).stdout)
  expect(document).toMatchObject({ count: 1, alerts: [{ record_id: event.id, ended_at: null }] })
  const wide = await gazelle(['alerts', 'dry-run', 'moved', '--threshold', '2000', '--json'])
  expect(JSON.parse(wide.stdout).count).toBe(2)
  const none = await gazelle(['alerts', 'dry-run', 'moved', '--since', '2100-01-01'], { LANG: 'fr_CA.UTF-8' })
  expect(none.stdout).toBe('Elle aurait donné 0 alerte.\n')

  const on = await gazelle(['alerts', 'rules', 'moved', 'on'])
  expect(on.stdout).toMatch(/moved +on +24 hours before the start/)
  await alerts()
  const [told] = receiver.at('/slack')
  const { text } = JSON.parse(told?.body ?? '{}')
  const name = await world.database.query(
    'select c.display_name from gazelle.appointments a join gazelle.clients c on c.id = a.client_id where a.id = $1',
    [event.id],
  )
  expect(text).toContain('An appointment was moved shortly before its start – Accord avant le concert, ')
  expect(text).toContain(name[0]?.display_name)
  expect(text).not.toContain(event.id)
  expect((await gazelle(['alerts', 'list'])).stdout).toContain('(Accord avant le concert, ')
  await alerts()
  expect(receiver.at('/slack')).toHaveLength(1)

  await later(6)
  await alerts()
  expect(JSON.parse(receiver.at('/slack')[1]?.body ?? '{}').text).toContain(
    'The time of the appointment is over.',
  )
})

test('rules are listed, set and switched off; what is written wrong is said', async () => {
  const listed = await gazelle(['alerts', 'rules'])
  for (const rule of ['humidity_out', 'unserviced', 'bounced', 'run_failed'])
    expect(listed.stdout).toContain(rule)
  const set = await gazelle([
    'alerts',
    'rules',
    'unserviced',
    '--threshold',
    '9',
    '--pianos',
    'concert, scène',
    '--json',
  ])
  expect(JSON.parse(set.stdout)).toMatchObject([
    { rule: 'unserviced', enabled: false, threshold: 9, pianos: ['concert', 'scène'] },
  ])
  expect((await gazelle(['alerts', 'rules', 'moved', 'off'])).stdout).toMatch(/moved +off/)

  expect(await gazelle(['alerts', 'rules', 'nothing'])).toMatchObject({ code: 2, stdout: '' })
  expect((await gazelle(['alerts', 'rules', 'nothing', 'on'])).stderr).toContain('there is no rule nothing')
  expect((await gazelle(['alerts', 'rules', 'moved', 'maybe'])).code).toBe(2)
  expect((await gazelle(['alerts', 'rules', '--threshold', '3'])).code).toBe(2)
  expect((await gazelle(['alerts', 'rules', 'moved', '--threshold', 'many'])).code).toBe(2)
  expect((await gazelle(['alerts', 'rules', 'new_value', '--threshold', '3'])).stderr).toContain(
    'no threshold',
  )
  expect((await gazelle(['alerts', 'dry-run', 'stale'])).stderr).toContain('there is no rule stale on data')
  expect((await gazelle(['alerts', 'dry-run', 'moved', '--since', 'yesterday'])).code).toBe(2)
  expect((await gazelle(['alerts', 'dry-run', 'moved', '--limit', '5000'])).code).toBe(2)
})
