import './style.css'
import './data.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { openSource, type Source } from './source.ts'
import { language, t } from './words/words.ts'

document.documentElement.lang = language
document.title = `${t('title')} · ${t('subtitle')}`

const retryMs = 2000

/** Opens the source; retries while the server is not up. */
const open = async (): Promise<Source> => {
  for (;;) {
    const source = await openSource().catch(() => null)
    if (source) return source
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

const page = document.getElementById('page')
if (page) {
  render(<p class="panel">{t('live.connecting')}</p>, page)
  const source = await open()
  render(<App source={source} />, page)
}
