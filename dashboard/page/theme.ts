// Light or dark: as the browser asks, or as somebody chose here. The dark rules of the style sheets stand in one media query.

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'gazelle.theme'
const asked = matchMedia('(prefers-color-scheme: dark)')
const paper = matchMedia('print')
const listeners = new Set<() => void>()

const kept = (): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    // A browser that keeps nothing.
    return null
  }
}

let chosen: Theme = themes.find((one) => one === kept()) ?? 'auto'

export const theme = (): Theme => chosen

/** Whether the page is dark now. Paper is light. */
export const isDark = (): boolean =>
  !paper.matches && (chosen === 'dark' || (chosen === 'auto' && asked.matches))

const darkRules = () =>
  [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter(
      (rule): rule is CSSMediaRule =>
        rule instanceof CSSMediaRule &&
        (found.has(rule) || /prefers-color-scheme/.test(rule.media.mediaText)),
    )

// Their text no longer says what they are for, once it is changed.
const found = new WeakSet<CSSMediaRule>()

const apply = () => {
  const dark = isDark()
  for (const rule of darkRules()) {
    found.add(rule)
    rule.media.mediaText = dark ? 'all' : 'not all'
  }
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  for (const listener of listeners) listener()
}

/** Follows the browser's wish and the printer. */
export const startTheme = (): void => {
  apply()
  asked.addEventListener('change', apply)
  paper.addEventListener('change', apply)
}

export const chooseTheme = (wanted: Theme): void => {
  chosen = wanted
  try {
    localStorage.setItem(key, wanted)
  } catch {
    // It then counts until the page is closed.
  }
  apply()
}

/** Calls the listener when the colours change; gives what ends it. */
export const onTheme = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
