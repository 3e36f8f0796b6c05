import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { type Page, PageContext, useConnection, useNow, usePage, useRoute, useRows } from './context.ts'
import icon from './icon.svg'
import { live } from './live.ts'
import { Footer } from './parts/footer.tsx'
import { Search } from './parts/search.tsx'
import { Shape } from './parts/status.tsx'
import { every, health, memberships } from './questions.ts'
import type { Health, Membership } from './rows.ts'
import type { Source } from './source.ts'
import { minute, setZone } from './time.ts'
import { NoSuchPage } from './views/absent.tsx'
import { ClientView } from './views/client.tsx'
import { DayView } from './views/day.tsx'
import { DeletionsView } from './views/deletions.tsx'
import { HelpView } from './views/help.tsx'
import { HistoryView } from './views/history.tsx'
import { InstitutionView } from './views/institution.tsx'
import { ModuleView } from './views/module.tsx'
import { NoMember } from './views/no-member.tsx'
import { Overview } from './views/overview.tsx'
import { PianoView } from './views/piano.tsx'
import { PlaceholdersView } from './views/placeholders.tsx'
import { RejectsView } from './views/rejects.tsx'
import { RunView } from './views/run.tsx'
import { SignIn } from './views/sign-in.tsx'
import { countOf } from './views/todo.tsx'
import { t, type Word } from './words/words.ts'

interface Said {
  text: string
  tone: 'good' | 'bad'
}

const saidForMs = 8000

/** The whole page. */
export const App = ({ source }: { source: Source }) => {
  const following = useMemo(() => live(source), [source])
  const [said, setSaid] = useState<Said | null>(null)
  const page: Page = useMemo(
    () => ({ source, live: following, say: (text, tone = 'good') => setSaid({ text, tone }) }),
    [source, following],
  )
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(null), saidForMs)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <PageContext.Provider value={page}>
      <button type="button" class="button skip" onClick={skip}>
        {t('skip')}
      </button>
      <Guarded />
      <div class="toast" role="status">
        {said && (
          <p class={said.tone}>
            <Shape tone={said.tone} />
            {said.text}
          </p>
        )}
      </div>
    </PageContext.Provider>
  )
}

// No link to a hash: the hash is the route.
const skip = () => document.getElementById('content')?.focus()

const Guarded = () => {
  const { source, live } = usePage()
  const { session } = source
  const connection = useConnection()
  const [wasIn, setWasIn] = useState(session?.who() != null)
  const [, redraw] = useState(0)
  useEffect(() => session?.onChange(() => redraw((n) => n + 1)), [session])
  if (session && (session.who() === null || connection.state === 'ended'))
    return (
      <main id="content" tabIndex={-1}>
        <SignIn
          session={session}
          ended={wasIn}
          onDone={() => {
            setWasIn(true)
            live.refresh()
          }}
        />
      </main>
    )
  return <Inside onSignOut={() => setWasIn(false)} />
}

/** What somebody sees who is let in. Before the first answer, one message alone says what is wrong. */
const Inside = ({ onSignOut }: { onSignOut: () => void }) => {
  const { session } = usePage().source
  const { state } = useConnection()
  const { rows } = useRows<Membership>(memberships, every.hours)
  // Asked often: while there is no answer, this is what is tried again.
  useRows<Health>(health, every.state)
  const wasLive = useRef(false)
  if (state === 'live') wasLive.current = true
  if (state === 'away' && !wasLive.current)
    return (
      <p class="away" role="alert">
        <Shape tone="bad" />
        {t('live.away_first')}
      </p>
    )
  const zone = rows?.[0]?.time_zone
  setZone(zone)
  return (
    <>
      {/* Stays when the zone comes: somebody may be typing in its search box. */}
      <Header onSignOut={onSignOut} />
      <div key={zone}>
        <Away />
        {session ? <Members who={session.who() ?? ''} /> : <Content />}
        <Footer />
      </div>
    </>
  )
}

/** The content for a member of at least one account; anybody else reads why there is none. */
const Members = ({ who }: { who: string }) => {
  const { rows, failure } = useRows<Membership>(memberships, every.hours)
  if (rows?.length === 0) return <NoMember who={who} />
  if (rows || failure) return <Content />
  return <p class="panel">{t('live.connecting')}</p>
}

