import type { GazelleClient } from './client.ts'
import type { GazelleNode, Page } from './page.ts'

export type Mode = 'incremental' | 'full' | 'repair'
/** Days around today for the dated kinds: `fast` 7 back and 30 ahead, `balanced` 30/90, `exhaustive` 60/365. */
export type Window = 'fast' | 'balanced' | 'exhaustive'

/** What a run asks a module for. */
export interface Request {
  mode: Mode
  window: Window | null
  /** Read from this instant on; null reads everything. */
  since: Date | null
  until: Date | null
  /** The account's IANA zone. */
  timeZone: string
  /** The values of enums as Gazelle has them now; those that a module declares, where an enum is absent. */
  values?: EnumValues
}

/** Values of enums, by the enum's name. */
export type EnumValues = Record<string, string[]>

/** What asking cost, and how many errors came beside the data. */
export interface Cost {
  apiCalls: number
  /** Milliseconds spent waiting for a turn or between attempts. */
  waitedMs: number
  /** The fields that errors took are absent from the records. */
  apiErrors: number
}

/** What Gazelle could not give. */
export interface Hole {
  /**
   * null: an item of a list came as null; error: a field came with an error; no_id: the record has no usable id; record: the
   * record cannot be fetched, any page with it fails; nested: a list inside a record could not be read to its end; list: a
   * whole list, or an owner's, did not come.
   */
  kind: 'null' | 'error' | 'no_id' | 'record' | 'nested' | 'list'
  /** The record's id where it is known. */
  id: string | null
  /**
   * Where it is, the same from one sweep to the next however the list grows: the id, else `after <id of the record before
   * it>` (with ` +1`, ` +2` for further ones in a row) or `first`; of a list its owner's id, or nothing.
   */
  place: string
  /** Path inside the record (`a4Pitch`, `allContacts.nodes.2`); empty for the record itself. */
  path: string
  /** Gazelle's message, cut and without secrets; empty where it gave none. */
  message: string
}

/** A page and what it cost. */
export interface FetchedPage extends Page, Cost {
  /** When it was asked for, as `performance.now()` has it; the earliest of its calls. */
  askedAt: number
  /** Records that the server gave for `first`, before anything was added or left for the next page. */
  given?: number
  /** Bytes of the list's answer, unpacked. */
  bytes?: number
  /** Ids of records that the list could not bring, and a query by id could. */
  apart?: string[]
}

/** What calls cost, counted as they are made. */
export type Spent = Omit<Cost, 'apiErrors'>

/** How a page is asked for. */
export interface Asking {
  /** Records to ask for; the server may give fewer. */
  first: number
  signal?: AbortSignal | undefined
  /** Attempts where a smaller page may be answered; as many as for any other error where it is absent. */
  tries?: number
  /** For one attempt, where the client's own is too long. */
  timeoutMs?: number
  /** Steps around the records that cannot be fetched: the known ones, or any one of two; and Gazelle's message. */
  around?: { known: ReadonlySet<string>; message: string }
  /** Records that the database refused, by their ids, and why: they are left out. */
  refused?: ReadonlyMap<string, string>
  /** Counts what the page costs, also where it does not come. */
  spent?: Spent
}

/** A stream of pages with a cursor of its own. Lanes of a run are read side by side. */
export interface Lane {
  name: string
  /** Read after the others: it proves that nothing fell between them. */
  isProof?: boolean
  /** Comes as one page whatever is asked for: no smaller request can help. */
  isWhole?: boolean
  /** Lanes whose records count with this one's: it is read only until together they have seen totalCount. */
  countsWith?: string[]
  /** @throws GazelleError */
  fetch(client: GazelleClient, cursor: string | null, asking: Asking): Promise<FetchedPage>
}

/** Gazelle's answers to look-ups by id. */
export interface Found extends Omit<Cost, 'apiErrors'> {
  /** For each id that Gazelle answered for: the record, or null where there is none. */
  records: Map<string, GazelleNode | null>
  /** For the others: why there is no answer. */
  failures: Map<string, unknown>
  /** Of what is null, what may stand where it was not looked for. */
  unproved?: Set<string>
}

/** A query with its variables, for validation against Gazelle's schema. */
export interface Query {
  name: string
  text: string
  variables: Record<string, unknown>
}

/** One kind of data: what to ask Gazelle for, and how to page. */
export interface Module {
  name: string
  /** Root field of the list it reads. */
  list: string
  /** How far before the watermark an incremental run reads again, as a Postgres interval. */
  overlap(window: Window | null): string
  lanes(request: Request): Lane[]
  /**
   * Asks for records by their ids, where Gazelle can be asked; `sync.modules.by_id` must agree.
   * @param known the records as they were last read
   * @param unswept those that no reading of the whole list has missed: only polls have
   * @param signal ends it with the signal's reason
   * @param until what has no answer by then has failed, with the reason of `until`; the other answers are given
   */
  byIds?(
    client: GazelleClient,
    ids: string[],
    options: {
      known: Record<string, GazelleNode>
      unswept?: ReadonlySet<string>
      signal?: AbortSignal | undefined
      until?: AbortSignal | undefined
    },
  ): Promise<Found>
  /** The enums whose values its lanes send: the values that it knows, and the field of a record that has them. */
  enums?: Record<string, { field: string; values: readonly string[] }>
  /** Ids whose look-ups read the same list: they are asked for together. */
  lookUpGroups?(ids: string[], known: Record<string, GazelleNode>): string[][]
  /** Every query that it can send for this request. */
  queries(request: Request): Query[]
}
