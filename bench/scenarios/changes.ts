import pg from 'pg'
import { generateCompany } from '../../stand-in/company.ts'
import { listed, node } from '../../stand-in/expected.ts'
import { stageAll } from '../../stand-in/staged.ts'
import { startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'

export interface ChangesOptions {
  /** Timeline entries of the company. */
  entries: number
  pairs: number
  /** Changes in the log that the feed is read from. */
  logged: number
}

type Node = Record<string, unknown>

const pageSize = 200

/** Stages entries page by page in a transaction that is rolled back, with or without the log; answers milliseconds. */
const staging = async (client: pg.Client, nodes: Node[], isLogged: boolean, isFirst: boolean) => {
  await client.query('begin')
  try {
    if (isFirst) {
      await client.query(`delete from changes.loaded where module = 'timeline'`)
      await client.query('delete from gazelle.extracted_measurements')
      await client.query('delete from gazelle.timeline_entries')
      await client.query('delete from staging.stg_timeline')
    }
    if (!isLogged)
      for (const entity of ['timeline_entries', 'extracted_measurements'])
        for (const name of ['created', 'updated', 'deleted'])
          await client.query(`alter table gazelle.${entity} disable trigger note_${name}`)
    const begun = performance.now()
    for (let from = 0; from < nodes.length; from += pageSize)
      await client.query(`select sync.stage_nodes('timeline', 'main', null, $1)`, [
        JSON.stringify(nodes.slice(from, from + pageSize)),
      ])
    return performance.now() - begun
  } finally {
    await client.query('rollback')
  }
}

interface Pair {
  without: number
  with: number
}

const pairsOf = async (
  client: pg.Client,
  nodes: Node[],
  pairs: number,
  isFirst: boolean,
): Promise<Pair[]> => {
  const all: Pair[] = []
  for (let pair = 0; pair <= pairs; pair += 1) {
    const first = pair % 2 === 0
    const one = await staging(client, nodes, first, isFirst)
    const other = await staging(client, nodes, !first, isFirst)
    // The first pair fills the caches.
    if (pair > 0) all.push(first ? { with: one, without: other } : { with: other, without: one })
  }
  return all
}

/** What a change takes in the log, of both kinds. */
const bytesOf = async (client: pg.Client, nodes: Node[], logged: number) => {
  const size = async () => {
    const { rows } = await client.query<{ bytes: string; rows: string }>(
      `select (select sum(pg_total_relation_size(relid)) from pg_partition_tree('changes.log')) as bytes, count(*) as rows from changes.log`,
    )
    return { bytes: Number(rows[0]?.bytes), rows: Number(rows[0]?.rows) }
  }
  let turn = 0
  while ((await size()).rows < logged) {
    turn += 1
    const changed = nodes.map((one) => ({ ...one, comment: `${one.comment ?? ''} (${turn})` }))
    for (let from = 0; from < changed.length && (await size()).rows < logged; from += 1000)
      await client.query(`select sync.stage_nodes('timeline', 'main', null, $1)`, [
        JSON.stringify(changed.slice(from, from + 1000)),
      ])
  }
  const { bytes, rows } = await size()
  return bytes / rows
}

/** How long a consumer who asks all the time waits for a change after its page has landed, in milliseconds. */
const latencies = async (client: pg.Client, url: string, nodes: Node[], times: number) => {
  const consumer = new pg.Client({ connectionString: url })
  await consumer.connect()
  try {
    const read = async (after: string | null) => {
      const { rows } = await consumer.query<{ feed: { changes: { id: string }[]; position: string } }>(
        'select changes.read($1) as feed',
        [after],
      )
      return rows[0]?.feed ?? { changes: [], position: '' }
    }
    const { rows } = await consumer.query<{ position: string }>(
      `select changes.start() ->> 'position' as position`,
    )
    let after = rows[0]?.position ?? null
    const waits: number[] = []
    const reads: number[] = []
    for (let turn = 0; turn < times; turn += 1) {
      const page = nodes
        .slice(turn * 10, turn * 10 + 10)
        .map((one) => ({ ...one, comment: `latency ${turn}` }))
      await client.query(`select sync.stage_nodes('timeline', 'main', null, $1)`, [JSON.stringify(page)])
      const landed = performance.now()
      for (;;) {
        const asked = performance.now()
        const feed = await read(after)
        reads.push(performance.now() - asked)
        after = feed.position
        if (feed.changes.length > 0) break
      }
      waits.push(performance.now() - landed)
    }
    return { wait: median(waits, (ms) => ms), worst: Math.max(...waits) }
  } finally {
    await consumer.end()
  }
}

/** What the log of changes costs, what it takes, and how soon a consumer hears of a change. */
export const changes = async ({ entries, pairs, logged }: ChangesOptions) => {
  const company = generateCompany({ timelineEntries: entries })
  const system = await startSystem(1)
  try {
    const url = system.databaseUrl(system.admin.database ?? 'postgres')
    const client = system.admin
    await stageAll(client, company)
    await client.query('vacuum analyze')
    const nodes = [...listed(company, 'timelineEntry').keys()]
      .map((id): unknown => node(company, 'timelineEntry', id))
      .filter((one): one is Node => typeof one === 'object' && one !== null)
    const someChanged = nodes.map((one, at) =>
      at % 100 === 0 ? { ...one, comment: `${one.comment ?? ''} changed` } : one,
    )
    const cold = await pairsOf(client, nodes, Math.ceil(pairs / 2), true)
    const unchanged = await pairsOf(client, nodes, pairs, false)
    const changed = await pairsOf(client, someChanged, pairs, false)
    const wait = await latencies(client, url, nodes, 50)
    const bytes = await bytesOf(client, nodes, logged)
    const ratio = (all: Pair[]) => median(all, (one) => one.with / one.without)
    const row = (name: string, all: Pair[], asked: string, most: number) => {
      const { with: withLog, without } = ratio(all)
      const more = (withLog / without - 1) * 100
      return [
        name,
        number(without),
        number(withLog),
        `${number(more, 1)} %`,
        asked,
        more <= most ? 'met' : 'missed',
      ]
    }
    return {
      tables: [
        table(
          [
            `${number(entries)} entries, median pair of ${pairs}`,
            'without the log, ms',
            'with it, ms',
            'more',
            'asked',
            '',
          ],
          [
            row('cold load', cold, 'nothing', 2),
            row('nothing changed', unchanged, 'nothing', 2),
            row('1 % changed', changed, '≤ 15 %', 15),
          ],
        ),
        table(
          ['the log', 'measured'],
          [
            [`bytes a change of an entry, indexes too, of ${number(logged)}`, number(bytes)],
            ['a year of 500 changes a day, MB', number((bytes * 500 * 365) / 2 ** 20, 1)],
            ['from a page that has landed to a consumer, median ms', number(wait.wait, 1)],
            ['the worst of 50, ms', number(wait.worst, 1)],
          ],
        ),
      ],
      data: { cold, unchanged, changed, bytes, wait },
    }
  } finally {
    await system.stop()
  }
}
