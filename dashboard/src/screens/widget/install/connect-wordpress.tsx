import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatTime } from '../../../i18n/index.ts'
import { api, type Connection } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { FormError, LoadFailed, Notice } from '../../../ui/notice.tsx'
import { SecretValue } from '../keys/secret-value.tsx'
import { useTabReturn } from '../use-tab-return.ts'
import { t } from './phrases.ts'

/** Milliseconds between two checks of whether the plugin has used the code. */
const LOOK_MS = 3_000

const PLUGIN = '/integrations/imbachat-wordpress.zip'

interface Code {
  code: string
  expires_at: number
}

/** Connects a WordPress site by a one-time code, and shows which one is connected. */
export function ConnectWordPress({ widget_id, onConnected }: { widget_id: number; onConnected: () => void }) {
  const code = useSignal<Code | null>(null)
  const loaded = useResource(widget_id, () => api.connection(widget_id))
  const now = loaded.now.value
  const connection = now.state === 'ready' ? now.value.connection : null
  const create = useSubmit(async () => {
    code.value = await api.createConnectCode(widget_id)
  })
  useTabReturn(loaded.reload)
  const usedAt = now.state === 'ready' ? (connection?.connected_at ?? null) : undefined
  useUsed(code.value !== null, usedAt, loaded.reload, () => {
    code.value = null
    onConnected()
  })

  return (
    <Card
      title={t('wordpress_title')}
      lead={t('wordpress_lead')}
      aside={
        <Button
          kind={connection === null && code.value === null ? 'primary' : 'plain'}
          pending={create.pending.value}
          onClick={create.run}
        >
          {t(code.value === null ? 'wordpress_connect' : 'wordpress_again')}
        </Button>
      }
    >
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
      <FormError error={create.error.value} fields={[]} />
      {connection && code.value === null && <Connected connection={connection} />}
      {code.value && <Steps code={code.value} />}
    </Card>
  )
}

function Connected({ connection }: { connection: Connection }) {
  return (
    <Notice kind="good" role="status" title={t('wordpress_connected')}>
      <a href={connection.site_url} target="_blank" rel="noopener noreferrer" dir="ltr">
        {connection.site_url}
      </a>
      {` · ${formatTime(connection.connected_at)}`}
    </Notice>
  )
}

function Steps({ code }: { code: Code }) {
  return (
    <ol class="steps">
      <li>
        {t.rich('wordpress_step_install', {
          plugin: (
            <a href={PLUGIN} download>
              {t('wordpress_plugin')}
            </a>
          ),
        })}
      </li>
      <li>
        {t('wordpress_step_code')}
        <SecretValue
          what={t('wordpress_code')}
          value={code.code}
          note={t('wordpress_code_note', { time: formatTime(code.expires_at) })}
        />
      </li>
    </ol>
  )
}

/**
 * While a code is shown, looks whether the plugin has used it. `act` runs once it has.
 * @param at when a code was used last; null: never; undefined: not known
 */
function useUsed(waiting: boolean, at: number | null | undefined, look: () => void, act: () => void): void {
  const before = useSignal<number | null | undefined>(undefined)

  useEffect(() => {
    if (!waiting || before.value === undefined) before.value = at
    if (!waiting) return
    if (at !== undefined && at !== before.value) {
      before.value = at
      act()
      return
    }
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [waiting, at])
}
