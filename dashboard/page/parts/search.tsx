import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { QueryError } from '../../ask.ts'
import { useAccounts, usePage } from '../context.ts'
import { search, searchNotes } from '../data.questions.ts'
import type { FoundNoteRow, FoundRow } from '../data.rows.ts'
import { clientName, pianoTitle } from '../formats.ts'
import { day } from '../time.ts'
import { many, named, t } from '../words/words.ts'
import { hrefOf } from './record.tsx'

const waitMs = 20
const longest = 200

/** One thing that was found. */
interface Option {
  key: string
  href: string
  title: string
  detail: string
  isActive: boolean
}

interface Group {
  name: 'client' | 'contact' | 'piano' | 'note'
  options: Option[]
}

/** What is known about the text asked last: undefined where no answer has come yet. */
interface Found {
  text: string
  records?: FoundRow[]
  notes?: FoundNoteRow[]
  failure?: QueryError
}

/** A text as the database takes it: in one line, without characters that are none. */
const cleaned = (text: string) =>
  text
    .slice(0, longest)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const joined = (...parts: (string | null | undefined | false)[]) => parts.filter(Boolean).join(' · ')

const optionOf = (row: FoundRow, account: string | undefined): Option => {
  const { kind, account_id, id, client_id, title, field, matched } = row
  const shown = kind === 'piano' ? pianoTitle(title) : kind === 'client' ? clientName(title) : title?.trim()
  // Where the match is not in what is shown already, say where it is.
  const isSeen = !matched || [title, row.detail].some((text) => text?.includes(matched))
  return {
    key: `${kind} ${account_id} ${id} ${field}`,
    href: kind === 'piano' ? hrefOf.piano(account_id, id) : hrefOf.client(account_id, client_id ?? id),
    title: shown || t('contact.unnamed'),
    detail: joined(
      row.detail,
      !isSeen && t('label.about', { label: named('field', field), about: matched ?? '' }),
      account,
    ),
    isActive: row.is_active !== false,
  }
}

const noteOf = (row: FoundNoteRow, account: string | undefined): Option => {
  const { account_id, id, client_id, piano_id, local_date, matched } = row
  return {
    key: `note ${account_id} ${id}`,
    href: piano_id
      ? hrefOf.piano(account_id, piano_id)
      : client_id
        ? hrefOf.client(account_id, client_id)
        : '#/',
    title: matched?.trim() || '…',
    detail: joined(
      local_date && day(local_date),
      client_id && clientName(row.client_name),
      piano_id && pianoTitle(row.piano_title),
      account,
    ),
    isActive: true,
  }
}

const groupsOf = (found: Found, titleOf: (account: string) => string | undefined): Group[] => {
  const of = (kind: FoundRow['kind']) =>
    (found.records ?? [])
      .filter((row) => row.kind === kind)
      .map((row) => optionOf(row, titleOf(row.account_id)))
  const groups: Group[] = [
    { name: 'client', options: of('client') },
    { name: 'contact', options: of('contact') },
    { name: 'piano', options: of('piano') },
    { name: 'note', options: (found.notes ?? []).map((row) => noteOf(row, titleOf(row.account_id))) },
  ]
  return groups.filter(({ options }) => options.length > 0)
}

/** Asks while one types: records and notes at once, each shown when it is there. */
const useFound = (typed: string): Found => {
  const { source } = usePage()
  const [found, setFound] = useState<Found>({ text: '' })
  const text = cleaned(typed)
  useEffect(() => {
    if (text === '') {
      setFound({ text })
      return
    }
    let isOld = false
    // The answers before stay until the first of the new ones is there.
    const add = (part: Omit<Found, 'text'>) => {
      if (!isOld) setFound((before) => (before.text === text ? { ...before, ...part } : { text, ...part }))
    }
    const failed = (failure: unknown) => {
      if (!(failure instanceof QueryError)) throw failure
      add({ failure })
    }
    const timer = setTimeout(() => {
      // The functions named decide what a row is, as in useRows.
      source.ask(search(text)).then(({ rows }) => add({ records: rows as FoundRow[] }), failed)
      source.ask(searchNotes(text)).then(({ rows }) => add({ notes: rows as FoundNoteRow[] }), failed)
    }, waitMs)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [text, source])
  return found
}

const isEditable = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

/** The search box: `/` goes there from anywhere, arrows choose, Enter opens, Escape closes. */
export const Search = () => {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const holder = useRef<HTMLElement>(null)
  const accounts = useAccounts() ?? []
  const [typed, setTyped] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const found = useFound(typed)
  const titleOf = (account: string) =>
    accounts.length > 1
      ? (accounts.find(({ account_id }) => account_id === account)?.name ?? account)
      : undefined
  const groups = groupsOf(found, titleOf)
  const options = groups.flatMap((group) => group.options)
  const isAsked = cleaned(typed) !== ''
  const isWhole = found.records !== undefined && found.notes !== undefined && found.text === cleaned(typed)
  const shown = isOpen && isAsked
  const message = !shown
    ? ''
    : found.failure
      ? t(found.failure.kind === 'missing' ? 'missing.text' : 'search.failed')
      : options.length > 0
        ? many('search.found', options.length)
        : isWhole
          ? t('search.none', { text: cleaned(typed) })
          : t('search.busy')

  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (isEditable(event.target) || document.querySelector('dialog[open]')) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])

  const choose = (index: number) => {
    setActive(index)
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' })
  }
  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const go = (option: Option | undefined) => {
    if (!option) return
    location.hash = option.href
    close()
    // The page that opens takes the focus, unless it is this one.
    input.current?.blur()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setOpen(true)
      if (options.length > 0)
        choose(
          active === -1
            ? step === 1
              ? 0
              : options.length - 1
            : (active + step + options.length) % options.length,
        )
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (shown) go(options[Math.max(active, 0)])
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (shown) close()
      else if (typed) setTyped('')
      else input.current?.blur()
    }
  }

  return (
    <search
      class="search"
      ref={holder}
      onFocusOut={(event: FocusEvent) => {
        if (!(event.relatedTarget instanceof Node && holder.current?.contains(event.relatedTarget))) close()
      }}
    >
      <input
        ref={input}
        type="text"
        inputMode="search"
        enterkeyhint="search"
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        maxLength={longest}
        role="combobox"
        aria-label={t('search.label')}
        aria-keyshortcuts="/"
        aria-autocomplete="list"
        aria-expanded={shown && options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        placeholder={t('search.placeholder')}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value)
          setOpen(true)
          setActive(-1)
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
      <div class="found" hidden={!shown}>
        <p class="quiet" role="status">
          {message}
        </p>
        <div id={`${id}-list`} role="listbox" aria-label={t('search.results')}>
          {groups.map(({ name, options: own }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox.
            <div key={name} role="group" aria-labelledby={`${id}-${name}`}>
              <p class="group" id={`${id}-${name}`} role="presentation">
                {t(`search.${name}`)}
              </p>
              {own.map((option) => {
                const index = options.indexOf(option)
                return (
                  <a
                    key={option.key}
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === active}
                    tabIndex={-1}
                    href={option.href}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={close}
                  >
                    <span>
                      {option.title}
                      {!option.isActive && <span class="chip">{t('data.inactive')}</span>}
                    </span>
                    <small class="quiet">{option.detail}</small>
                  </a>
                )
              })}
            </div>
          ))}
        </div>
      </div>
    </search>
  )
}
