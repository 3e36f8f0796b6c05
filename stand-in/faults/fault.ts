// The concept of a fault: something that is wrong with Gazelle, declared once, that passes or stays.
//
// A kind of fault is a function in one of the files of this folder: it takes the fault's options and gives hooks, each
// for one place at which an answer is made. `kinds.ts` gathers the kinds; `../rules.ts` keeps the list of those that
// stand, each with a name and the time since which it does.
//
//   const mend = fake.rules.add({ kind: 'nullNode', id: client.id, stays: true })
//   fake.rules.add({ name: 'count', kind: 'totalCount', by: 1, operation: 'Pianos', stays: true })
//   fake.rules.list()            // name, since, hits, and the fault itself
//   fake.rules.remove('count')   // and mend(), or clear() for all
//
// How long a fault lasts is the same for all kinds: it hits once, `times` times, or as long as it `stays`; it lets
// `after` calls pass first, and hits a `chance` of the rest, drawn from the company's seed. A fault about a call hits
// when the call comes; one about a record or a list hits when an answer holds that record or list, once a call.
// Of the faults that answer in Gazelle's place or spoil the connection, the first that fits hits; the others combine.
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { Changes } from '../changes.ts'
import type { Arguments } from '../filters.ts'
import type { DocumentNode } from '../graphql.ts'
import type { Page } from '../pages.ts'
import type { Company, UserRecord } from '../records.ts'

/** How long a fault lasts, and which calls it can hit. */
export interface Span {
  /** Made from the kind when absent; a fault replaces the one that has its name. */
  name?: string
  /** An operation's name, a root field, or `token` for the OAuth token endpoint; every GraphQL call when absent. */
  operation?: string
  /** Calls that pass before the first one that is hit; 0 when absent. */
  after?: number
  /** Calls that are hit; 1 when absent. */
  times?: number
  /** Hits until it is removed. */
  stays?: true
  /** The share of calls that is hit, from 0 to 1; stays unless `times` is given. */
  chance?: number
}

/** What a fault can look at and change. */
export interface World {
  company: Company
  change: Changes
}

/** A GraphQL call as it came. */
export interface Asked {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
  document: DocumentNode | undefined
  headers: IncomingHttpHeaders
}

/** An answer before it is sent. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

/** An answer on its way. */
export interface Sending extends Answer {
  response: ServerResponse
  bytes: Buffer
  /** Writes the head with the length of the body. */
  head(): void
  /** Waits, at most until the stand-in stops. */
  sleep(ms: number): Promise<unknown>
}

/** A field of Gazelle's schema that is being answered. */
export interface Place {
  /** `PrivatePiano.notes` */
  name: string
  field: string
  isRoot: boolean
  isConnection: boolean
  /** Whether it asks for one record by its id. */
  isById: boolean
  /** Id of the record that the field belongs to. */
  id: unknown
  /** Place in the outermost list of the answer, from 0. */
  position: number
  /** What the field was asked with; a hook may put others there. */
  args: Arguments
}

/** Counts the call as hit; false when another call has taken the last hit. */
export type Hit = () => boolean

/** A way in which the schema is no longer what it was; fields are named `PrivatePiano.notes`. */
export type Drift =
  | { removeField: string }
  | { removeArgument: string }
  | { addEnumValue: string }
  | { removeEnumValue: string }

/** What a fault does, by the place at which it does it. */
export interface Hooks {
  /** Answers in Gazelle's place; `undefined` lets the call pass. */
  answer?(asked: Asked): Answer | undefined
  /** Sends the answer in its own way; gives the status that was sent. */
  send?(sending: Sending): Promise<number>
  /** Changes the body of an answer of GraphQL's. */
  body?(text: string): string
  drift?: Drift
  /** Whom the credential belongs to. */
  caller?(user: UserRecord): UserRecord
  /** Answers a field; `next` gives what it would be without the fault. */
  field?(place: Place, next: () => unknown, hit: Hit): unknown
  /** Changes the rows of a connection before a page is cut out of them. */
  rows?(rows: readonly unknown[], place: Place, hit: Hit): readonly unknown[]
  /** Changes a page of a connection. */
  page?(page: Page, place: Place, hit: Hit): Page
  /** Takes back what the fault did to the company. */
  end?(): void
}

/** Thrown by a hook: the whole call is answered so, whatever else the answer holds. */
export class Refusal extends Error {
  answer: Answer
  constructor(answer: Answer) {
    super(`HTTP ${answer.status}`)
    this.answer = answer
  }
}

/** JSON that is answered in place of a value as it stands, even where the type does not allow it. */
export class Raw {
  json: string
  constructor(json: string) {
    this.json = json
  }
  toJSON() {
    return `${rawMark}${this.json}`
  }
}

const rawMark = '\ue000raw:'
const rawText = new RegExp(`"${rawMark}(?:[^"\\\\]|\\\\.)*"`, 'g')

/** Puts raw values into a body as they stand. */
export const withRaw = (body: string): string =>
  body.includes(rawMark)
    ? body.replaceAll(rawText, (quoted) => String(JSON.parse(quoted)).slice(rawMark.length))
    : body
