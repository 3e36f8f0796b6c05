import { useMayAct, useRows } from '../context.ts'
import { ActionButton } from '../parts/action.tsx'
import { Panel } from '../parts/panel.tsx'
import { Status } from '../parts/status.tsx'
import { channels, every, testsOf } from '../questions.ts'
import type { Channel, Delivery } from '../rows.ts'
import { at } from '../time.ts'
import { t } from '../words/words.ts'

/** The ways to reach people, and the settings that each takes. */
const known = [
  { name: 'email', settings: ['ALERT_EMAIL_API_KEY', 'ALERT_EMAIL_FROM', 'ALERT_EMAIL_TO'] },
  { name: 'slack', settings: ['ALERT_SLACK_WEBHOOK_URL'] },
  { name: 'webhook', settings: ['ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET'] },
] as const

const tests = testsOf(known.map(({ name }) => name))

/** Which alert channels are set up, whether they deliver, a test of each, and how to set up the others. */
export const Channels = () => {
  const mayAct = useMayAct(null)
  const { rows, failure } = useRows<Channel>(channels, every.todo)
  const { rows: sent = [] } = useRows<Delivery>(tests, every.todo)
  // They are those of the whole project.
  if (!mayAct) return null
  return (
    <Panel
      title={t('channels.title')}
      text={rows?.length === 0 ? t('channels.none') : t('channels.text')}
      failure={failure}
    >
      <ul class="channels">
        {rows &&
          known.map(({ name, settings }) => {
            const row = rows.find(({ channel }) => channel === name)
            return (
              <li key={name} data-channel={name}>
                <h3>{t(`channel.${name}`)}</h3>
                {row ? (
                  <SetUp row={row} test={sent.find(({ channel }) => channel === name)} />
                ) : (
                  <details>
                    <summary>{t('channels.absent')}</summary>
                    <p>{t(`channel.${name}.how`)}</p>
                    <ul class="settings">
                      {settings.map((setting) => (
                        <li key={setting}>
                          <code>{setting}</code>
                        </li>
                      ))}
                    </ul>
                    <p class="quiet">
                      {t('settings.where')} {t('channels.where')}
                    </p>
                  </details>
                )}
              </li>
            )
          })}
      </ul>
      <p class="quiet">{t('channels.heartbeat')}</p>
    </Panel>
  )
}

const SetUp = ({ row, test }: { row: Channel; test: Delivery | undefined }) => {
  const name = t(channelWords[row.channel] ?? 'channel.webhook')
  return (
    <>
      <div class="row between">
        <span class="row">
          <Status status={row.failing_since ? 'failing' : row.acknowledged_at ? 'delivers' : 'untried'} />
          <span class="quiet">
            {row.failing_since
              ? t('channels.failing', { at: at(row.failing_since) })
              : row.acknowledged_at
                ? t('channels.delivered', { at: at(row.acknowledged_at) })
                : t('channels.untried')}
          </span>
        </span>
        <ActionButton
          label={t('do.test_channel')}
          title={t('do.test_channel.title', { channel: name })}
          text={t('do.test_channel.text')}
          about={name}
          account={null}
          action={{ action: 'test_channel', args: { p_channel: row.channel } }}
        />
      </div>
      {row.failing_since && row.last_error && (
        <p class="error" lang="en">
          {row.last_error}
        </p>
      )}
      {test && (
        <p class="quiet" data-test={test.status}>
          {t(`channels.test.${test.status}`, { at: at(test.created_at) })}{' '}
          {test.answer && (
            <span lang="en" class="mono">
              {test.answer}
            </span>
          )}
        </p>
      )}
    </>
  )
}

const channelWords: Record<string, 'channel.email' | 'channel.slack' | 'channel.webhook'> = {
  email: 'channel.email',
  slack: 'channel.slack',
  webhook: 'channel.webhook',
}
