import { type PushProblem, problemHere, subscribeBrowser } from '@imbachat/sdk/subscribe-browser'
import { useSignal } from '@preact/signals'
import { api } from '../requests/api.ts'
import { useRefusalToast } from '../requests/refusal-toast.ts'
import { useResource } from '../requests/resource.ts'
import { useSubmit } from '../requests/submit.ts'
import { session } from '../session.ts'
import { SwitchField } from '../ui/form/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { t } from './phrases.ts'

const WORKER = '/dashboard/push-worker.js'
const SCOPE = '/dashboard/'

/**
 * A switch: this browser shows the account's notices, also while the dashboard is closed. It is not drawn where the
 * browser can't do so.
 */
export function BrowserPush() {
  const { value: person } = session
  // who comes from a site's admin has no account to which notices could go
  if (person.state !== 'signed-in' || person.back_to !== null || problemHere() === 'unsupported') return null
  return <Switch />
}

function Switch() {
  const loaded = useResource('push', () => api.call('account.push'))
  const problem = useSignal<PushProblem | null>(null)
  const now = loaded.now.value
  const submit = useSubmit(async () => {
    if (now.state !== 'ready' || now.value.key === null) return
    problem.value = null
    if (now.value.on) return loaded.set(await api.call('account.turn_off_push'))
    const subscription = await subscribeBrowser({ worker: WORKER, scope: SCOPE, key: now.value.key })
    if (typeof subscription === 'string') problem.value = subscription
    else loaded.set(await api.call('account.turn_on_push', { body: { subscription } }))
  })
  useRefusalToast(submit.error.value)
  if (now.state !== 'ready' || now.value.key === null) return null
  return (
    <>
      <SwitchField
        label={t('push')}
        hint={t('push_hint')}
        name="push"
        value={now.value.on}
        onValue={() => submit.run()}
      />
      {problem.value !== null && (
        <Notice kind="warning" role="status">
          {t(problem.value)}
        </Notice>
      )}
    </>
  )
}
