import { createRequire } from 'node:module'
import type CliProgress from 'cli-progress'
import { duration, faint } from './format.ts'
import { beforeEnd } from './signals.ts'
import { count, t } from './words/words.ts'

/** Progress of a piece of work. */
export interface Progress {
  done: number
  /** Null while unknown. */
  total: number | null
  note?: string
}

/** One line of progress. */
export interface Bar {
  update(progress: Progress): void
  /** Fills the bar and leaves `text` beside it. */
  end(text: string): void
}

/** Where progress is shown. */
export interface Bars {
  bar(name: string): Bar
  stop(): void
}

// Loaded for the first bar: --help and errors need none.
const load = createRequire(import.meta.url)

const plainEveryMs = 10_000
/** Columns for what stands beside a bar: "success  27,811 fetched, 27,811 changed  1 min 12 s". */
const noteWidth = 52
const silent: Bar = { update: () => {}, end: () => {} }

/**
 * Bars on standard error; plain lines, few of them, where that is no terminal.
 * @param options.width of the names, where bars of other calls stand above or below
 */
export const progressBars = (names: string[], { quiet = false, width = 0 } = {}): Bars => {
  if (quiet) return { bar: () => silent, stop: () => {} }
  return process.stderr.isTTY ? terminalBars(names, width) : plainBars()
}

const amount = (done: number, total: number | null) =>
  total === null ? count(done) : t('{done} of {total}', { done, total })

const plainBars = (): Bars => {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  return {
    stop: () => {},
    bar: (name) => {
      let printedAt = Date.now()
      let printed = ''
      return {
        update: ({ done, total, note }) => {
          const text = note ?? amount(done, total)
          if (text === printed || (!note && Date.now() - printedAt < plainEveryMs)) return
          printedAt = Date.now()
          printed = text
          say(t('{what}: {text}', { what: name, text }))
        },
        end: (text) => say(t('{what}: {text}', { what: name, text })),
      }
    },
  }
}

/** A bar at a time, under those that have ended: all at once could be more than the lines of a terminal. */
const terminalBars = (names: string[], least: number): Bars => {
  const { MultiBar }: typeof CliProgress = load('cli-progress')
  const width = Math.max(least, ...names.map((name) => name.length))
  let close = () => {}
  const open = (name: string) => {
    close()
    const bars = new MultiBar({
      stream: process.stderr,
      format: '  {name} {bar} {note}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: Math.min(24, Math.max(6, (process.stderr.columns || 80) - width - 4 - noteWidth)),
      autopadding: true,
      linewrap: false,
      emptyOnZero: true,
      fps: 10,
      // Ctrl-C is ours.
      gracefulExit: false,
    })
    const bar = bars.create(1, 0, { name: name.padEnd(width), note: '' })
    const stop = () => bars.stop()
    const forget = beforeEnd(stop)
    close = () => {
      stop()
      forget()
      close = () => {}
    }
    return bar
  }
  return {
    stop: () => close(),
    bar: (name) => {
      const bar = open(name)
      const begun = Date.now()
      return {
        update: ({ done, total, note }) => {
          // An unknown total shows an empty bar and a growing number.
          if (total) bar.setTotal(Math.max(total, done))
          const since = faint(duration(Date.now() - begun))
          bar.update(total ? done : 0, { note: `${note ?? amount(done, total)}  ${since}` })
        },
        end: (text) => {
          bar.setTotal(1)
          bar.update(1, { note: text })
          close()
        },
      }
    },
  }
}
