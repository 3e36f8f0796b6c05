import { useModuleNames } from '../context.ts'
import type { Run } from '../rows.ts'
import { duration } from '../time.ts'
import { number, t } from '../words/words.ts'

/** Progress of a run: pages of the total, rate, time left. */
export const Progress = ({ run }: { run: Run }) => {
  const moduleName = useModuleNames()
  const { progress, records_per_second: rate, seconds_left: left, of_pages: of } = run
  const page = of && progress != null ? Math.min(of, Math.round(progress * of)) : run.pages
  return (
    <div class="progress">
      <progress
        aria-label={t('progress.label', { name: moduleName(run.module) })}
        {...(progress != null && { value: progress, max: 1 })}
      />
      <div class="row between numbers">
        <span>{of ? t('progress.pages', { page, of }) : t('progress.page', { page })}</span>
        <span>
          {[
            rate ? t('progress.rate', { n: number(rate) }) : '',
            left ? t('progress.left', { duration: duration(left * 1000) }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
    </div>
  )
}
