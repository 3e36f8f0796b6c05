// Realistic values for fields without handwritten ones, by the field's name and type.
import type { Random } from './random.ts'
import { enums, type Field } from './shapes.ts'
import { firstNames, institutions, lastNames, type places, rooms, streets, tags } from './texts.ts'
import { iso } from './zone.ts'

const day = 86_400_000
const founded = Date.parse('2011-03-01T14:00:00Z')

const phrases = [
  'Prévoir une heure de plus.',
  'Clé chez le concierge.',
  'Please call before coming.',
  'Prochaine visite au printemps.',
  'Feutres usés, à surveiller.',
  'Merci de confirmer par courriel.',
  'Second floor, no elevator.',
]
const names = [
  'Accord régulier',
  'Rive-Sud',
  'Annual service',
  'Entretien',
  'Centre-ville',
  'Concert',
  'Premier contact',
]

const phone = (random: Random) => `+1514555${String(random.int(0, 9999)).padStart(4, '0')}`
const token = (random: Random) => random.id('k').slice(2)

type Place = (typeof places)[number]
/** Makes a random value; fields of a place agree with the record's other fields. */
type Maker<T> = (random: Random, place: () => Place) => T

/** What a text is about, by the name of its field; the first that fits. */
const texts: readonly (readonly [RegExp, Maker<string>])[] = [
  [
    /email$|emailAddress|^from$|^to$|^sender$|fullSender/i,
    (random) => `client${random.int(1, 99_999)}@example.com`,
  ],
  [/phone(Number)?(E164)?$/i, phone],
  [/url$|website|^link$|redirect$/i, (random) => `https://gazelle.example/${token(random)}`],
  [/firstName/i, (random) => random.pick(firstNames)],
  [/lastName/i, (random) => random.pick(lastNames)],
  [/(company|business)Name/i, (random) => `${random.pick(institutions)} ${random.int(1, 99)}`],
  [/(user|recipient|full|brand)Name$/i, (random) => `${random.pick(firstNames)} ${random.pick(lastNames)}`],
  [/countryCode|^country$|alpha2/i, () => 'CA'],
  [/countryName/i, () => 'Canada'],
  [/locale|^language$/i, (random) => random.pick(['fr_CA', 'fr_CA', 'en_CA'])],
  [/timezone/i, () => 'America/Montreal'],
  [/currency|^code$/i, () => 'CAD'],
  [/color/i, (random) => random.pick(['#2f80ed', '#eb5757', '#27ae60'])],
  [/(street|address)2$/i, (random) => `app. ${random.int(1, 40)}`],
  [
    /street|address(1|Line)?$|location$|singleLine/i,
    (random) => `${random.int(10, 9999)}, ${random.pick(streets)}`,
  ],
  [/municipality|city$/i, (_, place) => place()[0]],
  [/postalCode|zip$/i, (_, place) => place()[1]],
  [/lat(itude)?$/i, (_, place) => place()[2]],
  [/(lng|longitude)$/i, (_, place) => place()[3]],
  [
    /(lifecycle|reminder)State$/,
    (random) => random.pick(['not-due', 'coming-due', 'due', 'overdue-stage-1']),
  ],
  [/region|state$/i, () => 'QC'],
  [/startTime/i, (random) => random.pick(['08:00', '08:30', '09:00'])],
  [/endTime/i, (random) => random.pick(['16:30', '17:00', '18:00'])],
  [/Times$/, (random) => random.pick(['09:00', '11:00', '13:30', '15:00'])],
  [/recurrenceRule/i, (random) => random.pick(['FREQ=WEEKLY;BYDAY=MO,TU,WE', 'FREQ=WEEKLY;BYDAY=TH,FR'])],
  [/what3words/i, () => 'pianos.accordés.demain'],
  [/tags$/i, (random) => random.pick(tags)],
  [/make$/i, (random) => random.pick(['Yamaha', 'Kawai', 'Heintzman', 'Steinway & Sons'])],
  [/model$/i, (random) => random.pick(['U1', 'K-300', 'Louis XV', 'B'])],
  [/room/i, (random) => random.pick(rooms)],
  [/mimeType|contentType/i, () => 'image/jpeg'],
  [/(kind|state|source|type|signature|period)$/i, (random) => random.pick(['reminder', 'call', 'manual'])],
  [/id$|token|hash|key$|md5|number$|^version$/i, token],
  [/(name|label|title|subject)$/i, (random) => random.pick(names)],
]

