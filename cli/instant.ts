import { cliError } from './errors.ts'

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
const aheadOfUtc = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '0'
  return (
    Date.parse(
      `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`,
    ) - instant
  )
}

/** Refuses a zone that does not exist. @throws AppError `bad_usage` */
export const checkZone = (option: string, timeZone: string): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw cliError(
      'usage',
      'bad_usage',
      option,
      `there is no time zone ${timeZone}`,
      'Write an IANA name such as America/Montreal.',
    )
  }
}

/**
 * An instant as people write it: with its zone (`2026-02-03T14:00:00Z`), or a day, which is that day's start in the
 * company's zone.
 * @param option its name, for the error
 * @throws AppError `bad_usage`
 */
export const instantOf = (option: string, text: string, timeZone: string): Date => {
  const [, day, time, zone] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.exec(text) ?? []
  const plain = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`)
  // Date.parse takes 30 February for 2 March.
  const isDay = !Number.isNaN(plain) && new Date(plain).toISOString().startsWith(day ?? '')
  if (!isDay || (time !== undefined && zone === undefined))
    throw cliError(
      'usage',
      'bad_usage',
      option,
      `${option} is not an instant: ${text}`,
      'Write a day such as 2026-02-03, or an instant with its zone such as 2026-02-03T14:00:00Z.',
    )
  if (time !== undefined) return new Date(text)
  // The offset can differ between UTC midnight and local midnight, on the days that clocks change.
  const nearly = plain - aheadOfUtc(plain, timeZone)
  return new Date(plain - aheadOfUtc(nearly, timeZone))
}