const pages: [string, Word][] = [
  ['', 'nav.overview'],
  ['day', 'nav.day'],
  ['rejects', 'nav.rejects'],
  ['deletions', 'nav.deletions'],
  ['history', 'nav.history'],
]

const Header = ({ onSignOut }: { onSignOut: () => void }) => {
  const { source } = usePage()
  const { parts } = useRoute()
  const { rows } = useRows<Health>(health, every.state)
  const sums: Record<string, number> = {
    rejects: rows?.reduce((sum, row) => sum + row.rejected + row.pending, 0) ?? 0,
    deletions: rows?.reduce((sum, row) => sum + (row.held_back ?? 0), 0) ?? 0,
  }
  const here = parts[0] ?? ''
  return (
    <header class="top">
      <a class="brand" href="#/">
        <img src={icon} alt="" width="28" height="28" />
        <span class="word">{t('title')}</span>
      </a>
      <nav aria-label={t('nav.label')}>
        {pages.map(([path, word]) => (
          <a key={path} href={`#/${path}`} aria-current={here === path ? 'page' : undefined}>
            {t(word)}
            {countOf(sums[path] ?? null) && <b class="count">{countOf(sums[path] ?? null)}</b>}
          </a>
        ))}
      </nav>
      <Search />
      <Indicator />
      {source.session && (
        <button
          type="button"
          class="button plain"
          onClick={() => {
            onSignOut()
            void source.session?.signOut()
          }}
        >
          {t('sign.out')}
        </button>
      )}
    </header>
  )
}

const Indicator = () => {
  const { state } = useConnection()
  const tone = state === 'live' ? 'good' : state === 'away' ? 'bad' : 'calm'
  const word = state === 'live' ? 'live.live' : state === 'away' ? 'live.away_short' : 'live.connecting'
  return (
    <span class={`status ${tone}`} data-connection={state}>
      <Shape tone={tone} />
      <span class="word">{t(word)}</span>
    </span>
  )
}

/** Shows that there is no answer, and since when; disappears with the next answer. */
const Away = () => {
  const connection = useConnection()
  const now = useNow()
  const { say } = usePage()
  const was = useRef(connection.state)
  useEffect(() => {
    if (was.current === 'away' && connection.state === 'live') say(t('live.back'))
    was.current = connection.state
  }, [connection.state, say])
  if (connection.state !== 'away') return null
  const seconds = Math.max(0, Math.ceil((connection.retryAt - now) / 1000))
  return (
    <p class="away" role="alert">
      <Shape tone="bad" />
      {t('live.away', { at: minute(connection.since) })}
      {/* A screen reader must not read every second. */}
      <span aria-hidden="true">{t('live.retry', { seconds })}</span>
    </p>
  )
}

const Content = () => {
  const { parts, query } = useRoute()
  const [page, about, id] = parts
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // Another page begins at its top, on the screen and for screen readers.
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [page, about, id])
  return (
    <main id="content" tabIndex={-1} ref={main}>
      {page === 'module' && about ? (
        <ModuleView key={about} name={about} />
      ) : page === 'run' && /^\d{1,15}$/.test(about ?? '') ? (
        <RunView key={about} id={Number(about)} />
      ) : page === 'rejects' ? (
        <RejectsView query={query} />
      ) : page === 'deletions' ? (
        <DeletionsView />
      ) : page === 'history' ? (
        <HistoryView />
      ) : page === 'placeholders' ? (
        <PlaceholdersView />
      ) : page === 'help' ? (
        <HelpView />
      ) : page === 'client' && about && id ? (
        <ClientView key={parts.join()} account={about} id={id} />
      ) : page === 'piano' && about && id ? (
        <PianoView key={parts.join()} account={about} id={id} />
      ) : page === 'institution' && about && id ? (
        <InstitutionView key={parts.join()} account={about} id={id} />
      ) : page === 'day' ? (
        <DayView date={about} query={query} />
      ) : page === undefined ? (
        <Overview />
      ) : (
        <NoSuchPage />
      )}
    </main>
  )
}
