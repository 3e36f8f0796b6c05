import type { GazelleNode } from '../gazelle/page.ts'

/** Records as they are sent to staging, and the fields that are null where one of them lacks it. */
export interface WithoutNulls {
  nodes: GazelleNode[]
  blank: Record<string, null>
}

/**
 * Takes the fields that are null out of a page, which are a good part of most answers: names and nulls need not be sent,
 * parsed and copied for each record. Only a field that every record has is taken out, since one that is absent from an
 * answer keeps its value in staging.
 */
export const withoutNulls = (nodes: GazelleNode[]): WithoutNulls => {
  const shared = Object.keys(nodes[0] ?? {}).filter((field) =>
    nodes.every((node) => Object.hasOwn(node, field)),
  )
  const blank = shared.filter((field) => nodes.some((node) => node[field] === null))
  const isBlank = new Set(blank)
  return {
    nodes: nodes.map((node) =>
      Object.fromEntries(
        Object.entries(node).filter(([field, value]) => value !== null || !isBlank.has(field)),
      ),
    ),
    blank: Object.fromEntries(blank.map((field) => [field, null])),
  }
}
