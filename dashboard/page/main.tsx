import './style.css'
import './data.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { openSource, type Source } from './source.ts'
import { startTheme } from './theme.ts'
import { language, t } from './words/words.ts'

document.documentElement.lang = language
document.title = `${t('title')} · ${t('subtitle')}`

startTheme()

const retryMs = 2000
// A host that does not answer at all is said to be away before its time limit is over.
const quietMs = 4000

/** Opens the source; retries while the server is not up, and calls `onAway` once when it is not. */
const open = async (onAway: () => void): Promise<Source> => {
  const timer = setTimeout(onAway, quietMs)
  try {
    for (;;) {
      const source = await openSource().catch(() => null)
      if (source) return source
      onAway()
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  } finally {
    clearTimeout(timer)
  }
}

const page = document.getElementById('page')
if (page) {
  render(<p class="panel alone">{t('live.connecting')}</p>, page)
  const source = await open(() =>
    render(
      <p class="away" role="alert">
        {t('live.away_first')}
      </p>,
      page,
    ),
  )
  render(<App source={source} />, page)
}