const numbers: readonly (readonly [RegExp, Maker<number>])[] = [
  [/lat$/i, (_, place) => Number(place()[2])],
  [/lng$/i, (_, place) => Number(place()[3])],
  [/pitch$/i, (random) => random.int(4350, 4425)],
  [/divisor/i, () => 100],
  [/amount|total|cost|fee|price|hourlyRate|balance|subscriptionRate/i, (random) => random.int(5, 400) * 100],
  [/seconds/i, (random) => random.int(5, 60) * 60],
  [/minutes|duration|buffer|traveltime|drivetime/i, (random) => random.pick([0, 15, 30, 45, 60, 90])],
  [/^(start|end)Time$/i, (random) => random.int(16, 34) * 30],
  [/hour/i, (random) => random.int(8, 18)],
  [/days/i, (random) => random.pick([1, 7, 30, 60, 90])],
  [/year/i, (random) => random.int(1890, 2024)],
  [/percent/i, (random) => random.int(0, 100)],
  [/weekdays/i, (random) => random.int(0, 6)],
  [/width|height|maxLogoPx/i, (random) => random.pick([480, 640, 1024, 2048])],
  [/size$/i, (random) => random.int(20, 4000) * 1000],
  [/limit/i, (random) => random.pick([500, 1000, 2000])],
  [/order|sequence|interval|level/i, (random) => random.int(1, 12)],
]

/** Finds the first maker that fits a name, once for each name. */
const finder = <T>(list: readonly (readonly [RegExp, Maker<T>])[], fallback: Maker<T>) => {
  const known = new Map<string, Maker<T>>()
  return (name: string): Maker<T> => {
    const made = known.get(name) ?? list.find(([pattern]) => pattern.test(name))?.[1] ?? fallback
    known.set(name, made)
    return made
  }
}
const textFor = finder<string>(texts, (random) => random.pick(phrases))
const numberFor = finder<number>(numbers, (random) => random.int(0, 40))

/** Fields whose instants lie around now; of all others they lie in the past. */
const isComing = (name: string) => /^(due|end|expires|next|scheduled|send|start)|until$|endsOn$/i.test(name)

export interface Asked {
  random: Random
  /** The company's now, in milliseconds. */
  now: number
  /** Another value of the same record. */
  other(name: string): unknown
  /** Where the record is. */
  place(): Place
}

const instantOf = (name: string, { random, now, other }: Asked): number => {
  if (name === 'updatedAt') {
    const created = Date.parse(String(other('createdAt')))
    if (!Number.isNaN(created))
      return random.chance(0.5) ? created : created + random.next() * (now - created)
  }
  if (isComing(name)) return now + random.int(-30, 90) * day + random.int(0, 20) * 3_600_000
  return random.chance(0.05) ? now - random.next() * 30 * day : founded + random.next() * (now - founded)
}

/** How often a field has no value. */
export const absentShare = (field: Field): number => {
  if (field.required || field.name === 'id' || /^(createdAt|updatedAt)$/.test(field.name)) return 0
  if (field.type === 'Boolean') return 0.3
  if (field.type === 'String')
    return /custom\d|what3words|error|failure|token/i.test(field.name) ? 0.85 : 0.25
  return 0.2
}

/** A value of a scalar or an enum. */
export const scalarOf = (field: Field, asked: Asked): unknown => {
  const { random } = asked
  const { name, type } = field
  const values = enums.get(type)
  if (values) return random.pick(values)
  switch (type) {
    case 'Boolean':
      return random.chance(
        /^(hide|has|needs|isOver|isBad|isArchived|archived|isParked)/.test(name) ? 0.1 : 0.6,
      )
    case 'Int':
    case 'BigInt':
      return Math.round(numberFor(name)(random, asked.place))
    case 'Float':
      return numberFor(name)(random, asked.place)
    case 'CoreDateTime':
      return iso(instantOf(name, asked))
    case 'CoreDate':
    case 'ISO8601Date':
      return iso(instantOf(name, asked)).slice(0, 10)
    case 'I18nString': {
      const text = scalarOf({ ...field, type: 'String', required: true }, asked)
      return random.chance(0.1) ? { fr_CA: text, en_US: '' } : { fr_CA: text, en_US: `${text} (en)` }
    }
    case 'JSON':
      return {}
    default:
      return textFor(name)(random, asked.place)
  }
}

/** Length of a list without handwritten items. */
export const countOf = (random: Random): number =>
  random.weighted([
    [0, 4],
    [1, 3],
    [2, 2],
    [3, 1],
  ])
