import { useSignal } from '@preact/signals'
import { api } from '../../../../requests/api.ts'
import { useResource } from '../../../../requests/resource.ts'
import { Button } from '../../../../ui/button.tsx'
import { Card } from '../../../../ui/card.tsx'
import { useVisibleInterval } from '../../../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../../../ui/loading.tsx'
import { LoadFailed } from '../../../../ui/notice.tsx'
import { t } from './api-key-phrases.ts'
import { ApiKeyRow } from './api-key-row.tsx'
import { NewApiKey } from './new-api-key.tsx'

/** Programs use them meanwhile, and bots get keys of their own. */
const EVERY_MS = 10_000

/** The keys of the server API: made, shown once, and revoked. */
export function ApiKeys({ widget_id }: { widget_id: number }) {
  const keys = useResource(widget_id, () => api.call('api_keys.list', { widget_id }))
  useVisibleInterval(EVERY_MS, keys.look)
  const isMaking = useSignal(false)
  const now = keys.now.value
  return (
    <Card
      title={t('title')}
      lead={t('lead')}
      aside={
        !isMaking.value && (
          <Button
            icon="plus"
            onClick={() => {
              isMaking.value = true
            }}
          >
            {t('new')}
          </Button>
        )
      }
    >
      {isMaking.value && (
        <NewApiKey
          widget_id={widget_id}
          onCreated={keys.reload}
          onClose={() => {
            isMaking.value = false
          }}
        />
      )}
      {now.state === 'loading' && <Loading lines={2} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={keys.reload} />}
      {now.state === 'ready' && now.value.keys.length > 0 && (
        <ul class="rows" aria-label={t('title')}>
          {now.value.keys.map((key) => (
            <ApiKeyRow key={key.key_id} widget_id={widget_id} apiKey={key} onRevoked={keys.reload} />
          ))}
        </ul>
      )}
    </Card>
  )
}
