import type { Row, Table } from '../table.ts'
import type { World } from '../world.ts'

const roles = ['admin', 'assistante', 'technicien', 'Technicien', 'technicien,admin']

/** The users, with the roles that people gave them in V5. Two may have one name. */
export const users = ({ users: known, shape, teller, randomOf }: World): Table => {
  const key = shape.userKey
  function* rows(): Generator<Row> {
    for (const [at, { record, serial, isGone }] of known.entries()) {
      const random = randomOf(`user ${record.id}`)
      const role = at % 5 === 4 ? null : (roles[at % roles.length] ?? null)
      if (role) teller.kept({ table: 'users', id: record.id, column: 'role', value: role })
      if (isGone) teller.gone('users', record.id)
      yield {
        ...(key !== 'id' && { id: serial }),
        [key]: record.id,
        first_name: record.firstName,
        last_name: record.lastName,
        full_name: at % 3 === 1 ? null : `${record.firstName} ${record.lastName}`,
        email: record.email,
        phone: random.chance(0.5) ? `514 555-01${random.int(10, 99)}` : null,
        role,
      }
    }
  }
  return {
    name: 'users',
    columns: {
      ...(key !== 'id' && { id: 'serial' }),
      [key]: 'text',
      first_name: 'text',
      last_name: 'text',
      full_name: 'text',
      email: 'text',
      phone: 'text',
      role: 'text',
    },
    key,
    kept: ['role'],
    needed: [key, 'first_name', 'last_name', 'full_name'],
    texts: [],
    count: known.length,
    rows,
  }
}
