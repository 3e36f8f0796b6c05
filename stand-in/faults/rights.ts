// Faults of the credential: what its owner may see.
import { hashOf } from '../random.ts'
import type { Hooks, World } from './fault.ts'

const idOf = (row: unknown) => (typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : '')

export const rights = {
  /** The credential's owner is no full administrator any more, and does not see `hides` of the clients, 4 % when absent (case D2). */
  rights: (
    {
      accessLevel = 'TECHNICIAN',
      hasLimitedAccess = true,
      hides = 0.04,
    }: { accessLevel?: 'ADMIN' | 'TECHNICIAN' | 'ASSISTANT'; hasLimitedAccess?: boolean; hides?: number },
    { company }: World,
  ): Hooks => {
    const ids = [...company.clients.keys()].sort((a, b) => hashOf(a) - hashOf(b))
    const hidden = new Set(ids.slice(0, Math.ceil(ids.length * hides)))
    return {
      caller: (user) => ({ ...user, accessLevel, hasLimitedAccess }),
      rows: (rows, { name }) =>
        name === 'PrivateQuery.allClients' ? rows.filter((row) => !hidden.has(idOf(row))) : rows,
      field: ({ name }, next) => {
        const value = next()
        return name === 'PrivateQuery.client' && hidden.has(idOf(value)) ? null : value
      },
    }
  },
} satisfies Record<string, (options: never, world: World) => Hooks>
