import { rich, t } from '../../i18n/index.ts'
import { Card } from '../../ui/card.tsx'
import { KeyCard } from './key-card.tsx'
import type { Keys } from './keys.ts'
import { RevealButton } from './reveal-button.tsx'
import { SecretValue } from './secret-value.tsx'

export function KeysTab({ widgetId, keys }: { widgetId: number; keys: Keys }) {
  return (
    <>
      <p class="hint">{t('keys.lead')}</p>
      <KeyCard kind="secret_key" widgetId={widgetId} secret={keys.secret_key} />
      <Card
        title={t('keys.api_login')}
        lead={rich('keys.api_login_lead', { header: <code>Authorization</code> })}
        aside={<RevealButton secret={keys.api_login} />}
      >
        <SecretValue what={t('keys.api_login')} value={keys.api_login.shown.value?.[0]?.value ?? null} />
      </Card>
      <KeyCard kind="api_password" widgetId={widgetId} secret={keys.api_password} />
    </>
  )
}
