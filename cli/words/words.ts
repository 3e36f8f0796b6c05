import type { french as catalogue } from './french.ts'

/** A sentence of the command line: English, which the catalogue has in French. `{name}` is filled in. */
export type Sentence = keyof typeof catalogue

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
/** A sentence in which nothing is filled in. */
export type Plain = { [Text in Sentence]: [Names<Text>] extends [never] ? Text : never }[Sentence]

type Values<Text> = Record<Names<Text>, string | number>
type Filled<Text> = [Names<Text>] extends [never] ? [] : [values: Values<Text>]

/**
 * The language of a terminal, by the variables that name it in POSIX: the first of them that is set counts.
 * With `--json` a program reads, and what it reads is the same everywhere.
 */
export const languageOf = (env: NodeJS.ProcessEnv, args: string[]): 'en' | 'fr' => {
  const named = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return /^fr(?![a-z])/i.test(named) && !args.includes('--json') ? 'fr' : 'en'
}

export const language = languageOf(process.env, process.argv.slice(2))

// Who reads English does not load French.
type Catalogue = 'french' | 'words' | 'codes' | 'hints' | 'alert' | 'remedy' | 'ending'
const french: Record<Catalogue, Record<string, string>> | null =
  language === 'fr' ? await import('./french.ts') : null

const locale = language === 'fr' ? 'fr-CA' : 'en-US'

/** `1234567` as `1,234,567`, or as the terminal's language has it. */
export const count = (value: number): string => value.toLocaleString(locale)

/** With one digit after the point: `0.3`. */
export const tenths = (value: number): string =>
  value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** French puts a space before these signs, and inside its quotes, at which no line may break. */
const unbroken = (text: string) => (french ? text.replace(/ (?=[:%»])|(?<=«) /g, '\u00a0') : text)

const filled = (text: string, values: Record<string, string | number> = {}) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? count(value) : value
  })

const translated = (sentence: string) => {
  const text = french?.french[sentence]
  return text === undefined ? sentence : unbroken(text)
}

/** A sentence in the language of the terminal, filled in; numbers as that language writes them. */
export const t = <Text extends Sentence>(sentence: Text, ...[values]: Filled<Text>): string =>
  filled(translated(sentence), values)

/** The one or the other sentence, by a number, which both know as `{n}`; in French 0 is one too. */
export const many = <One extends Sentence, Other extends Sentence>(
  n: number,
  one: One,
  other: Other,
  ...[values]: [Exclude<Names<One> | Names<Other>, 'n'>] extends [never]
    ? []
    : [values: Record<Exclude<Names<One> | Names<Other>, 'n'>, string | number>]
): string => filled(translated(n === 1 || (n === 0 && french) ? one : other), { ...values, n })

/** A word that the database or a report gives, such as a status, in the language of the terminal. */
export const word = (name: string): string => french?.words[name] ?? name

/** Message and hint of an error by its code, for one that comes in English from another part. */
export const ofCode = ({ code, message, hint }: { code: string; message: string; hint: string }) => {
  const said = french?.codes[code]
  return {
    message: said ? `${unbroken(said)} (${message})` : message,
    // What is not known in French is better said in English than not at all.
    hint: unbroken(french?.hints[code] ?? hint),
  }
}

/** What an alert says, what to do about it, or how it ended, by its rule; the database has each in English. */
export const ofAlert = (
  rule: string | null,
  which: 'alert' | 'remedy' | 'ending',
  english: string | null,
): string => unbroken(french?.[which][rule ?? ''] ?? english ?? '')
