// Rows of the views and functions of schema app, as the Data API gives them; their own comments say what each column is.

/** A company: what it is called, its time zone, and the day that it is there. */
export interface AccountRow {
  account_id: string
  name: string | null
  time_zone: string
  today: string
}

interface InGazelle {
  account_id: string
  id: string
  gazelle_url: string | null
  read_at: string | null
}

export interface ClientRow extends InGazelle {
  name: string | null
  status: string | null
  is_active: boolean | null
  street: string | null
  city: string | null
  region: string | null
  postal_code: string | null
  phone: string | null
  email: string | null
  language: string | null
  tags: string[] | null
  notes: string | null
  pianos: number
  last_service_on: string | null
  next_service_on: string | null
  owed: number | null
}

export interface ContactRow {
  account_id: string
  id: string
  client_id: string
  name: string | null
  role: string | null
  is_default: boolean | null
  phones:
    | {
        number: string | null
        extension?: string | null
        type?: string | null
        is_default?: boolean | null
      }[]
    | null
  emails: { email: string | null; is_default?: boolean | null }[] | null
  address: string | null
}

export interface Reading {
  humidity: number | null
  temperature: number | null
  pitch: number | null
}

export interface PianoRow extends InGazelle, Reading {
  client_id: string | null
  client_name: string | null
  title: string | null
  make: string | null
  model: string | null
  serial_number: string | null
  year: number | null
  type: string | null
  location: string | null
  is_active: boolean | null
  tags: string[] | null
  notes: string | null
  last_service_on: string | null
  next_service_on: string | null
  is_overdue: boolean | null
  last_reading_on: string | null
  is_out_of_range: boolean | null
  has_dampp_chaser: boolean | null
  photos: { url: string | null; thumbnail_url?: string | null; note?: string | null }[] | null
}

export interface AppointmentRow extends InGazelle {
  client_id: string | null
  client_name: string | null
  technician_id: string | null
  technician_name: string | null
  starts_at: string | null
  local_date: string | null
  local_time: string | null
  minutes: number | null
  time_zone: string | null
  is_all_day: boolean | null
  status: string | null
  title: string | null
  notes: string | null
  address: string | null
  map_url: string | null
  pianos: { id: string; title: string | null; serial_number: string | null; location: string | null }[] | null
}

/** An appointment of a day, with what one wants to know before the visit. */
export interface VisitRow extends AppointmentRow {
  last_notes: { local_date: string | null; user_name: string | null; text: string | null }[] | null
  readings:
    | (Reading & { piano_id: string; taken_on: string | null; is_out_of_range: boolean | null })[]
    | null
  owed: number | null
  phone: string | null
}

export interface InvoiceRow extends InGazelle {
  client_id: string | null
  client_name: string | null
  number: string | number | null
  date: string | null
  due_on: string | null
  status: string | null
  total: number | null
  owed: number | null
}

export interface EstimateRow extends InGazelle {
  client_id: string | null
  client_name: string | null
  piano_id: string | null
  piano_title: string | null
  number: string | number | null
  date: string | null
  expires_on: string | null
  total: number | null
  status: string | null
}

export interface EntryRow extends InGazelle {
  client_id: string | null
  client_name: string | null
  piano_id: string | null
  piano_title: string | null
  user_name: string | null
  occurred_at: string | null
  local_date: string | null
  type: string | null
  category: string | null
  title: string | null
  text: string | null
  is_legacy: boolean | null
}

export interface ReadingRow extends Reading {
  account_id: string
  piano_id: string
  id: string
  taken_on: string
  is_out_of_range: boolean | null
  source: string | null
  entry_id: string | null
}

/** What pianos are kept at, limits included. */
export interface RangeRow {
  measure: string
  low: number
  high: number
}

export interface TechnicianRow {
  account_id: string
  id: string
  name: string | null
  is_active: boolean | null
}

export interface FoundRow {
  account_id: string
  kind: 'client' | 'contact' | 'piano'
  id: string
  client_id: string | null
  title: string | null
  detail: string | null
  field: string | null
  matched: string | null
  score: number
  is_active: boolean | null
}

export interface FoundNoteRow {
  account_id: string
  id: string
  client_id: string | null
  client_name: string | null
  piano_id: string | null
  piano_title: string | null
  local_date: string | null
  matched: string | null
}

/** An owner of a piano, from a day until another. */
export interface OwnerRow {
  account_id: string
  piano_id: string
  client_id: string | null
  client_name: string | null
  is_active: boolean | null
  from_on: string | null
  until_on: string | null
  is_asked: boolean | null
}

/** How old one kind of data is. */
export interface AgeRow {
  module: string
  title: Record<string, string> | null
  last_success_at: string | null
  is_late: boolean | null
}

/** A change of a record, of `changes.log`. */
export interface LoggedRow {
  position: number
  entity: string
  id: string
  operation: 'created' | 'updated' | 'deleted' | 'restored' | 'merged'
  /** Before and after, by column. */
  changes: Record<string, [unknown, unknown]>
  run_id: number | null
  cause: string
  at: string
}
