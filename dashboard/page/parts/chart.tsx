import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import type { Hour } from '../rows.ts'
import { isDark, onTheme } from '../theme.ts'
import { hour } from '../time.ts'
import { many, number, t } from '../words/words.ts'

export const metrics = ['changed', 'fetched', 'api_calls', 'failed'] as const
export type Metric = (typeof metrics)[number]

/** One bar an hour. */
export interface Bar {
  hour: string
  n: number
}

/** The last 24 hours of a metric, summed over the modules given. */
export const bars = (hours: Hour[], metric: Metric): Bar[] => {
  const sums = new Map<string, number>()
  for (const row of hours) sums.set(row.hour, (sums.get(row.hour) ?? 0) + Number(row[metric]))
  return [...sums]
    .map(([hour, n]) => ({ hour, n }))
    .sort((a, b) => Date.parse(a.hour) - Date.parse(b.hour))
    .slice(-24)
}

const sum = (all: Bar[]) => all.reduce((total, one) => total + one.n, 0)

/** Whether the page is dark. */
export const useDark = () => {
  const [is, set] = useState(isDark())
  useEffect(() => onTheme(() => set(isDark())), [])
  return is
}

const height = 180

/** A chart of 24 hours, with the same numbers as a table for screen readers. */
export const DayChart = ({ hours, module }: { hours: Hour[]; module?: string }) => {
  const [metric, setMetric] = useState<Metric>('changed')
  const [over, setOver] = useState<number | null>(null)
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const isDark = useDark()
  const data = bars(module === undefined ? hours : hours.filter((one) => one.module === module), metric)
  const series: uPlot.AlignedData = [data.map((one) => Date.parse(one.hour) / 1000), data.map((one) => one.n)]

  // Made again for other colours; new numbers are set below.
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const style = getComputedStyle(element)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = { stroke: colour('--quiet'), font: '12px system-ui', ticks: { show: false } }
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: {
          x: { range: (_, min, max) => [min - 1800, max + 1800] },
          y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 32,
            space: 64,
            values: (_, all) => all.map((at) => hour(new Date(at * 1000).toISOString())),
          },
          {
            ...axis,
            grid: { stroke: colour('--line'), width: 1 },
            size: 56,
            space: 40,
            incrs: [
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000,
              500_000,
            ],
            values: (_, all) => all.map((one) => number(one)),
          },
        ],
        series: [
          {},
          {
            fill: colour(metric === 'failed' ? '--bad' : '--accent'),
            stroke: 'transparent',
            width: 0,
            points: { show: false },
            ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.72, 48], radius: 0.2 }) }),
          },
        ],
        hooks: { setCursor: [(plot) => setOver(plot.cursor.idx ?? null)] },
      },
      series,
      element,
    )
    chart.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [isDark, metric])

  const drawn = JSON.stringify(series)
  // The same numbers are not drawn again.
  useEffect(() => chart.current?.setData(series), [drawn])

  const shown = over === null ? undefined : data[over]
  return (
    <div class="chart">
      <fieldset class="choice">
        <legend class="hidden">{t('day.metric')}</legend>
        {metrics.map((one) => (
          <label key={one}>
            <input type="radio" checked={metric === one} onChange={() => setMetric(one)} />
            <span>{t(`day.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <div
        ref={holder}
        role="img"
        aria-label={t('day.label', { metric: t(`day.${metric}`), n: sum(data) })}
      />
      <p class="quiet numbers">
        {shown ? t('day.at', { at: hour(shown.hour), n: shown.n }) : t('day.total', { n: sum(data) })}
      </p>
      <details>
        <summary>{t('day.table')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('day.hour')}</th>
              <th scope="col" class="numbers">
                {t(`day.${metric}`)}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((one) => (
              <tr key={one.hour}>
                <td>{hour(one.hour)}</td>
                <td class="numbers">{number(one.n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  )
}

/** A small chart without labels, for a module's card. */
export const Spark = ({ hours, module }: { hours: Hour[]; module: string }) => {
  const all = bars(
    hours.filter((one) => one.module === module),
    'changed',
  )
  const top = Math.max(1, ...all.map((one) => one.n))
  const words = many('day.spark', sum(all))
  return (
    <figure class="small">
      <svg
        class="spark"
        viewBox="0 0 96 24"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('day.label', { metric: t('day.changed'), n: sum(all) })}
      >
        {all.map((one, index) => {
          const tall = one.n === 0 ? 1 : Math.max(2, (one.n / top) * 24)
          return (
            <rect
              key={one.hour}
              class={one.n === 0 ? 'none' : ''}
              x={(24 - all.length + index) * 4}
              y={24 - tall}
              width="3"
              height={tall}
              rx="0.8"
            />
          )
        })}
      </svg>
      <figcaption class="quiet numbers">{words}</figcaption>
    </figure>
  )
}
