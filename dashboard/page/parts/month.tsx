import { useEffect, useRef } from 'preact/hooks'
import { useModuleNames } from '../context.ts'
import type { FreshDay } from '../rows.ts'
import { day, duration, interval, percent } from '../time.ts'
import { t } from '../words/words.ts'

const levelOf = (share: number | undefined) => {
  if (share === undefined) return 'none'
  if (share >= 0.9999) return 'full'
  if (share >= 0.99) return 'high'
  return share >= 0.9 ? 'mid' : 'low'
}

const levels = ['full', 'high', 'mid', 'low', 'none'] as const

// A sign beside the colour: colour alone is not enough for all readers.
const marks: Record<string, string> = { full: '', high: '·', mid: '–', low: '!', none: '' }

const Cell = ({ one, date }: { one: FreshDay | undefined; date: string }) => {
  const level = levelOf(one && Number(one.fresh_share))
  const words = one
    ? t('month.cell', {
        day: day(date),
        share: percent(Number(one.fresh_share)),
        gap: duration(interval(one.longest_gap)),
      })
    : `${day(date)}: ${t('month.level.none')}`
  return (
    <span class={`cell ${level}`} title={words}>
      <span aria-hidden="true">{marks[level]}</span>
      <span class="hidden">{words}</span>
    </span>
  )
}

const Legend = () => (
  <ul class="legend">
    {levels.map((level) => (
      <li key={level}>
        <span class={`cell ${level}`} aria-hidden="true">
          {marks[level]}
        </span>
        {t(`month.level.${level}`)}
      </li>
    ))}
  </ul>
)

const lastDays = (days: FreshDay[]): string[] => {
  const last = days
    .map((one) => one.day)
    .sort()
    .at(-1)
  const end = Date.parse(`${last}T00:00:00Z`)
  return Array.from({ length: 31 }, (_, index) =>
    new Date(end - (30 - index) * 86_400_000).toISOString().slice(0, 10),
  )
}

/** All modules by day. */
export const MonthGrid = ({ days, modules }: { days: FreshDay[]; modules: string[] }) => {
  const moduleName = useModuleNames()
  const holder = useRef<HTMLElement>(null)
  // Where the grid is too wide, the last days are shown first.
  useEffect(() => holder.current?.scrollTo({ left: holder.current.scrollWidth }), [])
  if (days.length === 0) return <p class="quiet">{t('month.none')}</p>
  const found = new Map(days.map((one) => [`${one.module} ${one.day}`, one]))
  const dates = lastDays(days)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section class="scroll" aria-label={t('month.title')} tabIndex={0} ref={holder}>
        <table class="month">
          <thead>
            <tr>
              <td />
              {dates.map((date) => (
                <th key={date} scope="col">
                  <span aria-hidden="true">{Number(date.slice(8))}</span>
                  <span class="hidden">{day(date)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {modules.map((module) => (
              <tr key={module}>
                <th scope="row">{moduleName(module)}</th>
                {dates.map((date) => (
                  <td key={date}>
                    <Cell one={found.get(`${module} ${date}`)} date={date} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Legend />
    </>
  )
}

/** One module's month as a calendar: weeks from Monday. */
export const MonthCalendar = ({ days }: { days: FreshDay[] }) => {
  if (days.length === 0) return <p class="quiet">{t('month.none')}</p>
  const found = new Map(days.map((one) => [one.day, one]))
  const dates = lastDays(days)
  const weekday = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
  const first = weekday(dates[0] ?? '')
  const cells = [...Array.from({ length: first }, () => null), ...dates]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    cells.slice(week * 7, week * 7 + 7),
  )
  // 1 June 2026 is a Monday.
  const names = Array.from({ length: 7 }, (_, index) => `2026-06-0${1 + index}`)
  return (
    <>
      <table class="calendar">
        <caption class="hidden">{t('month.title')}</caption>
        <thead>
          <tr>
            {names.map((date) => (
              <th key={date} scope="col">
                {day(date, { weekday: 'short' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, index) => (
            <tr key={index}>
              {week.map((date, place) => (
                <td key={place}>
                  {date && (
                    <>
                      <Cell one={found.get(date)} date={date} />
                      <small aria-hidden="true">{Number(date.slice(8))}</small>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Legend />
    </>
  )
}
