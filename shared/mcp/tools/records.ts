// The records that tools give: which columns are facts, and which are texts of people.
import { z } from 'zod'
import { recordOf, type Text } from '../untrusted.ts'

const day = (about: string) => z.string().nullable().describe(`${about} YYYY-MM-DD.`)
const flag = (about: string) => z.boolean().nullable().describe(about)
const maybe = (about: string) => z.string().nullable().describe(about)
const number = (about: string) => z.number().nullable().describe(about)
const name = (about: string): Text => ({ about, longest: 120 })
const note = (about: string, longest = 1000): Text => ({ about, longest })

const id = (of: string) => z.string().describe(`Gazelle’s id of the ${of}.`)
const client_id = maybe('The client’s id.')
const piano_id = maybe('The piano’s id.')
const gazelle_url = maybe('The client’s page in Gazelle.')

export const hit = recordOf(
  {
    kind: z.string().describe('client, contact or piano.'),
    id: id('record'),
    client_id,
    is_active: flag('Whether the client or piano counts as one of today.'),
    field: maybe('Where the text was found.'),
    score: number('Higher is better.'),
  },
  {
    title: name('Its name; of a piano make and model.'),
    detail: note('Whose it is, where.', 200),
    matched: note('What stands in that field.', 200),
  },
)

export const client = recordOf(
  {
    id: id('client'),
    status: maybe('Gazelle’s status.'),
    is_active: flag('Every status but INACTIVE.'),
    language: maybe('Such as fr_CA.'),
    pianos: number('How many active ones; client_pianos lists them.'),
    last_service_on: day('Of all its pianos the newest service.'),
    next_service_on: day('Of its active pianos the first that is due.'),
    owed: number('Due of open and overdue invoices, in dollars.'),
    gazelle_url,
    read_at: maybe('When the record was last written here.'),
  },
  {
    name: name('Its name.'),
    street: name('Street of the default contact.'),
    city: name('City.'),
    region: name('Province or state.'),
    postal_code: name('Postal code.'),
    phone: name('Telephone number of the default contact.'),
    email: name('E-mail address of the default contact.'),
    tags: note('Tags, with commas between them.', 300),
    notes: note('Personal notes, and those on preferences below them.', 2000),
  },
)

export const contact = recordOf(
  { id: id('contact'), is_default: flag('The one that is written to first.'), archived: flag('Put away.') },
  {
    name: name('Their name.'),
    role: name('What they are there.'),
    phones: note('Telephone numbers, the default one first.', 300),
    emails: note('E-mail addresses, the default one first.', 300),
    address: note('Address on one line.', 200),
  },
)

export const appointment = recordOf(
  {
    id: id('appointment'),
    local_date: day('Day in the account’s zone.'),
    local_time: maybe('Time of day there.'),
    minutes: number('How long it takes.'),
    is_all_day: flag('Of the whole day.'),
    type: maybe('APPOINTMENT, PERSONAL, MEMO, SYNCED or what Gazelle adds.'),
    status: maybe('ACTIVE, CANCELED, NO_SHOW, COMPLETE or what Gazelle adds.'),
    is_confirmed: flag('The client has confirmed it.'),
    client_id,
    technician_id: maybe('The technician’s id.'),
  },
  {
    title: name('Its title.'),
    client_name: name('Whom it is with.'),
    technician_name: name('Who goes.'),
    address: note('Where, on one line.', 200),
    notes: note('Notes on it.'),
  },
)

/** A piano of an appointment, with its newest reading. */
export const visited = recordOf(
  {
    id: id('piano'),
    is_tuning: flag('It is to be tuned.'),
    reading_on: day('Day of its newest reading.'),
    humidity: number('Percent.'),
    temperature: number('Degrees Celsius.'),
    pitch: number('Of A4, in Hz.'),
    is_out_of_range: flag('That reading is outside what pianos are kept at.'),
  },
  {
    title: name('Make and model.'),
    serial_number: name('Serial number.'),
    location: name('Where it stands there.'),
  },
)

export const lastNote = recordOf(
  { local_date: day('Day in the account’s zone.'), piano_id },
  { user_name: name('Who wrote it.'), text: note('What stands there.', 500) },
)

const due = {
  is_active: flag('Every status but INACTIVE.'),
  last_service_on: day('Last service.'),
  next_service_on: day('Next service: set by hand in Gazelle, else as Gazelle calculates it.'),
  is_overdue: flag('Active, and due before today. Null: no day is known.'),
}
const named = {
  title: name('Make and model.'),
  serial_number: name('Serial number.'),
  client_name: name('Whose it is.'),
  location: name('Where it stands there.'),
}

/** A piano in a list. */
export const duePiano = recordOf({ id: id('piano'), client_id, ...due }, named)

export const piano = recordOf(
  {
    id: id('piano'),
    client_id,
    year: number('Year in which it was built.'),
    type: maybe('GRAND, UPRIGHT or what Gazelle adds.'),
    status: maybe('Gazelle’s status.'),
    ...due,
    last_reading_on: day('Day of the newest reading, of which humidity, temperature and pitch are.'),
    humidity: number('Percent.'),
    temperature: number('Degrees Celsius.'),
    pitch: number('Of A4, in Hz.'),
    is_out_of_range: flag('Whether that reading is outside what pianos are kept at.'),
    has_dampp_chaser: flag('A humidity system. Null: not known, which is not false.'),
    gazelle_url,
    read_at: maybe('When the record was last written here.'),
  },
  { ...named, tags: note('Tags, with commas between them.', 300), notes: note('Notes on it.', 2000) },
)

export const owner = recordOf(
  {
    piano_id: z.string().describe('The id that the instrument has there.'),
    client_id,
    is_active: flag('It is this copy that is in use.'),
    is_asked: flag('It is the id that was asked for.'),
    from_on: day('From its first entry there on.'),
    until_on: day('Until the last one, where it is inactive.'),
  },
  { client_name: name('Whose it was.') },
)

export const readingForm = z.object({
  piano_id: z.string().nullable(),
  taken_on: day('Day in the account’s zone.'),
  humidity: number('Percent.'),
  temperature: number('Degrees Celsius.'),
  pitch: number('Of A4, in Hz.'),
  is_out_of_range: flag('One of them is outside what pianos are kept at.'),
  source: maybe('measured, summary, text (read from what a technician wrote) or v5.'),
  confidence: number('0 to 1, of the least certain of the values.'),
})

export const entry = recordOf(
  {
    id: id('entry'),
    local_date: day('Day in the account’s zone.'),
    category: maybe('service, measurement, contact, appointment, billing, estimate, system, note or other.'),
    type: maybe('Gazelle’s type.'),
    client_id,
    piano_id,
  },
  {
    user_name: name('Who wrote it.'),
    client_name: name('Whom it is about.'),
    piano_title: name('Make and model of the piano.'),
    title: note('The summary.', 300),
    text: note('The comment.'),
  },
)

export const found = recordOf(
  {
    id: id('entry'),
    local_date: day('Day in the account’s zone.'),
    category: maybe('service, note, contact or other.'),
    type: maybe('Gazelle’s type.'),
    client_id,
    piano_id,
  },
  {
    user_name: name('Who wrote it.'),
    client_name: name('Whom it is about.'),
    piano_title: name('Make and model of the piano.'),
    matched: note('What stands around the words.', 300),
  },
)

export const technician = recordOf(
  { id: id('technician'), kind: maybe('person or calendar.'), is_active: flag('Works here today.') },
  { name: name('Their name.') },
)
