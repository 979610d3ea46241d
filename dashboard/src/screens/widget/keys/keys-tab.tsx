import { api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { Card } from '../../../ui/card.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { ApiKeys } from './api/api-keys.tsx'
import { Bots } from './bots/bots.tsx'
import { KeyCard } from './key-card.tsx'
import { t } from './key-phrases.ts'
import type { Keys } from './keys.ts'
import { RevealButton } from './reveal-button.tsx'
import { SecretValue } from './secret-value.tsx'

/** An owner who has put a new key into the site waits to see it used. */
const EVERY_MS = 10_000

export function KeysTab({ widget_id, keys }: { widget_id: number; keys: Keys }) {
  const states = useResource(widget_id, () => api.call('widget_keys.states', { widget_id }))
  useVisibleInterval(EVERY_MS, states.look)
  const now = states.now.value
  const known = now.state === 'ready' ? now.value : null
  return (
    <>
      <p class="hint">{t('lead')}</p>
      <KeyCard
        kind="secret_key"
        widget_id={widget_id}
        secret={keys.secret_key}
        states={known?.secret_key ?? []}
        onChanged={states.reload}
      />
      <Card
        title={t('api_login')}
        lead={t.rich('api_login_lead', { header: <code>Authorization</code> })}
        aside={<RevealButton secret={keys.api_login} />}
      >
        <SecretValue what={t('api_login')} value={keys.api_login.shown.value?.[0]?.value ?? null} />
      </Card>
      <KeyCard
        kind="api_password"
        widget_id={widget_id}
        secret={keys.api_password}
        states={known?.api_password ?? []}
        onChanged={states.reload}
      />
      <ApiKeys widget_id={widget_id} />
      <Bots widget_id={widget_id} />
    </>
  )
}
