import { useState } from 'preact/hooks'
import { useModuleNames, useRows, useValue } from '../context.ts'
import { ActionButton } from '../parts/action.tsx'
import { Pager, Panel } from '../parts/panel.tsx'
import { Secret } from '../parts/secret.tsx'
import { Status } from '../parts/status.tsx'
import { answerOf, entities, every, memberships, webhooks } from '../questions.ts'
import type { Membership, ModuleEntities, TestAnswer, Webhook } from '../rows.ts'
import { at } from '../time.ts'
import { many, number, t } from '../words/words.ts'
import { AddWebhook } from './add-webhook.tsx'

const size = 20

// The worst first.
const states = ['failing', 'gone', 'behind', 'retrying', 'paused', 'active']

/** Who is told of changes: how each address does, and what an admin may do with it. Nobody else sees it. */
export const Webhooks = () => {
  const { rows: members = [] } = useRows<Membership>(memberships, every.hours)
  const { rows, failure } = useRows<Webhook>(webhooks, every.todo)
  const [place, setOffset] = useState(0)
  const [secrets, setSecrets] = useState<ReadonlyMap<string, string>>(new Map())
  const sorted = (rows ?? []).toSorted((a, b) => states.indexOf(a.state) - states.indexOf(b.state))
  // The last page may have become empty.
  const offset = place < sorted.length ? place : 0
  // One whose secret is shown stays on the page.
  const shown = sorted.filter(
    ({ webhook }, index) => secrets.has(webhook) || (index >= offset && index < offset + size),
  )
  const admin = members.filter(({ role }) => role === 'admin')
  if (admin.length === 0) return null
  const keep = (webhook: string, secret: string | null) => {
    const next = new Map(secrets)
    if (secret === null) next.delete(webhook)
    else next.set(webhook, secret)
    setSecrets(next)
  }
  return (
    <Panel
      title={t('webhooks.title')}
      text={rows?.length === 0 ? t('webhooks.none') : t('webhooks.text')}
      failure={failure}
    >
      <ul class="channels">
        {shown.map((row) => (
          <li key={row.webhook} data-webhook={row.webhook} data-state={row.state}>
            <One row={row} isOnlyAccount={members.length === 1} onSecret={(one) => keep(row.webhook, one)} />
            {secrets.has(row.webhook) && (
              <Secret
                webhook={row.webhook}
                secret={secrets.get(row.webhook) ?? ''}
                onKept={() => keep(row.webhook, null)}
              />
            )}
          </li>
        ))}
      </ul>
      <Pager offset={offset} size={size} count={sorted.length} onMove={setOffset} />
      <AddWebhook accounts={admin} onAdded={keep} />
    </Panel>
  )
}

/** The host of an address, by which people know it; the rest of it may be a key. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url)

const tones = {
  active: 'good',
  retrying: 'warn',
  paused: 'calm',
  failing: 'bad',
  gone: 'bad',
  behind: 'bad',
} as const

const State = ({ row }: { row: Webhook }) => {
  const { state, since, delivered_at: last } = row
  if (state === 'active')
    return (
      <>
        <Status status={last ? 'delivers' : 'untried'} />
        {last && <span class="quiet">{t('channels.delivered', { at: at(last) })}</span>}
      </>
    )
  return (
    <>
      <Status status={`webhook_${state}`} tone={tones[state]} />
      {since && <span class="quiet">{t('webhooks.since', { at: at(since) })}</span>}
    </>
  )
}

/** How many changes wait, or more. */
const waitingOf = ({ waiting, more }: Webhook): string =>
  more ? t('webhooks.or_more', { n: waiting }) : number(waiting)

/** The number by which a sentence says it: of one or more it speaks as of several. */
const amountOf = ({ waiting, more }: Webhook): number => (more ? Math.max(waiting, 2) : waiting)

/** A webhook with its numbers, its last answer and its buttons. */
const One = (props: { row: Webhook; isOnlyAccount: boolean; onSecret: (secret: string) => void }) => {
  const { row, isOnlyAccount, onSecret } = props
  const [delivery, setDelivery] = useState<number | null>(null)
  const { state, since, given_up: givenUp, last_error: error, old_secret_until: until } = row
  return (
    <>
      <div class="row between">
        <h3>
          {row.about ?? hostOf(row.url)}
          {!isOnlyAccount && <small class="quiet"> {row.account_id}</small>}
        </h3>
        <span class="row">
          <State row={row} />
        </span>
      </div>
      <p class="quiet">
        <code>{row.url}</code> <ToldOf row={row} />
      </p>
      {since && (state === 'failing' || state === 'gone' || state === 'behind') && (
        <p>{t(`webhooks.${state}`, { at: at(since) })}</p>
      )}
      <p>
        {t('label.about', { label: t('webhooks.waiting'), about: waitingOf(row) })} ·{' '}
        {t('label.about', { label: t('webhooks.delivered'), about: number(row.delivered) })}
        {givenUp > 0 && <> · {t('label.about', { label: t('webhooks.given_up'), about: number(givenUp) })}</>}
      </p>
      {error && (
        <p class="error" lang="en">
          {error}
        </p>
      )}
      {until && <p class="quiet">{t('webhooks.old_secret', { at: at(until) })}</p>}
      {delivery !== null && <Tested key={delivery} delivery={delivery} />}
      <Buttons row={row} onTested={setDelivery} onSecret={onSecret} />
    </>
  )
}

