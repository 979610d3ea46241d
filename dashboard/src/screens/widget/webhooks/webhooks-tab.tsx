import { useSignal } from '@preact/signals'
import { api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { WebhookCard } from './webhook-card.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { t } from './webhook-phrases.ts'

/** A person who repairs a receiver wants to see its events pass. */
const EVERY_MS = 10_000

export function WebhooksTab({ widget_id }: { widget_id: number }) {
  const endpoints = useResource(widget_id, () => api.call('webhooks.list', { widget_id }))
  useVisibleInterval(EVERY_MS, endpoints.look)
  const isAdding = useSignal(false)
  const close = () => {
    isAdding.value = false
  }
  const now = endpoints.now.value
  return (
    <>
      <Card
        title={t('title')}
        lead={t('lead')}
        aside={
          !isAdding.value && (
            <Button
              icon="plus"
              onClick={() => {
                isAdding.value = true
              }}
            >
              {t('add')}
            </Button>
          )
        }
      >
        {isAdding.value && (
          <WebhookForm
            widget_id={widget_id}
            endpoint={null}
            onDone={() => {
              close()
              endpoints.reload()
            }}
            onClose={close}
          />
        )}
        {now.state === 'loading' && <Loading lines={3} />}
        {now.state === 'failed' && <LoadFailed error={now.error} onRetry={endpoints.reload} />}
        {now.state === 'ready' && now.value.endpoints.length === 0 && !isAdding.value && (
          <p class="hint">{t('none')}</p>
        )}
      </Card>
      {now.state === 'ready' &&
        now.value.endpoints.map((endpoint) => (
          <WebhookCard
            key={endpoint.endpoint_id}
            widget_id={widget_id}
            endpoint={endpoint}
            onChanged={endpoints.reload}
          />
        ))}
    </>
  )
}
