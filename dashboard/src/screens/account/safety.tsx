import { useSignal } from '@preact/signals'
import { formatAgo, formatDate } from '../../i18n/index.ts'
import { type AccountSafety, type AccountSession, api } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { browserName } from './browser-name.ts'
import { t } from './phrases.ts'
import { TwoFactor } from './two-factor.tsx'

/** Two-factor sign-in, and where the account is signed in. */
export function Safety() {
  const loaded = useResource('safety', () => api.call('account.safety'))
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={4} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  return (
    <>
      <TwoFactor isOn={now.value.two_factor} left={now.value.recovery_codes_left} onChanged={loaded.set} />
      <Sessions sessions={now.value.sessions} onChanged={loaded.set} />
    </>
  )
}

interface SessionsProps {
  sessions: readonly AccountSession[]
  onChanged: (safety: AccountSafety) => void
}

function Sessions({ sessions, onChanged }: SessionsProps) {
  /** null: all others */
  const ending = useSignal<string | null>(null)
  const end = useSubmit(async () => {
    onChanged(await api.call('account.end_sessions', { body: { session_id: ending.value } }))
    toast(t('ended'))
  })
  useRefusalToast(end.error.value)
  const ask = (sessionId: string | null) => () => {
    if (end.pending.value) return
    ending.value = sessionId
    end.run()
  }
  const isEnding = (sessionId: string | null) => end.pending.value && ending.value === sessionId
  return (
    <Card
      title={t('sessions_title')}
      lead={t('sessions_lead')}
      aside={
        sessions.length > 1 && (
          <Button pending={isEnding(null)} onClick={ask(null)}>
            {t('end_others')}
          </Button>
        )
      }
    >
      <ul class="rows">
        {sessions.map(({ session_id, current, user_agent, created_at, seen_at }) => {
          const name = browserName(user_agent) ?? t('unknown')
          const seen = t('seen', {
            since: formatDate(created_at),
            seen: current ? t('now') : formatAgo(seen_at, Date.now()),
          })
          return (
            <li key={session_id} class="row">
              <div class="row-words">
                <span class="row-title">
                  {name} {current && <span class="row-note">({t('this')})</span>}
                </span>
                <span class="row-note">{seen}</span>
              </div>
              {!current && (
                <Button
                  kind="quiet"
                  label={t('end_of', { what: name })}
                  pending={isEnding(session_id)}
                  onClick={ask(session_id)}
                >
                  {t('end')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
