// A client that knows nothing but GraphQL over HTTP, for tests of what the stand-in answers.
import { expect } from 'vitest'
import type { Fault } from '../../stand-in/faults/kinds.ts'
import type { GazelleFake } from '../../stand-in/server.ts'

/** Asks a stand-in by its key. */
export const ask = async (
  { url, apiKey }: Pick<GazelleFake, 'url' | 'apiKey'>,
  query: string,
  variables: Record<string, unknown> = {},
) => {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/json', 'x-gazelle-api-key': apiKey },
    body: JSON.stringify({ query, variables }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}

type Reply = Awaited<ReturnType<typeof ask>>

/**
 * What two calls in a row answer while a fault stands. Before it and after its removal the answer must be the clean one.
 */
export const under = async (
  fake: GazelleFake,
  fault: Fault,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<[Reply, Reply]> => {
  const before = await ask(fake, query, variables)
  const remove = fake.rules.add({ ...fault, stays: true })
  const during: [Reply, Reply] = [await ask(fake, query, variables), await ask(fake, query, variables)]
  expect(fake.rules.list()).toMatchObject([{ left: null, hits: 2 }])
  remove()
  expect(fake.rules.list()).toEqual([])
  expect((await ask(fake, query, variables)).text).toBe(before.text)
  return during
}
