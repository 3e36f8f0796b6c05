import type { EntryRow } from '../data.rows.ts'
import { clientName } from '../formats.ts'
import { day } from '../time.ts'
import { named, t } from '../words/words.ts'
import { hrefOf, More, type Paged, Text } from './record.tsx'

/** What was done and written, newest first. `names` says beside each entry which piano or client it is about. */
export const Entries = ({ list, names }: { list: Paged<EntryRow>; names: 'piano' | 'client' }) => {
  if (list.rows?.length === 0) return <p class="quiet">{t('entries.none')}</p>
  return (
    <>
      <ol class="entries">
        {list.rows?.map((entry) => (
          <Entry key={entry.id} entry={entry} names={names} />
        ))}
      </ol>
      <More list={list} what={t('entries.title')} />
    </>
  )
}

const Entry = ({ entry, names }: { entry: EntryRow; names: 'piano' | 'client' }) => {
  const { account_id, category, title, text, local_date, user_name, is_legacy } = entry
  const about =
    names === 'piano'
      ? { id: entry.piano_id, text: entry.piano_title, hrefOf: hrefOf.piano }
      : { id: entry.client_id, text: clientName(entry.client_name), hrefOf: hrefOf.client }
  return (
    <li>
      <time dateTime={local_date ?? undefined} class="numbers quiet">
        {local_date ? day(local_date) : t('data.no_date')}
      </time>
      <div>
        <p class="row quiet">
          <span class={`chip ${category ?? ''}`}>{named('entry', category ?? 'other', category)}</span>
          {user_name && <span>{user_name}</span>}
          {about.id && about.text && <a href={about.hrefOf(account_id, about.id)}>{about.text}</a>}
          {is_legacy && <span>{t('entries.legacy')}</span>}
        </p>
        {title?.trim() && title.trim() !== text?.trim() && <p class="text">{title.trim()}</p>}
        <Text text={text} />
      </div>
    </li>
  )
}
