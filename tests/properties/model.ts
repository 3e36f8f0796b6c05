// A small Gazelle with clients, pianos and a history, and what a mirror of it should hold after each sync: the model that
// production is compared with. It knows nothing of staging, runs or SQL.

export const modules = ['clients', 'pianos', 'timeline'] as const
export type Module = (typeof modules)[number]
export type Table = 'clients' | 'contacts' | 'pianos' | 'timeline_entries'

type Value = string | null
interface Contact {
  id: string
  firstName: Value
}
interface Thing {
  id: string
  /** Company name, make or type. */
  name: Value
  /** Notes or comment. */
  text: Value
  client: Value
  piano: Value
  contacts: Contact[]
}

export interface Row {
  id: string
  version: number
  isPlaceholder: boolean
  isDeleted: boolean
  values: Record<string, Value>
}

/** The columns that are compared, and from what of a thing each is made. */
export const production: Record<Table, Record<string, (thing: Thing, contact?: Contact) => Value>> = {
  clients: { company_name: ({ name }) => name || null, personal_notes: ({ text }) => text || null },
  contacts: {
    client_id: ({ id }) => id,
    first_name: (_, contact) => contact?.firstName || null,
  },
  pianos: {
    make: ({ name }) => name || null,
    notes: ({ text }) => text || null,
    client_id: ({ client }) => client,
  },
  timeline_entries: {
    summary: ({ name }) => name || null,
    comment: ({ text }) => text || null,
    client_id: ({ client }) => client,
    piano_id: ({ piano }) => piano,
  },
}
/** Columns that a blank does not empty. */
const keeps = ['pianos.notes', 'timeline_entries.summary', 'timeline_entries.comment']
const tableOf = { clients: 'clients', pianos: 'pianos', timeline: 'timeline_entries' } as const

const isBlank = (value: Value) => value === null || value.trim() === ''
const readingsIn = (text: Value) => (text === null ? 0 : (text.match(/440Hz|21C|38%/g) ?? []).length)

const node = (module: Module, { id, name, text, client, piano, contacts }: Thing) => {
  const reference = (to: Value) => (to === null ? null : { id: to })
  if (module === 'pianos') return { id, make: name, notes: text, client: reference(client) }
  if (module === 'timeline')
    return {
      ...{ id, type: 'USER_COMMENT', occurredAt: '2026-02-03T20:56:01Z', summary: name, comment: text },
      ...{ client: reference(client), piano: reference(piano) },
    }
  return {
    ...{ id, companyName: name, personalNotes: text },
    // None is the default one, so that a client's row changes by its own fields alone.
    allContacts: {
      nodes: contacts.map((contact) => ({ ...contact, isDefault: false })),
      pageInfo: { hasNextPage: false },
    },
  }
}
type Node = ReturnType<typeof node>

