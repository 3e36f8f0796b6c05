// Where the records are to which a reference leads, by Gazelle's type.
import type { Values } from './data.ts'
import { declared } from './declarations.ts'
import { type Kind, kindOf, mapOf, poolOf } from './kinds.ts'
import type { Company } from './records.ts'

export interface Home {
  kind?: Kind
  get(id: string): Values | undefined
  /** The ids to choose from: those that the company was made with, so that a change moves no reference. */
  ids(): readonly string[]
}

/** What a company's records own and others refer to. */
const owned: Record<string, (company: Company) => (Values & { id: string })[]> = {
  PrivateContact: (company) => [...company.clients.values()].flatMap((one) => one.contacts),
  PrivatePianoMeasurement: (company) => [...company.pianos.values()].flatMap((one) => one.measurements),
  PrivateInvoicePayment: (company) => [...company.invoices.values()].flatMap((one) => one.payments),
  PrivateEstimateTier: (company) => [...company.estimates.values()].flatMap((one) => one.tiers),
}

/** Remembers what a question was answered with, until the company changes. */
export const rememberUntilChange = <A, T>(company: Company, make: (asked: A) => T) => {
  const kept = new Map<A, T>()
  let version = -1
  return (asked: A): T => {
    if (version !== company.version || kept.size > 500) {
      kept.clear()
      version = company.version
    }
    const known = kept.get(asked)
    if (known !== undefined) return known
    const made = make(asked)
    kept.set(asked, made)
    return made
  }
}

export const homesOf = (company: Company) => {
  const ownedById = rememberUntilChange(company, (type: string) => {
    const byId = new Map<string, Values>()
    for (const one of owned[type]?.(company) ?? []) byId.set(one.id, one)
    return byId
  })
  return (type: string): Home | undefined => {
    const kind = kindOf.get(type)
    if (kind !== undefined)
      return {
        kind,
        get: (id) => mapOf(company, kind).get(id),
        ids: () => poolOf(company, kind),
      }
    if (!owned[type]) return undefined
    return { get: (id) => ownedById(type).get(id), ids: () => [] }
  }
}

/** What a list of a declared kind leaves out. */
export const isListed = (kind: string, record: Values): boolean => declared.get(kind)?.where?.(record) ?? true
