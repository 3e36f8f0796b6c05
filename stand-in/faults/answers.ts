// Faults of whole calls: what is answered in Gazelle's place, and how an answer reaches the caller.
import { visit } from '../graphql.ts'
import { sendBomb } from './bomb.ts'
import { costOf } from './cost.ts'
import type { Answer, Asked, Hooks } from './fault.ts'

const json = { 'content-type': 'application/json; charset=utf-8' }
const html = { 'content-type': 'text/html; charset=utf-8' }

type Wait = number | string
const retry = (after: Wait | undefined) => (after === undefined ? {} : { 'retry-after': String(after) })

const errorsAnswer = (message: string, extensions?: object): Answer => ({
  status: 200,
  headers: json,
  body: JSON.stringify({ errors: [{ message, ...(extensions && { extensions }) }] }),
})

/** The page that a Rails application shows when it fails. */
export const errorPage = (status = 500, retryAfter?: Wait): Answer => ({
  status,
  headers: { ...html, ...retry(retryAfter) },
  body: '<html><body><h1>We’re sorry, but something went wrong.</h1></body></html>',
})

const keyOf = ({ headers }: Asked): string =>
  String(headers['x-gazelle-api-key'] ?? headers.authorization ?? 'no key')

const introspection = (asked: Asked): string | undefined => {
  let found: string | undefined
  if (asked.document)
    visit(asked.document, {
      Field: ({ name: { value } }) => {
        if (value === '__schema' || value === '__type') found = value
      },
    })
  return found
}

const half = (bytes: Buffer) => Math.floor(bytes.length / 2)

export const answers = {
  /** 401: the credential is refused. */
  unauthorized: (): Hooks => ({
    answer: () => ({ status: 401, headers: json, body: '{"error":"Unauthorized"}' }),
  }),

  /** 429, with `Retry-After` when given: seconds, or a date as HTTP writes it. */
  throttled: ({ retryAfter }: { retryAfter?: Wait }): Hooks => ({
    answer: () => ({
      status: 429,
      headers: { ...json, ...retry(retryAfter) },
      body: '{"error":"Too many requests"}',
    }),
  }),

  /** 500 unless another status is named; a page of HTML, as servers do. */
  serverError: ({ status, retryAfter }: { status?: number; retryAfter?: Wait }): Hooks => ({
    answer: () => errorPage(status, retryAfter),
  }),

  /** 403 with a proxy's page of HTML (case R14). */
  forbidden: (): Hooks => ({
    answer: () => ({ status: 403, headers: html, body: '<html><body>Access denied by proxy</body></html>' }),
  }),

  /** 302 to another address (case R14). */
  redirect: ({ to = '/users/sign_in' }: { to?: string }): Hooks => ({
    answer: () => ({ status: 302, headers: { ...html, location: to }, body: '' }),
  }),

  /** 200 and a body that is not JSON. */
  notJson: (): Hooks => ({
    answer: () => ({ status: 200, headers: html, body: '<html><body>Maintenance</body></html>' }),
  }),

  /** 200, errors and no data. The message can have a length in `bytes` (case S3), or say the caller's key (case S2). */
  errors: (said: { message?: string; code?: string; bytes?: number; echoesKey?: boolean }): Hooks => ({
    answer: (asked) => {
      const message = said.message ?? "undefined method 'each' for nil"
      const whole = said.echoesKey ? `${message} (key: ${keyOf(asked)})` : message
      return errorsAnswer(whole.padEnd(said.bytes ?? 0, '.'), said.code ? { code: said.code } : undefined)
    },
  }),

  /** Refuses a query whose complexity is above a limit; fields inside a list count once for each row asked for (case R12). */
  tooComplex: ({ limit }: { limit: number }): Hooks => ({
    answer: (asked) => {
      const cost = costOf(asked)
      return cost > limit
        ? errorsAnswer(`Query has complexity of ${cost}, which exceeds max complexity of ${limit}`)
        : undefined
    },
  }),

  /** The same, in the words of an API that counts costs (case R12). */
  tooCostly: ({ limit }: { limit: number }): Hooks => ({
    answer: (asked) => {
      const cost = costOf(asked)
      const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${limit}).`
      return cost > limit
        ? errorsAnswer(message, { code: 'MAX_COST_EXCEEDED', cost, maxCost: limit })
        : undefined
    },
  }),

  /** Introspection is switched off. */
  noIntrospection: (): Hooks => ({
    answer: (asked) => {
      const fieldName = introspection(asked)
      const typeName = 'PrivateQuery'
      return fieldName
        ? errorsAnswer(`Field '${fieldName}' doesn't exist on type '${typeName}'`, {
            code: 'undefinedField',
            typeName,
            fieldName,
          })
        : undefined
    },
  }),

  /** `"errors": null` and `"extensions": null` stand beside the data (case R13). */
  nullMembers: (): Hooks => ({ body: (text) => text.replace('{', '{"errors":null,"extensions":null,') }),

  /** The connection is cut: before anything is answered, or in the middle of the body. */
  cut: ({ midway = false }: { midway?: boolean }): Hooks => ({
    send: async ({ response, bytes, status, head }) => {
      if (!midway) {
        response.destroy()
        return 0
      }
      head()
      response.write(bytes.subarray(0, half(bytes)), () => response.destroy())
      return status
    },
  }),

  /** The whole answer comes late. */
  slow: ({ ms }: { ms: number }): Hooks => ({
    send: async ({ response, bytes, status, head, sleep }) => {
      await sleep(ms)
      if (response.destroyed) return 0
      head()
      response.end(bytes)
      return status
    },
  }),

  /** The head and half of the body come at once, the rest after `ms`. */
  slowBody: ({ ms }: { ms: number }): Hooks => ({
    send: async ({ response, bytes, status, head, sleep }) => {
      head()
      response.write(bytes.subarray(0, half(bytes)))
      await sleep(ms)
      response.end(bytes.subarray(half(bytes)))
      return status
    },
  }),

  /** The body comes in pieces, one each `everyMs`, and takes `ms` in all (case R16). */
  drip: ({ ms, everyMs = 1000 }: { ms: number; everyMs?: number }): Hooks => ({
    send: async ({ response, bytes, status, head, sleep }) => {
      head()
      const pieces = Math.max(1, Math.round(ms / everyMs))
      for (let piece = 0; piece < pieces && !response.destroyed; piece++) {
        const at = (step: number) => Math.floor((bytes.length * step) / pieces)
        response.write(bytes.subarray(at(piece), at(piece + 1)))
        await sleep(everyMs)
      }
      response.end()
      return status
    },
  }),

  /** A small gzip that unpacks to the answer and `bytes` of white space, 2 GiB when absent (case R15). */
  gzipBomb: ({ bytes = 2 ** 31 }: { bytes?: number }): Hooks => ({
    send: (sending) => sendBomb(sending, bytes),
  }),
} satisfies Record<string, (options: never) => Hooks>
