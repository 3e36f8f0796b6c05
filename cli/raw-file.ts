import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import pLimit from 'p-limit'
import { makeFolder } from '../shared/folder.ts'
import type { GazelleNode } from '../shared/gazelle/page.ts'
import { openPrivate } from '../shared/private-file.ts'

/** The properties of a raw file beside its records. */
export interface Envelope {
  module: string
  account: string
  /** ISO 8601, UTC. */
  fetchedAt: string
  /** The endpoint. */
  api: string
}

/** A raw JSON file that is written while it is fetched. */
export interface RawFile {
  write(nodes: GazelleNode[]): Promise<void>
  /** Closes the envelope and gives the file its name. */
  complete(pageCount: number): Promise<{ nodeCount: number }>
  /** Removes what was written. */
  discard(): Promise<void>
}

/**
 * Opens `<path>.part`, which becomes `path` when it is complete: a failure leaves no incomplete file under the final name.
 * One record a line, so that a large file can be searched; never more than a page in memory.
 * @throws AppError
 */
export const rawFile = async (path: string, envelope: Envelope): Promise<RawFile> => {
  const part = `${path}.part`
  await makeFolder(dirname(path))
  const file = await openPrivate(part)
  await file.write(`${JSON.stringify(envelope).slice(0, -1)},"nodes":[`)
  let nodeCount = 0
  // Lanes write concurrently.
  const inTurn = pLimit(1)
  return {
    write: async (nodes) => {
      if (nodes.length === 0) return
      const lines = nodes.map((node) => `\n${JSON.stringify(node)}`).join(',')
      const text = nodeCount === 0 ? lines : `,${lines}`
      nodeCount += nodes.length
      await inTurn(() => file.write(text))
    },
    complete: async (pageCount) => {
      await inTurn(() => file.write(`\n],"pageCount":${pageCount},"nodeCount":${nodeCount}}\n`))
      await file.sync()
      await file.close()
      await rename(part, path)
      return { nodeCount }
    },
    discard: async () => {
      // It may be closed already.
      await file.close().catch(() => {})
      await rm(part, { force: true })
    },
  }
}
