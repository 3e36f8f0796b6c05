import { Temporal } from 'temporal-polyfill'
import { cliError } from './errors.ts'
import { t } from './words/words.ts'

/** Refuses a zone that does not exist. @throws AppError `bad_time_zone` */
export const checkZone = (option: string, timeZone: string): void => {
  try {
    Temporal.Now.plainDateISO(timeZone)
  } catch {
    throw cliError(
      'usage',
      'bad_time_zone',
      option,
      t('there is no time zone {timeZone}', { timeZone }),
      t('Write an IANA name such as America/Montreal.'),
    )
  }
}

const parse = (text: string): Temporal.Instant | Temporal.PlainDate | null => {
  try {
    return text.includes('T') ? Temporal.Instant.from(text) : Temporal.PlainDate.from(text)
  } catch {
    return null
  }
}

/**
 * An instant as people write it: with its zone (`2026-02-03T14:00:00Z`), or a day, which is that day's start in the
 * company's zone.
 * @param option its name, for the error
 * @throws AppError `bad_usage`
 */
export const instantOf = (option: string, text: string, timeZone: string): Date => {
  const parsed = parse(text)
  if (!parsed)
    throw cliError(
      'usage',
      'bad_usage',
      option,
      t('{option} is not an instant: {text}', { option, text }),
      t('Write a day such as 2026-02-03, or an instant with its zone such as 2026-02-03T14:00:00Z.'),
    )
  const { epochMilliseconds } = parsed instanceof Temporal.Instant ? parsed : parsed.toZonedDateTime(timeZone)
  return new Date(epochMilliseconds)
}
