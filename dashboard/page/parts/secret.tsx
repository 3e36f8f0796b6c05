import { usePage } from '../context.ts'
import { t } from '../words/words.ts'

/** A secret that is shown once, until somebody says that they have kept it. */
export const Secret = ({
  webhook,
  secret,
  onKept,
}: {
  webhook: string
  secret: string
  onKept: () => void
}) => {
  const { say } = usePage()
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => say(t('webhooks.copied')),
      () => say(t('webhooks.not_copied'), 'bad'),
    )
  return (
    <div class="secret" role="status">
      <h3>{t('webhooks.secret', { webhook })}</h3>
      <p>
        <code>{secret}</code>
      </p>
      <p class="quiet">{t('webhooks.secret.text')}</p>
      <div class="row">
        <button type="button" class="button main" onClick={copy}>
          {t('webhooks.copy')}
        </button>
        <button type="button" class="button plain" onClick={onKept}>
          {t('webhooks.kept')}
        </button>
      </div>
    </div>
  )
}
