import { useEffect, useRef } from 'preact/hooks'
import { useModuleNames } from '../context.ts'
import type { FreshDay } from '../rows.ts'
import { day, duration, interval, percent } from '../time.ts'
import { t } from '../words/words.ts'

/** @param isFirst of a day on which the module ran for the first time: what came before is not known */
const levelOf = (share: number | undefined, isFirst: boolean) => {
  if (share === undefined || (isFirst && share < 0.99)) return 'none'
  if (share >= 0.9999) return 'full'
  if (share >= 0.99) return 'high'
  return share >= 0.9 ? 'mid' : 'low'
}

const levels = ['full', 'high', 'mid', 'low', 'none'] as const

// A sign beside the colour: colour alone is not enough for all readers.
const marks: Record<string, string> = { full: '', high: '·', mid: '–', low: '!', none: '' }

const Cell = (props: { one: FreshDay | undefined; date: string; isFirst: boolean }) => {
  const { one, date, isFirst } = props
  const level = levelOf(one && Number(one.fresh_share), isFirst)
  const words = one
    ? t('month.cell', {
        day: day(date),
        share: percent(Number(one.fresh_share)),
        gap: duration(interval(one.longest_gap)),
      })
    : t('label.about', { label: day(date), about: t('month.level.none') })
  return (
    <span class={`cell ${level}`} title={words}>
      <span aria-hidden="true">{marks[level]}</span>
      <span class="hidden">{words}</span>
    </span>
  )
}

/** Runs of days of the same month. */
const monthsOf = (dates: string[]) => {
  const months: { first: string; days: number }[] = []
  for (const date of dates) {
    const last = months.at(-1)
    if (last?.first.slice(0, 7) === date.slice(0, 7)) last.days++
    else months.push({ first: date, days: 1 })
  }
  return months
}

/** The name of a month; short where it has few days to stand over. */
const monthName = ({ first, days }: { first: string; days: number }) =>
  day(first, days > 3 ? { month: 'long', year: 'numeric' } : { month: 'short' })

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

/** The first day that is known of each module. */
const firstDays = (days: FreshDay[]): Map<string, string> => {
  const firsts = new Map<string, string>()
  for (const { module, day } of days) if (day < (firsts.get(module) ?? '9')) firsts.set(module, day)
  return firsts
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
  const firsts = firstDays(days)
  const label = t('table.label', { name: t('month.title') })
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section class="scroll" aria-label={label} tabIndex={0} ref={holder}>
        <table class="month">
          <thead>
            <tr>
              <td />
              {monthsOf(dates).map((month) => (
                <th key={month.first} scope="colgroup" colSpan={month.days} class="month-name">
                  {monthName(month)}
                </th>
              ))}
            </tr>
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
                    <Cell
                      one={found.get(`${module} ${date}`)}
                      date={date}
                      isFirst={date === firsts.get(module)}
                    />
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
  const [firstDay] = firstDays(days).values()
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
                      <Cell one={found.get(date)} date={date} isFirst={date === firstDay} />
                      <small aria-hidden="true">
                        {date === dates[0] || date.endsWith('-01')
                          ? day(date, { day: 'numeric', month: 'short' })
                          : Number(date.slice(8))}
                      </small>
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
