import { keyWarningAt } from '@imbachat/protocol/http/widget/api-keys'
import { useSignal } from '@preact/signals'
import { formatAgo, formatDate } from '../../../../i18n/index.ts'
import { type ApiKeyView, api } from '../../../../requests/api.ts'
import { useSubmit } from '../../../../requests/submit.ts'
import { toast } from '../../../../toasts.ts'
import { Button } from '../../../../ui/button.tsx'
import { Confirm } from '../../../../ui/confirm.tsx'
import { t } from './api-key-phrases.ts'
import { scopeName } from './new-api-key.tsx'

interface ApiKeyRowProps {
  widget_id: number
  apiKey: ApiKeyView
  onRevoked: () => void
}

export function ApiKeyRow({ widget_id, apiKey, onRevoked }: ApiKeyRowProps) {
  const { key_id, name, start, scopes } = apiKey
  const asking = useSignal(false)
  const revoke = useSubmit(async () => {
    await api.call('api_keys.revoke', { widget_id, params: { key_id } })
    asking.value = false
    onRevoked()
    toast(t('revoked_toast'))
  })
  const ended = endOf(apiKey)
  const daysLeft = ended === null ? daysLeftOf(apiKey) : null
  return (
    <li class={ended === null ? 'row' : 'row hint'}>
      <div class="row-words">
        <span class="row-title">
          <bdi>{name}</bdi> <code dir="ltr">{start}…</code>{' '}
          {daysLeft !== null && <span class="chip chip-warning">{t('expires_in', { count: daysLeft })}</span>}
        </span>
        <span class="row-note">{ended ?? lifeOf(apiKey)}</span>
        <span class="row-note">{scopes.map(scopeName).join(' · ')}</span>
      </div>
      {ended === null && (
        <Button
          label={t('revoke_of', { name })}
          onClick={() => {
            revoke.clear()
            asking.value = true
          }}
        >
          {t('revoke')}
        </Button>
      )}
      {asking.value && (
        <Confirm
          title={t('revoke_title', { name })}
          act={t('revoke')}
          dangerous
          pending={revoke.pending.value}
          error={revoke.error.value}
          onConfirm={() => revoke.run()}
          onClose={() => {
            asking.value = false
          }}
        >
          <p>{t('revoke_text')}</p>
        </Confirm>
      )}
    </li>
  )
}

/** The reason why the key no longer works; null if it works. */
function endOf({ revoked_at, expires_at }: ApiKeyView): string | null {
  if (revoked_at !== null) return t('revoked', { date: formatDate(revoked_at) })
  if (expires_at !== null && expires_at <= Date.now()) return t('expired', { date: formatDate(expires_at) })
  return null
}

/** Days until the key ends, if that is soon; null: it is not. */
function daysLeftOf(apiKey: ApiKeyView): number | null {
  const warning = keyWarningAt(apiKey)
  if (warning === null || apiKey.expires_at === null || warning > Date.now()) return null
  return Math.ceil((apiKey.expires_at - Date.now()) / 86_400_000)
}

function lifeOf({ created_at, created_by, expires_at, used_at }: ApiKeyView): string {
  return [
    t('made', { date: formatDate(created_at), name: created_by }),
    used_at === null ? t('unused') : t('used', { ago: formatAgo(used_at, Date.now()) }),
    expires_at === null ? null : t('expires', { date: formatDate(expires_at) }),
  ]
    .filter(Boolean)
    .join(' · ')
}
