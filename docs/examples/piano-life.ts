// A piano's life: npm run example docs/examples/piano-life.ts ins_…
// Without an id that of the piano which was serviced last.
import { allRows, type Client, print } from './client.ts'

const latest = async (client: Client): Promise<string> => {
  const { data } = await client
    .from('pianos')
    .select('id')
    .is('deleted_at', null)
    .not('calculated_last_service', 'is', null)
    .order('calculated_last_service', { ascending: false })
    .order('id')
    .limit(1)
    .throwOnError()
  const [piano] = data
  if (!piano) throw new Error('no piano was serviced yet')
  return piano.id
}

const pianoOf = async (client: Client, id: string) => {
  const { data } = await client
    .from('pianos')
    .select('*, client:clients (display_name)')
    .eq('id', id)
    .is('deleted_at', null)
    .maybeSingle()
    .throwOnError()
  if (!data) throw new Error(`there is no piano ${id}`)
  return data
}

const readingsOf = (client: Client, id: string) =>
  allRows((from, to) =>
    client
      .from('piano_readings')
      .select('local_date, temperature, humidity, pitch')
      .eq('piano_id', id)
      .order('local_date', { ascending: false })
      .range(from, to)
      .throwOnError(),
  )

const entriesOf = (client: Client, id: string) =>
  allRows((from, to) =>
    client
      .from('timeline_entries')
      .select('local_date, category, summary, comment, technician:users (full_name)')
      .eq('piano_id', id)
      .in('category', ['service', 'note', 'estimate'])
      .is('deleted_at', null)
      .order('occurred_at', { ascending: false })
      .order('id')
      .range(from, to)
      .throwOnError(),
  )

const words = (parts: unknown[]) => parts.filter(Boolean).join(', ')

/** What a piano is, and what was measured and done, newest first, as lines of text. */
export const pianoLife = async (client: Client, id: string): Promise<string[]> => {
  const [piano, readings, entries] = await Promise.all([
    pianoOf(client, id),
    readingsOf(client, id),
    entriesOf(client, id),
  ])
  const days = [...new Set([...readings, ...entries].map((one) => one.local_date ?? ''))]
    .toSorted()
    .toReversed()
  const due = piano.next_service_override ?? piano.calculated_next_service
  return [
    words([
      [piano.make, piano.model].filter(Boolean).join(' '),
      piano.serial_number && `serial ${piano.serial_number}`,
      piano.year,
      piano.location,
      piano.client?.display_name,
    ]),
    words([
      piano.calculated_last_service && `serviced last on ${piano.calculated_last_service}`,
      due && `due on ${due}`,
      piano.dampp_chaser_installed && 'with a humidity system',
    ]) || 'never serviced',
    ...days.flatMap((day) => [
      ...readings
        .filter((one) => one.local_date === day)
        .map(
          ({ temperature, humidity, pitch }) =>
            `${day}  measured: ${words([
              temperature !== null && `${temperature} °C`,
              humidity !== null && `${humidity} %`,
              pitch !== null && `${pitch} Hz`,
            ])}`,
        ),
      ...entries
        .filter((one) => one.local_date === day)
        .map(
          ({ category, technician, summary, comment }) =>
            `${day}  ${words([category, technician?.full_name])}: ${summary || comment || ''}`,
        ),
    ]),
  ]
}

if (import.meta.main)
  await print(async (client) => pianoLife(client, process.argv[2] ?? (await latest(client))))
