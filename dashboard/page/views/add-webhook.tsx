import { useState } from 'preact/hooks'
import { QueryError } from '../../ask.ts'
import { useModuleNames, usePage, useRows } from '../context.ts'
import { lostIn } from '../parts/action.tsx'
import { entities, every } from '../questions.ts'
import type { Membership, ModuleEntities } from '../rows.ts'
import { t } from '../words/words.ts'

const isAdded = (value: unknown): value is { webhook: string; secret: string } =>
  typeof value === 'object' && value !== null && 'webhook' in value && 'secret' in value

/** What the database says of an input that cannot be: it names it, in English. */
const Refusal = ({ error }: { error: QueryError }) =>
  error.code === 'GZ400' ? (
    <p class="error" role="alert">
      {t('webhooks.refused')} <span lang="en">{[error.message, error.hint].filter(Boolean).join('. ')}</span>
    </p>
  ) : (
    <p class="error" role="alert">
      {lostIn(error)}
    </p>
  )

/** The form that adds a webhook: address, what it is told of, changes in a message. */
export const AddWebhook = ({
  accounts,
  onAdded,
}: {
  /** Those whose admin the user is. */
  accounts: Membership[]
  onAdded: (webhook: string, secret: string) => void
}) => {
  const { source, live, say } = usePage()
  const moduleName = useModuleNames()
  const { rows: modules = [] } = useRows<ModuleEntities>(entities, every.days)
  const [isOpen, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<QueryError | null>(null)

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const form = new FormData(event.currentTarget)
    const chosen = form.getAll('module')
    const tables = modules.filter(({ module }) => chosen.includes(module)).flatMap((one) => one.entities)
    setBusy(true)
    setRefusal(null)
    try {
      const added = await source.act({
        action: 'webhooks.add',
        args: {
          p_url: String(form.get('url')).trim(),
          p_about: String(form.get('about')).trim() || null,
          p_batch: Number(form.get('batch')),
          p_entities: tables.length > 0 ? tables : null,
          p_account: String(form.get('account') ?? accounts[0]?.account_id),
        },
      })
      if (!isAdded(added)) return
      setOpen(false)
      say(t('outcome.added'))
      onAdded(added.webhook, added.secret)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      setRefusal(error)
    } finally {
      setBusy(false)
      live.refresh()
    }
  }

  if (!isOpen)
    return (
      <div>
        <button type="button" class="button main" onClick={() => setOpen(true)}>
          {t('webhooks.add')}
        </button>
      </div>
    )
  return (
    <form class="add" onSubmit={submit} aria-label={t('webhooks.add')}>
      <h3>{t('webhooks.add')}</h3>
      <label>
        {t('webhooks.url')}
        <input name="url" type="url" required maxLength={2000} placeholder="https://" autocomplete="off" />
        <small class="quiet">{t('webhooks.url.text')}</small>
      </label>
      <label>
        {t('webhooks.about')}
        <input name="about" type="text" maxLength={200} autocomplete="off" />
      </label>
      {accounts.length > 1 && (
        <label>
          {t('webhooks.account')}
          <select name="account">
            {accounts.map(({ account_id: id, title }) => (
              <option key={id} value={id}>
                {title ?? id}
              </option>
            ))}
          </select>
        </label>
      )}
      <fieldset>
        <legend>{t('webhooks.entities')}</legend>
        <div class="boxes">
          {modules.map(({ module }) => (
            <label key={module} class="row">
              <input type="checkbox" name="module" value={module} />
              {moduleName(module)}
            </label>
          ))}
        </div>
      </fieldset>
      <label>
        {t('webhooks.batch.label')}
        <input name="batch" type="number" min={1} max={100} value={1} required />
      </label>
      {refusal && <Refusal error={refusal} />}
      <div class="row">
        <button type="submit" class="button main" disabled={busy}>
          {busy ? t('do.busy') : t('webhooks.add.do')}
        </button>
        <button type="button" class="button plain" onClick={() => setOpen(false)}>
          {t('do.cancel')}
        </button>
      </div>
    </form>
  )
}
