import { endings, hints, remedies } from './database.fr.ts'
import { en, type Words } from './en.ts'
import { fr } from './fr.ts'

export type Word = keyof Words

/** A sentence whose form depends on a number. */
export type Plural = Word extends infer Key ? (Key extends `${infer Stem}.other` ? Stem : never) : never

const isFrench = /^fr\b/i
const known = /^(fr|en)\b/i

/** The language of the page: the first of the browser's languages that it has. */
export const language: 'en' | 'fr' = isFrench.test(navigator.languages.find((one) => known.test(one)) ?? '')
  ? 'fr'
  : 'en'

/** Whether Intl takes it: a browser started under LANG=C says `en-US@posix`. */
const isTag = (text: string) => {
  try {
    return Intl.getCanonicalLocales(text).length > 0
  } catch {
    return false
  }
}

/** For dates and numbers: the region that the browser asks for, in that language. */
export const locale = navigator.languages.find((one) => one.startsWith(language) && isTag(one)) ?? language

const words: Words = language === 'fr' ? fr : en
const plurals = new Intl.PluralRules(locale)
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })

type Values = Record<string, string | number>

/** A number as this language writes it. */
export const number = (value: number): string => numbers.format(value)

const filled = (text: string, values: Values) =>
  unbroken(text).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value
  })

/** French puts a space before these signs, at which no line may break. */
const unbroken = (text: string) => text.replace(/ (?=[:%])/g, '\u00a0')

const isWord = (key: string): key is Word => key in words

/** A sentence of the page, filled in. */
export const t = (key: Word, values: Values = {}): string => filled(words[key], values)

/** A sentence whose form depends on how many. */
export const many = (key: Plural, n: number): string => {
  // A hundred thousand is "many" in French, where we have one and other.
  const form = `${key}.${plurals.select(n) === 'one' ? 'one' : 'other'}`
  return isWord(form) ? t(form, { n }) : ''
}

/** The label of something that the database names, else the database's own text. */
export const named = (group: string, name: string | null | undefined, otherwise?: string | null): string => {
  const key = `${group}.${name}`
  return isWord(key) ? t(key) : (otherwise ?? name ?? '')
}

const translations = { remedy: remedies, ending: endings, hint: hints }

/** A text that the database has in English, in the page's language where it is known by its code. */
export const translated = (
  group: keyof typeof translations,
  code: string | null | undefined,
  english: string | null | undefined,
): string => {
  const french = language === 'fr' ? translations[group][code ?? ''] : undefined
  return french ? unbroken(french) : (english ?? '')
}
