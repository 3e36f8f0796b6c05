import type { Company } from './records.ts'
import { dateOf, iso } from './zone.ts'

const day = 86_400_000
const months = 36

/** The seasons of a heated house in Montreal: driest in February, most humid in August. */
const seasonOf = (at: number) => Math.cos(((at / day - 222) / 365.25) * 2 * Math.PI)

/**
 * Gives some pianos a reading a month for three years, as the concert pianos of an institution have them. A generated
 * company has readings of some months only, of few pianos more than two.
 * @param count how many pianos
 */
export const follow = (company: Company, count: number): void => {
  const end = Date.parse(company.now)
  const chosen = [...company.pianos.values()]
    .filter(({ status, serialNumber, clientId }) => status === 'ACTIVE' && serialNumber && clientId)
    .slice(0, count)
  for (const piano of chosen) {
    for (let month = 1; month <= months; month++) {
      const at = end - month * 30.4 * day
      const season = seasonOf(at)
      piano.measurements.push({
        id: `pms_${piano.id.slice(-11)}month${String(month).padStart(2, '0')}`,
        pianoId: piano.id,
        takenOn: dateOf(company.timezone, at),
        temperature: Math.round(21.5 + 1.5 * season),
        humidity: Math.round(42 + 13 * season + ((month * 7) % 5) - 2),
        a4Pitch: month % 3 === 0 ? 4400 + Math.round(20 * season) : null,
        createdAt: iso(at),
        updatedAt: iso(at),
      })
    }
  }
}
