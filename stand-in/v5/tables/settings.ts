import { quoted } from '../forms.ts'
import type { Row, Table, Value } from '../table.ts'
import type { World } from '../world.ts'

/** Settings: each value an object, a JSON string, or a JSON string in one. */
export const settings = ({ company, shape, teller, randomOf }: World): Table => {
  const random = randomOf('settings')
  const secret = () => `made-up-${random.id('x').slice(2)}`
  const values: readonly (readonly [string, Value])[] = [
    [
      'gazelle_oauth_token',
      {
        access_token: secret(),
        refresh_token: secret(),
        token_type: 'Bearer',
        expires_in: 2_592_000,
        created_at: Math.floor(Date.parse(company.now) / 1000) - 86_400,
      },
    ],
    ['last_sync_date', company.now.slice(0, 10)],
    ['flag_humidity_alerts', true],
    ['flag_late_assignment', false],
    ['flag_briefing', { enabled: true, since: '2025-09-01', by: 'Zoé' }],
    ['flag_institutions', ['orford', 'place-des-arts']],
  ]
  const isText = shape.damages.has('text-settings')
  const shift = random.int(0, 2)
  function* rows(): Generator<Row> {
    for (const [at, [key, value]] of values.entries()) {
      const layers = Math.max((at + shift) % 3, isText ? 1 : 0)
      teller.kept({ table: 'system_settings', id: key, column: 'value', value })
      if (layers > (isText ? 1 : 0))
        teller.touches(isText || layers > 1 ? 'json-twice' : 'json-once', 'system_settings', key)
      yield { key, value: layers === 0 ? value : quoted(value, layers) }
    }
  }
  return {
    name: 'system_settings',
    columns: { key: 'text', value: isText ? 'text' : 'jsonb' },
    key: 'key',
    kept: ['value'],
    needed: ['key', 'value'],
    texts: [],
    count: values.length,
    rows,
  }
}
