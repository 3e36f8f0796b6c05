import { named } from '../words/words.ts'

type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'calm'

const tones: Record<string, Tone> = {
  healthy: 'good',
  over: 'calm',
  never: 'calm',
  delivers: 'good',
  untried: 'calm',
  success: 'good',
  promoted: 'good',
  degraded: 'warn',
  partial: 'warn',
  warning: 'warn',
  held: 'warn',
  pending: 'warn',
  abandoned: 'warn',
  unconnected: 'warn',
  unhealthy: 'bad',
  late: 'bad',
  failed: 'bad',
  error: 'bad',
  critical: 'bad',
  failing: 'bad',
  rejected: 'bad',
  fatal: 'bad',
  running: 'busy',
  waiting: 'busy',
}

export const toneOf = (status: string): Tone => tones[status] ?? 'calm'

// Each state has a shape of its own: colour alone is not enough for all readers.
const shapes: Record<Tone, string> = {
  good: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5-4.3 4.6L4.6 8',
  warn: 'M8 1.5 15.2 14H.8L8 1.5Zm0 4.7v4m0 1.6v.6',
  bad: 'M5 1h6l4 4v6l-4 4H5l-4-4V5l4-4Zm.3 4.3 5.4 5.4m0-5.4-5.4 5.4',
  busy: 'M8 1.5A6.5 6.5 0 1 1 1.5 8',
  calm: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z',
}

export const Shape = ({ tone }: { tone: Tone }) => (
  <svg class={`shape ${tone}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={shapes[tone]} />
  </svg>
)

/** A status by shape, colour and label. */
export const Status = ({ status, tone = toneOf(status) }: { status: string; tone?: Tone }) => (
  <span class={`status ${tone}`} data-status={status}>
    <Shape tone={tone} />
    {named('status', status)}
  </span>
)
