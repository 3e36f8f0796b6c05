import { describe, expect, test } from 'vitest'
import { withoutNulls } from '../../shared/sync/nulls.ts'

/** What staging makes of it. */
const restored = ({ nodes, blank }: ReturnType<typeof withoutNulls>) =>
  nodes.map((node) => ({ ...blank, ...node }))

describe('a page without its nulls', () => {
  test('names each field once that is null somewhere, and says the same', () => {
    const page = [
      { id: 'a', email: null, color: 'red', size: null },
      { id: 'b', email: 'b@example.org', color: null, size: null },
    ]
    const sent = withoutNulls(page)
    expect(sent).toEqual({
      nodes: [
        { id: 'a', color: 'red' },
        { id: 'b', email: 'b@example.org' },
      ],
      blank: { email: null, color: null, size: null },
    })
    expect(restored(sent)).toEqual(page)
  })

  test('keeps the null of a field that another record lacks, which must not lose its value there', () => {
    const page = [{ id: 'a', email: null }, { id: 'b' }]
    expect(withoutNulls(page)).toEqual({ nodes: page, blank: {} })
  })

  test('leaves nulls inside a field as they are', () => {
    const page = [{ id: 'a', client: { id: null }, tags: [null], no: null }]
    expect(withoutNulls(page)).toEqual({
      nodes: [{ id: 'a', client: { id: null }, tags: [null] }],
      blank: { no: null },
    })
  })

  test('of nothing is nothing', () => {
    expect(withoutNulls([])).toEqual({ nodes: [], blank: {} })
  })
})
