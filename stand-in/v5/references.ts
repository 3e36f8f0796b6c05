// How V5's own tables refer to what is Gazelle's: by its id, or by a number that V5 gave.
import type { Random } from '../random.ts'
import type { Value } from './table.ts'
import type { World } from './world.ts'

/** A number that no row of V5 has: what it meant was deleted. */
const nobody = 9_000_001

/** Writes references of one table, and notes what each means. */
export const referrerOf = ({ clients, pianos, teller }: World, table: string) => {
  const write = (id: string, column: string, written: Value, means: string | null): Value => {
    teller.refers({ table, id, column, written, means })
    return written
  }
  const bySerial =
    (known: ReadonlyMap<string, { serial: number }>) =>
    (id: string, column: string, means: string, random: Random): Value => {
      if (random.chance(0.03)) {
        teller.touches('dangling', table, id)
        return write(id, column, String(nobody), null)
      }
      const serial = known.get(means)?.serial
      if (serial === undefined || random.chance(0.6)) return write(id, column, means, means)
      teller.touches('by-serial', table, id)
      return write(id, column, String(serial), means)
    }
  return {
    client: bySerial(clients),
    piano: bySerial(pianos),
    /** A reference by Gazelle's id; `means` where a row of the CSV import stands for an entry. */
    id: (id: string, column: string, written: string | null, means = written): Value =>
      written === null ? null : write(id, column, written, means),
  }
}
