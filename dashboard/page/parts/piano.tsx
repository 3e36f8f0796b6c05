import type { PianoRow } from '../data.rows.ts'
import { day } from '../time.ts'
import { t } from '../words/words.ts'
import { Shape } from './status.tsx'

/** When a piano is due, and whether it is overdue. */
export const Due = ({ piano }: { piano: Pick<PianoRow, 'next_service_on' | 'is_overdue'> }) => (
  <>
    {piano.next_service_on && day(piano.next_service_on)}{' '}
    {piano.is_overdue && (
      <span class="status warn">
        <Shape tone="warn" />
        {t('piano.overdue')}
      </span>
    )}
  </>
)

/** Marks a last reading that is outside of what is good for a piano. */
export const OutOfRange = ({ piano }: { piano: Pick<PianoRow, 'is_out_of_range'> }) =>
  piano.is_out_of_range ? (
    <span class="status warn">
      <Shape tone="warn" />
      {t('piano.out_of_range')}
    </span>
  ) : null
