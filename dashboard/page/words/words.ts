import { nameOfCode } from '../../../shared/errors.ts'
import { causesEn } from './causes.en.ts'
import { causesFr } from './causes.fr.ts'
import type { CauseWords } from './causes.ts'
import { endings } from './database.fr.ts'
import { en, type Words } from './en.ts'
import { fr } from './fr.ts'
import { spaced } from './spacing.ts'

export type Word = keyof Words

/** A sentence whose form depends on a number. */
export type Plural = Word extends infer Key ? (Key extends `${infer Stem}.other` ? Stem : never) : never

const isFrench = /^fr\b/i
const known = /^(fr|en)\b/i

const key = 'gazelle.language'

const kept = (): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    // A browser that keeps nothing, or none at all.
    return null
  }
}

/** The language of the page: the one chosen here, else the first of the browser's languages that it has. */
export const language: 'en' | 'fr' = isFrench.test(
  kept() ?? navigator.languages.find((one) => known.test(one)) ?? '',
)
  ? 'fr'
  : 'en'

/** Shows the page in another language from now on. */
export const chooseLanguage = (wanted: 'en' | 'fr'): void => {
  localStorage.setItem(key, wanted)
  location.reload()
}

/** Whether Intl takes it: a browser started under LANG=C says `en-US@posix`. */
const isTag = (text: string) => {
  try {
    return Intl.getCanonicalLocales(text).length > 0
  } catch {
    return false
  }
}

/** For dates and numbers: the region that the browser asks for, in that language. */
export const locale =
  navigator.languages.find((one) => one.startsWith(language) && isTag(one)) ?? `${language}-CA`

const words: Words = language === 'fr' ? fr : en
const plurals = new Intl.PluralRules(locale)
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })

type Values = Record<string, string | number>

/** A number as this language writes it. */
export const number = (value: number): string => numbers.format(value)

const typed = (text: string) => (language === 'fr' ? spaced(text) : text)

const filled = (text: string, values: Values) =>
  typed(text).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value
  })

const isWord = (key: string): key is Word => key in words

/** A sentence of the page, filled in. */
export const t = (key: Word, values: Values = {}): string => filled(words[key], values)

/** A sentence whose form depends on how many. */
export const many = (key: Plural, n: number, values: Values = {}): string => {
  // A hundred thousand is "many" in French, where we have one and other.
  const form = `${key}.${plurals.select(n) === 'one' ? 'one' : 'other'}`
  return isWord(form) ? t(form, { ...values, n }) : ''
}

/** The label of something that the database names, else the database's own text. */
export const named = (group: string, name: string | null | undefined, otherwise?: string | null): string => {
  const key = `${group}.${name}`
  return isWord(key) ? t(key) : (otherwise ?? name ?? '')
}

/** The words of a cause: an error's code, an alert's rule, or a kind of action. Undefined for one that nobody foresaw. */
export const causeWords = (cause: string): { what: string; todo: string } | undefined => {
  const all: Record<string, CauseWords> = language === 'fr' ? causesFr : causesEn
  const name = nameOfCode(cause)
  const [what, todo] = (Object.hasOwn(all, name) && all[name]) || []
  return what && todo ? { what: typed(what), todo: typed(todo) } : undefined
}

/** What happened, and what to do; with the code for one that nobody foresaw. */
export const wordsOfCause = (cause: string): { what: string; todo: string } =>
  causeWords(cause) ?? { what: t('cause.other', { code: cause }), todo: t('cause.other.todo') }

/** Why there is no answer, in a sentence; one that nobody foresaw is named by its code. */
export const wordsOfFailure = ({ kind, code }: { kind: string; code: string }): string => {
  if (kind === 'missing') return t('missing.text')
  if (kind === 'away') return t('failure.away')
  return t('failure.text', { message: wordsOfCause(code || kind).what })
}

/** The ending of an alert, which the database has in English, by its rule. */
export const ending = (rule: string | null, english: string | null): string => {
  const french = language === 'fr' ? endings[rule ?? ''] : undefined
  return french ? typed(french) : (english ?? '')
}
