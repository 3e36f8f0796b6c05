import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import type { RangeRow, ReadingRow } from '../data.rows.ts'
import { type Measure, measured, measures, reading } from '../formats.ts'
import { onTheme } from '../theme.ts'
import { day } from '../time.ts'
import { many, named, t } from '../words/words.ts'
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

/** Drawn for a value that is out of range: another shape, not only another colour. */
const triangle = 9

const draw = {
  /** The range that is good, behind the grid. */
  band: (plot: uPlot, range: RangeRow, fill: string, edge: string) => {
    const { ctx, bbox } = plot
    const top = plot.valToPos(Number(range.high), 'y', true)
    const bottom = plot.valToPos(Number(range.low), 'y', true)
    ctx.save()
    ctx.fillStyle = fill
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top)
    ctx.strokeStyle = edge
    ctx.lineWidth = devicePixelRatio
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio])
    for (const y of [top, bottom]) {
      ctx.beginPath()
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
      ctx.stroke()
    }
    ctx.restore()
  },
  /** Triangles for the values that are out of it, their points up or down. */
  outside: (
    plot: uPlot,
    points: { at: number; value: number; isHigh: boolean }[],
    fill: string,
    edge: string,
  ) => {
    const { ctx } = plot
    const r = (triangle / 2) * devicePixelRatio
    ctx.save()
    ctx.fillStyle = fill
    ctx.strokeStyle = edge
    ctx.lineWidth = 1.5 * devicePixelRatio
    for (const { at, value, isHigh } of points) {
      const x = plot.valToPos(at, 'x', true)
      const y = plot.valToPos(value, 'y', true)
      const up = isHigh ? -r : r
      ctx.beginPath()
      ctx.moveTo(x, y + up * 1.2)
      ctx.lineTo(x + r * 1.2, y - up)
      ctx.lineTo(x - r * 1.2, y - up)
      ctx.closePath()
      ctx.stroke()
      ctx.fill()
    }
    ctx.restore()
  },
}

/** How far the scale goes beyond the lowest and the highest value. */
const margins: Record<Measure, number> = { humidity: 5, temperature: 2, pitch: 1 }

const sourceOf = ({ source }: ReadingRow) => named('source', source ?? 'unknown', source)

/** Humidity, temperature and pitch over time, one chart each, and the same numbers as a table with their sources. */
export const ReadingsChart = ({ readings, ranges }: { readings: ReadingRow[]; ranges: RangeRow[] }) => {
  const [over, setOver] = useState<number | null>(null)
  const sorted = readings.toSorted((a, b) => a.taken_on.localeCompare(b.taken_on))
  const shown = measures.filter((measure) => sorted.some((one) => one[measure] !== null))
  const chosen = over === null ? undefined : sorted[over]
  const last = sorted.at(-1)
  const line = chosen ?? last
  return (
    <div class="chart readings">
      {shown.map((measure) => (
        <MeasureChart
          key={measure}
          measure={measure}
          range={ranges.find((one) => one.measure === measure)}
          readings={sorted}
          onOver={setOver}
        />
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
  /** What is good; undefined until it is known. */
  range: RangeRow | undefined
  readings: ReadingRow[]
  onOver: (index: number | null) => void
}) => {
  const { measure, range, readings, onOver } = props
  const holder = useRef<HTMLDivElement>(null)
  const values = readings.map((one) => (one[measure] === null ? null : Number(one[measure])))
  const data: uPlot.AlignedData = [readings.map((one) => secondsOf(one.taken_on)), values]
  const isOut = (value: number | null | undefined) =>
    range !== undefined && value != null && (value < Number(range.low) || value > Number(range.high))
  const drawn = JSON.stringify([data, range])
  const known = values.filter((value) => value !== null)
  const out = known.filter(isOut).length
  const first = readings.find((one) => one[measure] !== null)?.taken_on ?? ''
  const final = readings.findLast((one) => one[measure] !== null)?.taken_on ?? ''

  // Made again for other numbers, which seldom come.
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const style = getComputedStyle(element)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = { stroke: () => colour('--quiet'), font: '12px system-ui', ticks: { show: false } }
    // Read when it is drawn: the theme may have changed, or it is printed.
    const line = () => colour(colours[measure])
    const margin = margins[measure]
    const limits = range ? [Number(range.low), Number(range.high)] : []
    const outside = readings.flatMap((one, index) => {
      const value = values[index]
      return value != null && isOut(value)
        ? [{ at: secondsOf(one.taken_on), value, isHigh: value > Number(range?.high) }]
        : []
    })
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'readings' } },
        scales: {
          x: { range: (_, min, max) => [min - monthSeconds / 2, max + monthSeconds / 2] },
          y: {
            range: (_, min, max) => [Math.min(min, ...limits) - margin, Math.max(max, ...limits) + margin],
          },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 28,
            // A year takes less room than a month and its year.
            space: (_, __, min, max, size) => (((max - min) * 44) / size > yearSeconds / 2 ? 44 : 80),
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
            grid: { stroke: () => colour('--line'), width: 1 },
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
            points: {
              show: true,
              size: 6,
              fill: line,
              stroke: line,
              filter: () => values.flatMap((value, index) => (value === null || isOut(value) ? [] : [index])),
            },
          },
        ],
        hooks: {
          drawClear: [(plot) => range && draw.band(plot, range, colour('--band'), colour('--band-edge'))],
          draw: [(plot) => draw.outside(plot, outside, colour('--bad'), colour('--panel'))],
          setCursor: [(plot) => onOver(plot.cursor.idx ?? null)],
        },
      },
      data,
      element,
    )
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    const end = onTheme(() => made.redraw(false))
    return () => {
      end()
      observer.disconnect()
      made.destroy()
    }
  }, [drawn])

  return (
    <figure>
      <figcaption>
        <b>{t(`piano.${measure}`)}</b>
        {range && (
          <span class="quiet">
            {t('readings.good', { low: measured(measure, range.low), high: measured(measure, range.high) })}
          </span>
        )}
        {out > 0 && (
          <span class="status bad">
            <span aria-hidden="true">▲▼</span>
            {many('readings.out', out)}
          </span>
        )}
      </figcaption>
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
