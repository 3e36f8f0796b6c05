import { useState } from 'preact/hooks'
import { chooseTheme, theme, themes } from '../theme.ts'
import { zoneWords } from '../time.ts'
import { chooseLanguage, language, t } from '../words/words.ts'

/** Of package.json, put in by the build. */
declare const VERSION: string

/** Version, time zone, help, language and colours. */
export const Footer = () => {
  const [chosen, setChosen] = useState(theme())
  const other = language === 'fr' ? 'en' : 'fr'
  return (
    <footer class="foot-of-page">
      <span>
        {t('title')} {VERSION}
      </span>
      <span>{t('foot.zone', { zone: zoneWords() })}</span>
      <span class="row">
        <a href="#/help">{t('foot.help')}</a>
        <button type="button" class="link" lang={other} onClick={() => chooseLanguage(other)}>
          {other === 'fr' ? 'Français' : 'English'}
        </button>
        <label>
          {t('foot.theme')}{' '}
          <select
            value={chosen}
            onChange={(event) => {
              const wanted = themes.find((one) => one === event.currentTarget.value) ?? 'auto'
              chooseTheme(wanted)
              setChosen(wanted)
            }}
          >
            {themes.map((one) => (
              <option key={one} value={one}>
                {t(`theme.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </span>
    </footer>
  )
}
