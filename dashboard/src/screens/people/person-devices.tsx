import { useSignal } from '@preact/signals'
import { formatAgo, formatNumber, formatTime } from '../../i18n/index.ts'
import { api, type ConnectedDevice } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed, Notice } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  user_id: string
  name: string
  /** a guest has no sign-in that the site could refuse */
  guest: boolean
}

/** The user's open connections, with a button that ends them. */
export function PersonDevices({ widget_id, user_id, name, guest }: Props) {
  const list = useResource(user_id, () => api.call('people.devices', { widget_id, query: { user_id } }))
  const asking = useSignal(false)
  const signOut = useSubmit(async () => {
    const { ended, silent_nodes } = await api.call('people.sign_out', { widget_id, body: { user_id } })
    asking.value = false
    if (silent_nodes > 0) toast(t('signed_out_partly', { count: formatNumber(silent_nodes) }), 'failed')
    else toast(t('signed_out', { count: formatNumber(ended) }))
    list.reload()
  })
  const now = list.now.value
  const found = now.state === 'ready' ? now.value : { devices: [], total: 0, silent_nodes: 0 }
  return (
    <Card
      title={t('devices')}
      lead={t('devices_lead')}
      aside={
        <Button icon="rotate" onClick={list.reload}>
          {t('look_again')}
        </Button>
      }
    >
      {now.state === 'loading' && <Loading lines={2} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {found.silent_nodes > 0 && (
        <Notice kind="warning">{t('silent_nodes', { count: formatNumber(found.silent_nodes) })}</Notice>
      )}
      {now.state === 'ready' && found.devices.length === 0 && <p class="hint">{t('no_devices')}</p>}
      {found.devices.length > 0 && (
        <ul class="entries">
          {found.devices.map((device, index) => (
            <li key={`${device.since} ${index}`}>
              <p>
                <bdi>{nameOf(device)}</bdi>
              </p>
              <p class="hint">
                <time dateTime={new Date(device.since).toISOString()} title={formatTime(device.since)}>
                  {t('connected', { time: formatAgo(device.since, Date.now()) })}
                </time>
                {device.node !== null && (
                  <>
                    {' · '}
                    <bdi>{device.node}</bdi>
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
      {found.total > found.devices.length && (
        <p class="hint">{t('more_devices', { count: formatNumber(found.total - found.devices.length) })}</p>
      )}
      {!guest && (
        <div class="report-acts">
          <Button
            kind="danger-plain"
            onClick={() => {
              signOut.clear()
              asking.value = true
            }}
          >
            {t('sign_out')}
          </Button>
        </div>
      )}
      {asking.value && (
        <Confirm
          title={t('sign_out_question', { name })}
          act={t('sign_out')}
          dangerous
          pending={signOut.pending.value}
          error={signOut.error.value}
          onConfirm={() => signOut.run()}
          onClose={() => {
            asking.value = false
          }}
        >
          <p>{t('sign_out_hint')}</p>
          <p>{t('sign_out_keeps')}</p>
        </Confirm>
      )}
    </Card>
  )
}

const nameOf = ({ browser, system }: ConnectedDevice) =>
  [browser, system].filter((part) => part !== null).join(' · ') || t('unknown_device')
