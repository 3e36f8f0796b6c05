import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import type { ReadingRow } from '../data.rows.ts'
import { type Measure, measured, measures, reading } from '../formats.ts'
import { day } from '../time.ts'
import { named, t } from '../words/words.ts'
import { useDark } from './chart.tsx'
import { OutOfRange } from './piano.tsx'

const height = 180
const secondsOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 1000
const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
const yearSeconds = 365 * 86_400
const monthSeconds = 30 * 86_400

const colours: Record<Measure, string> = {
  humidity: '--accent',
  temperature: '--warn',
  pitch: '--pitch',
}

/** How far the scale goes beyond the lowest and the highest value. */
const margins: Record<Measure, number> = { humidity: 5, temperature: 2, pitch: 1 }

const sourceOf = ({ source }: ReadingRow) => named('source', source ?? 'unknown', source)

/** Humidity, temperature and pitch over time, one chart each, and the same numbers as a table with their sources. */
export const ReadingsChart = ({ readings }: { readings: ReadingRow[] }) => {
  const [over, setOver] = useState<number | null>(null)
  const sorted = readings.toSorted((a, b) => a.taken_on.localeCompare(b.taken_on))
  const shown = measures.filter((measure) => sorted.some((one) => one[measure] !== null))
  const chosen = over === null ? undefined : sorted[over]
  const last = sorted.at(-1)
  const line = chosen ?? last
  return (
    <div class="chart readings">
      {shown.map((measure) => (
        <MeasureChart key={measure} measure={measure} readings={sorted} onOver={setOver} />
      ))}
      {line && (
        <p class="quiet numbers">
          {t('readings.line', { day: day(line.taken_on), values: reading(line), source: sourceOf(line) })}
        </p>
      )}
      <details>
        <summary>{t('day.table')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <section class="scroll" aria-label={t('table.label', { name: t('readings.title') })} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('visit.date')}</th>
                {measures.map((measure) => (
                  <th key={measure} scope="col" class="right">
                    {t(`piano.${measure}`)}
                  </th>
                ))}
                <th scope="col">{t('readings.source')}</th>
              </tr>
            </thead>
            <tbody>
              {sorted.toReversed().map((one) => (
                <tr key={one.id}>
                  <td class="when">{day(one.taken_on)}</td>
                  {measures.map((measure) => (
                    <td key={measure} class="numbers right">
                      {measured(measure, one[measure])}
                    </td>
                  ))}
                  <td>
                    {sourceOf(one)} <OutOfRange piano={one} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </div>
  )
}

const MeasureChart = (props: {
  measure: Measure
  readings: ReadingRow[]
  onOver: (index: number | null) => void
}) => {
  const { measure, readings, onOver } = props
  const holder = useRef<HTMLDivElement>(null)
  const isDark = useDark()
  const values = readings.map((one) => (one[measure] === null ? null : Number(one[measure])))
  const data: uPlot.AlignedData = [readings.map((one) => secondsOf(one.taken_on)), values]
  const drawn = JSON.stringify(data)
  const known = values.filter((value) => value !== null)
  const first = readings.find((one) => one[measure] !== null)?.taken_on ?? ''
  const final = readings.findLast((one) => one[measure] !== null)?.taken_on ?? ''

  // Made again for other colours and other numbers, which seldom come.
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const style = getComputedStyle(element)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = { stroke: colour('--quiet'), font: '12px system-ui', ticks: { show: false } }
    const line = colour(colours[measure])
    const margin = margins[measure]
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'readings' } },
        scales: {
          x: { range: (_, min, max) => [min - monthSeconds / 2, max + monthSeconds / 2] },
          y: { range: (_, min, max) => [min - margin, max + margin] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 28,
            space: 80,
            values: (_, all, __, ___, step) =>
              all.map((at) =>
                day(
                  dateOf(at),
                  step >= yearSeconds
                    ? { year: 'numeric' }
                    : step >= monthSeconds * 0.9
                      ? { year: 'numeric', month: 'short' }
                      : { day: 'numeric', month: 'short' },
                ),
              ),
          },
          {
            ...axis,
            grid: { stroke: colour('--line'), width: 1 },
            size: 64,
            space: 28,
            incrs: [0.5, 1, 2, 5, 10, 20, 50, 100],
            values: (_, all) => all.map((one) => measured(measure, one)),
          },
        ],
        series: [
          {},
          {
            stroke: line,
            width: 2,
            spanGaps: true,
            points: { show: true, size: 6, fill: line, stroke: line },
          },
        ],
        hooks: { setCursor: [(plot) => onOver(plot.cursor.idx ?? null)] },
      },
      data,
      element,
    )
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [isDark, drawn])

  return (
    <figure>
      <figcaption>{t(`piano.${measure}`)}</figcaption>
      <div
        ref={holder}
        role="img"
        aria-label={t('readings.label', {
          measure: t(`piano.${measure}`),
          n: known.length,
          from: day(first),
          until: day(final),
          low: measured(measure, Math.min(...known)),
          high: measured(measure, Math.max(...known)),
        })}
      />
    </figure>
  )
}
