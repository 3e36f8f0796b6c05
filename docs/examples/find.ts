// What a text may mean: npm run example docs/examples/find.ts 3478
// A part of a name, of a telephone number or of a serial number; the first piano with its owners and its last reading.
import { type Client, look, print } from './client.ts'

/** What is found, best first, and what is known of the first piano among it, as lines of text. */
export const found = async (client: Client, text: string): Promise<string[]> => {
  const app = look(client)
  const { data: hits } = await app.rpc('search', { p_text: text }).throwOnError()
  const { data: notes } = await app.rpc('search_notes', { p_text: text, p_limit: 5 }).throwOnError()
  const piano = hits.find(({ kind }) => kind === 'piano')
  const { data: owners } = piano
    ? await app.rpc('piano_life', { p_account: piano.account_id, p_piano: piano.id }).throwOnError()
    : { data: [] }
  const { data: readings } = await app
    .from('readings')
    .select('taken_on, humidity, temperature, source')
    .in(
      'piano_id',
      owners.map(({ piano_id }) => piano_id),
    )
    .order('taken_on', { ascending: false })
    .limit(1)
    .throwOnError()
  return [
    `${hits.length} found`,
    ...hits.map(({ kind, title, detail, field }) =>
      [kind, title, detail, `by ${field}`].filter(Boolean).join(', '),
    ),
    ...owners.map(
      ({ client_name, from_on, until_on }) =>
        `${piano?.title}: ${client_name}, ${from_on ?? ''} to ${until_on ?? 'today'}`,
    ),
    ...readings.map(
      ({ taken_on, humidity, temperature, source }) =>
        `${taken_on}  ${humidity} %, ${temperature} °C (${source})`,
    ),
    ...notes.map(({ local_date, client_name, matched }) => `${local_date}  ${client_name}: ${matched}`),
  ]
}

if (import.meta.main) await print((client) => found(client, process.argv[2] ?? ''))
