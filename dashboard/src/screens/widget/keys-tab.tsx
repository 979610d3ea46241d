import { rich, t } from '../../i18n/index.ts'
import { Card } from '../../ui/card.tsx'
import { KeyCard } from './key-card.tsx'
import type { Keys } from './keys.ts'
import { RevealButton } from './reveal-button.tsx'
import { SecretValue } from './secret-value.tsx'

export function KeysTab({ widgetId, keys }: { widgetId: number; keys: Keys }) {
  const shown = keys.shown.value
  return (
    <>
      <div class="stack-head">
        <p class="hint">{t('keys.lead')}</p>
        <RevealButton keys={keys} place="keys" />
      </div>
      <KeyCard kind="secret_key" widgetId={widgetId} keys={keys} values={shown?.secret_keys ?? null} />
      <Card title={t('keys.api_login')} lead={rich('keys.api_login_lead', { header: <code>Authorization</code> })}>
        <SecretValue what={t('keys.api_login')} value={shown?.api_login ?? null} />
      </Card>
      <KeyCard kind="api_password" widgetId={widgetId} keys={keys} values={shown?.api_passwords ?? null} />
    </>
  )
}
