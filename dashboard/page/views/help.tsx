import { Panel } from '../parts/panel.tsx'
import { t } from '../words/words.ts'

const terms = ['sync', 'sweep', 'fresh', 'refused', 'deletion', 'placeholder', 'hole', 'production'] as const

/** The words of the page, and what to do first. */
export const HelpView = () => (
  <Panel main title={t('help.title')} text={t('help.text')}>
    <h2>{t('help.first')}</h2>
    <p>{t('help.first.text')}</p>
    <h2>{t('help.words')}</h2>
    <dl class="glossary">
      {terms.map((term) => (
        <div key={term}>
          <dt>{t(`help.${term}`)}</dt>
          <dd>{t(`help.${term}.text`)}</dd>
        </div>
      ))}
    </dl>
    <h2>{t('help.keys')}</h2>
    <p>{t('help.keys.text')}</p>
  </Panel>
)
