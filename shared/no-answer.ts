import { z } from 'zod'
import { cleanText } from './secrets.ts'

const fault = z.looseObject({
  code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  cause: z.unknown().optional(),
  /** Of each address that a name has. */
  errors: z.array(z.unknown()).optional().catch(undefined),
})

// Deno has the system's code in words only.
const codesOfWords: [RegExp, string][] = [
  [/dns error|failed to lookup/i, 'ENOTFOUND'],
  [/connection refused/i, 'ECONNREFUSED'],
  [/connection reset|connection closed/i, 'ECONNRESET'],
  [/network is unreachable/i, 'ENETUNREACH'],
  [/no route to host/i, 'EHOSTUNREACH'],
  [/timed out/i, 'ETIMEDOUT'],
]

/** What a fetch ended with and all that caused it, from the inside out. */
const causesOf = (error: unknown): z.infer<typeof fault>[] => {
  const read = fault.safeParse(error)
  if (!read.success) return []
  const { cause, errors = [] } = read.data
  return [...causesOf(cause ?? errors[0]), read.data]
}

// Deno names the whole address, which can hold a key.
const withoutAddress = (words: string) => words.replace(/^.*\burl \(.*?\): /, '')

/** Why a fetch got no answer: the system's code (ECONNREFUSED, ENOTFOUND), else the innermost words. Names no address. */
export const reasonOf = (error: unknown): string => {
  const causes = causesOf(error)
  const code = causes.find((one) => one.code)?.code
  if (code) return code
  const words = causes.find((one) => one.message !== '')?.message ?? String(error)
  return codesOfWords.find(([known]) => known.test(words))?.[1] ?? cleanText(withoutAddress(words), 100)
}

/** Who gave no answer, and why: `gazelleapp.io (ENOTFOUND)`. */
export const noAnswerOf = (url: string, error: unknown): string =>
  `${URL.canParse(url) ? new URL(url).host : url} (${reasonOf(error)})`
