import { t } from '../words/words.ts'

/** An address that this page does not have. */
export const NoSuchPage = () => (
  <div class="panel">
    <h1>{t('absent.title')}</h1>
    <p>{t('absent.page')}</p>
    <p>
      <a href="#/">{t('back')}</a>
    </p>
  </div>
)