/** What a webhook is told of, by the names of the modules. */
const ToldOf = ({ row }: { row: Webhook }) => {
  const moduleName = useModuleNames()
  const { rows: modules = [] } = useRows<ModuleEntities>(entities, every.days)
  const own = modules.filter((one) => one.entities.some((entity) => row.entities?.includes(entity)))
  const names = row.entities === null ? [t('webhooks.all')] : own.map(({ module }) => moduleName(module))
  const told = t('label.about', {
    label: t('webhooks.of'),
    about: [...names, ...(row.fields ?? [])].join(', '),
  })
  return (
    <>
      {told}
      {row.batch > 1 && <> · {t('webhooks.batch', { n: row.batch })}</>}
    </>
  )
}

/** How a test went, as soon as it is known. */
const Tested = ({ delivery }: { delivery: number }) => {
  const { rows: test } = useValue<TestAnswer>(answerOf(delivery), every.state)
  if (!test) return null
  return (
    <p class="quiet" role="status" data-test={test.status}>
      {t(`webhooks.test.${test.status}`)}{' '}
      {test.answer && (
        <span lang="en" class="mono">
          {test.answer}
        </span>
      )}
    </p>
  )
}

const periods = [1, 24, 168, 720] as const
const agoOf = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

const hasSecret = (value: unknown): value is { secret: string } =>
  typeof value === 'object' && value !== null && 'secret' in value && typeof value.secret === 'string'

const Buttons = (props: {
  row: Webhook
  onTested: (delivery: number) => void
  onSecret: (secret: string) => void
}) => {
  const { row, onTested, onSecret } = props
  const [hours, setHours] = useState<number>(periods[0])
  const from = agoOf(hours)
  const host = hostOf(row.url)
  const args = { p_webhook: row.webhook }
  const common = { account: row.account_id, about: host }
  const isPaused = row.state !== 'active' && row.state !== 'retrying'
  return (
    <div class="row">
      <ActionButton
        {...common}
        label={t('do.test_webhook')}
        title={t('do.test_webhook.title', { host })}
        text={t('do.test_webhook.text')}
        action={{ action: 'webhooks.test', args }}
        onDone={(outcome) => typeof outcome?.delivery === 'number' && onTested(outcome.delivery)}
      />
      {isPaused ? (
        <ActionButton
          {...common}
          label={t('do.resume_webhook')}
          title={many('do.resume_webhook.title', amountOf(row), { host, waiting: waitingOf(row) })}
          text={t('do.resume_webhook.text')}
          action={{ action: 'webhooks.resume', args }}
        />
      ) : (
        <ActionButton
          {...common}
          label={t('do.pause_webhook')}
          title={t('do.pause_webhook.title', { host })}
          text={t('do.pause_webhook.text')}
          action={{ action: 'webhooks.pause', args }}
        />
      )}
      <ActionButton
        {...common}
        label={t('do.rotate_webhook')}
        title={t('do.rotate_webhook.title', { host })}
        text={t('do.rotate_webhook.text')}
        action={{ action: 'webhooks.rotate', args }}
        onAnswer={(answer) => hasSecret(answer) && onSecret(answer.secret)}
        done={t('outcome.rotated')}
      />
      <label class="row">
        <span class="quiet">{t('webhooks.period')}</span>
        <select onChange={(event) => setHours(Number(event.currentTarget.value))}>
          {periods.map((one) => (
            <option key={one} value={one}>
              {t(`webhooks.period.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <ActionButton
        {...common}
        label={t('do.replay_webhook')}
        title={t('do.replay_webhook.title', { host, at: at(from) })}
        text={t('do.replay_webhook.text')}
        action={{ action: 'webhooks.replay', args: { ...args, p_from: from } }}
      />
      <ActionButton
        {...common}
        label={t('do.remove_webhook')}
        title={many('do.remove_webhook.title', amountOf(row), { host, waiting: waitingOf(row) })}
        text={t('do.remove_webhook.text')}
        kind="danger"
        action={{ action: 'webhooks.remove', args }}
      />
    </div>
  )
}
