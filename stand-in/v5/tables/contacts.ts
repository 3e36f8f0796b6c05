import type { Row, Table } from '../table.ts'
import type { World } from '../world.ts'

/** The contacts of V5's clients. */
export const contacts = (world: World): Table => {
  const all = [...world.clients.values()].flatMap(({ record }) => record.contacts)
  function* rows(): Generator<Row> {
    for (const contact of all)
      yield {
        external_id: contact.id,
        client_external_id: contact.clientId,
        first_name: contact.firstName,
        last_name: contact.lastName,
        email: contact.emails[0]?.email ?? null,
        phone: contact.phones[0]?.phoneNumber ?? null,
        is_default: contact.isDefault,
      }
  }
  return {
    name: 'gazelle_contacts',
    columns: {
      external_id: 'text',
      client_external_id: 'text',
      first_name: 'text',
      last_name: 'text',
      email: 'text',
      phone: 'text',
      is_default: 'boolean',
    },
    key: 'external_id',
    kept: [],
    needed: ['external_id'],
    texts: ['last_name'],
    count: all.length,
    rows,
  }
}