export class Gazelle {
  readonly #account: string
  #made = 0
  readonly #there: Record<Module, Map<string, Thing>> = {
    clients: new Map(),
    pianos: new Map(),
    timeline: new Map(),
  }
  readonly #away: Record<Module, Map<string, Thing>> = {
    clients: new Map(),
    pianos: new Map(),
    timeline: new Map(),
  }
  /** Ids that changed since the last poll. */
  readonly #fresh: Record<Module, Set<string>> = {
    clients: new Set(),
    pianos: new Set(),
    timeline: new Set(),
  }
  readonly #rows: Record<Table, Map<string, Row>> = {
    clients: new Map(),
    contacts: new Map(),
    pianos: new Map(),
    timeline_entries: new Map(),
  }

  /** Ids that a mirror has got. */
  readonly #known = new Set<string>()
  /** Clients as a mirror has staged them: who lists a contact may get it back. */
  readonly #staged = new Map<string, Thing>()
  /** Contacts that another client got back for a while: how often they changed is the mirror's affair. */
  readonly contested = new Set<string>()

  constructor(account: string) {
    this.#account = account
    for (const module of modules) this.#insert(module, 0, '')
  }

  #newId(letter: string) {
    this.#made += 1
    return `${this.#account}_${letter}${this.#made}`
  }

  #pick(things: Map<string, Thing>, at: number): Thing | undefined {
    const all = [...things.values()]
    return all[at % all.length]
  }

  change(what: string, module: Module, at: number, text: string): void {
    const thing = this.#pick(this.#there[module], at)
    if (what === 'insert') this.#insert(module, at, text)
    else if (what === 'return') this.#return(module, at)
    else if (thing) {
      if (what === 'edit') Object.assign(thing, at % 2 === 0 ? { name: `n${at}` } : { text })
      if (what === 'blank')
        Object.assign(thing, at % 2 === 0 ? { name: null } : { text: at % 3 === 0 ? '' : null })
      if (what === 'move') this.#move(thing, at)
      if (what === 'contact') this.#contact(thing, at, text)
      if (what === 'merge') this.#merge(thing, at)
      if (what === 'delete') this.#delete(module, thing)
      else if (what !== 'merge') this.#fresh[module].add(thing.id)
    }
  }

  #insert(module: Module, at: number, text: string) {
    const id = this.#newId(module.slice(0, 1))
    this.#there[module].set(id, {
      ...{ id, name: `n${at}`, text, contacts: [] },
      client: this.#pick(this.#there.clients, at)?.id ?? null,
      piano: this.#pick(this.#there.pianos, at)?.id ?? null,
    })
    this.#fresh[module].add(id)
  }

  #return(module: Module, at: number) {
    const thing = this.#pick(this.#away[module], at)
    if (!thing) return
    this.#away[module].delete(thing.id)
    this.#there[module].set(thing.id, thing)
    this.#fresh[module].add(thing.id)
  }

  #delete(module: Module, thing: Thing) {
    // A sweep that meets nothing at all deletes nothing.
    if (this.#there[module].size === 1) return
    this.#there[module].delete(thing.id)
    this.#away[module].set(thing.id, thing)
    this.#fresh[module].delete(thing.id)
  }

  #move(thing: Thing, at: number) {
    thing.client = this.#pick(this.#there.clients, at)?.id ?? null
    thing.piano = this.#pick(this.#there.pianos, at)?.id ?? null
  }

  #contact(client: Thing, at: number, text: string) {
    const known = client.contacts[at % 3]
    if (!known) client.contacts.push({ id: this.#newId('k'), firstName: text })
    else if (at % 2 === 0) known.firstName = text
    else client.contacts = client.contacts.filter((contact) => contact !== known)
  }

  /** The client is gone, and what it had belongs to another one. */
  #merge(thing: Thing, at: number) {
    const into = this.#pick(this.#there.clients, at + 1)
    if (!into || into === thing) return
    into.contacts.push(...thing.contacts.splice(0))
    for (const module of ['pianos', 'timeline'] as const)
      for (const one of this.#there[module].values())
        if (one.client === thing.id) {
          one.client = into.id
          this.#fresh[module].add(one.id)
        }
    this.#fresh.clients.add(into.id)
    this.#delete('clients', thing)
  }

  /** What a full sweep is given. */
  all(module: Module): Node[] {
    this.#fresh[module].clear()
    return [...this.#there[module].values()].map((thing) => node(module, thing))
  }

  /** What a poll is given: what changed since the last one. */
  changed(module: Module): Node[] {
    const ids = [...this.#fresh[module]]
    this.#fresh[module].clear()
    return ids.flatMap((id) => this.one(module, id) ?? [])
  }

  /** What a look-up by id is given. */
  one(module: Module, id: string): Node | undefined {
    const thing = this.#there[module].get(id)
    return thing && node(module, thing)
  }

  /** A mirror got these records in one page: what changed is promoted first, then what is new. */
  staged(module: Module, nodes: Node[]): void {
    const all = nodes.map(({ id }) => id)
    if (module === 'clients')
      for (const id of all) {
        const thing = this.#there.clients.get(id)
        if (thing) this.#staged.set(id, structuredClone(thing))
      }
    const known = all.filter((id) => this.#known.has(id))
    this.#promote(module, new Set(known))
    this.#promote(module, new Set(all.filter((id) => !this.#known.has(id))))
    for (const id of all) this.#known.add(id)
  }

  #promote(module: Module, ids: Set<string>) {
    const things = [...ids].flatMap((id) => this.#there[module].get(id) ?? [])
    for (const thing of things) {
      this.#refer(thing, module)
      this.#write(tableOf[module], thing.id, thing)
    }
    if (module !== 'clients') return
    for (const thing of things)
      for (const contact of thing.contacts) this.#write('contacts', contact.id, thing, contact)
    const here = new Set(things.flatMap(({ contacts }) => contacts.map(({ id }) => id)))
    for (const row of this.#rows.contacts.values())
      if (ids.has(row.values.client_id ?? '') && !here.has(row.id)) this.#drop(row)
  }

  /** A contact that its client no longer lists goes to one that does, as far as the mirror knows, until that one is read again. */
  #drop(row: Row) {
    const isListed = ({ contacts }: Thing) => contacts.some(({ id }) => id === row.id)
    if ([...this.#staged.values()].some(isListed)) this.contested.add(row.id)
    this.#bury(row)
  }

  /** A mirror was told that these are no longer there. */
  gone(module: Module, ids: string[]): void {
    for (const id of ids) {
      const row = this.#rows[tableOf[module]].get(id)
      if (row) this.#bury(row)
    }
    if (module !== 'clients') return
    for (const id of ids) this.#staged.delete(id)
    for (const contact of this.#rows.contacts.values())
      if (ids.includes(contact.values.client_id ?? '')) this.#drop(contact)
  }

  #bury(row: Row) {
    if (row.isDeleted) return
    row.isDeleted = true
    row.version += 1
  }

  /** What a record refers to stands there as a placeholder until it comes. */
  #refer({ client, piano }: Thing, module: Module) {
    const references = [
      ['clients', module === 'clients' ? null : client],
      ['pianos', module === 'timeline' ? piano : null],
    ] as const
    for (const [table, id] of references)
      if (id !== null && !this.#rows[table].has(id))
        this.#rows[table].set(id, {
          ...{ id, version: 1, isPlaceholder: true, isDeleted: false },
          values: Object.fromEntries(Object.keys(production[table]).map((name) => [name, null])),
        })
  }

  #write(table: Table, id: string, thing: Thing, contact?: Contact) {
    const old = this.#rows[table].get(id)
    const values = Object.fromEntries(
      Object.entries(production[table]).map(([name, of]): [string, Value] => {
        const value = of(thing, contact)
        const kept = old?.values[name] ?? null
        return [name, old && keeps.includes(`${table}.${name}`) && isBlank(value) ? (kept ?? value) : value]
      }),
    )
    const isSame =
      old && !old.isDeleted && !old.isPlaceholder && JSON.stringify(old.values) === JSON.stringify(values)
    if (isSame) return
    this.#rows[table].set(id, {
      ...{ id, version: (old?.version ?? 0) + 1, isPlaceholder: false, isDeleted: false },
      values,
    })
  }

  tables(): Table[] {
    return ['clients', 'contacts', 'pianos', 'timeline_entries']
  }

  /** What a mirror should hold. */
  rows(table: Table): Row[] {
    return [...this.#rows[table].values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** Ids that are there in Gazelle, and so in a mirror after a sweep of everything. */
  present(table: Table): string[] {
    const things =
      table === 'contacts'
        ? [...this.#there.clients.values()].flatMap(({ contacts }) => contacts)
        : [...this.#there[table === 'timeline_entries' ? 'timeline' : table].values()]
    return things.map(({ id }) => id).sort()
  }

  /** How many readings the texts of the history hold, entry by entry, as a mirror keeps the texts. */
  readings(): { entry: string; count: number }[] {
    return this.rows('timeline_entries').flatMap(({ id, isDeleted, values }) => {
      const count = isDeleted ? 0 : readingsIn(values.comment ?? null)
      return count > 0 ? [{ entry: id, count }] : []
    })
  }
}
