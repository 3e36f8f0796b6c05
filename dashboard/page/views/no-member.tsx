import { Panel } from '../parts/panel.tsx'
import { t } from '../words/words.ts'

/** For a signed-in user who is a member of no account: there is nothing to see, and what to do about it. */
export const NoMember = ({ who }: { who: string }) => (
  <main id="content" tabIndex={-1}>
    <Panel main title={t('member.none')} text={t('member.none.text', { who })}>
      <p>{t('member.none.ask')}</p>
      <p class="mono">gazelle members add {who}</p>
    </Panel>
  </main>
)
