import type { BotView } from '@imbachat/protocol/http/api/api-bots'
import { useSignal } from '@preact/signals'
import { formatAgo } from '../../../../i18n/index.ts'
import { paths } from '../../../../navigation/routes.ts'
import { api } from '../../../../requests/api.ts'
import { useSubmit } from '../../../../requests/submit.ts'
import { toast } from '../../../../toasts.ts'
import { Avatar } from '../../../../ui/avatar.tsx'
import { Button } from '../../../../ui/button.tsx'
import { Confirm } from '../../../../ui/confirm.tsx'
import { SwitchField } from '../../../../ui/form/field.tsx'
import { t } from './bot-phrases.ts'

type Question = 'key' | 'revoke' | 'pause' | 'resume' | 'delete'

interface BotRowProps {
  widget_id: number
  bot: BotView
  /** the server destroys it step by step */
  isDeleted: boolean
  onEdit: () => void
  onKey: (key: string) => void
  onChanged: () => void
  onDeleted: () => void
}

export function BotRow({ widget_id, bot, isDeleted, onEdit, onKey, onChanged, onDeleted }: BotRowProps) {
  const { user_id, name, avatar_url, receives, keys, paused } = bot
  const asking = useSignal<Question | null>(null)
  const replace = useSignal(true)
  const of = { widget_id, params: { user_id } }
  const ban = { user_id, kind: 'ban' } as const
  const answer = useSubmit(async () => {
    const what = asking.peek()
    if (what === 'key') {
      const body = { replace: keys > 0 && replace.peek() }
      onKey((await api.call('widget_bots.create_key', { ...of, body })).key)
    } else if (what === 'revoke') await api.call('widget_bots.revoke_keys', of)
    else if (what === 'pause') await api.call('people.restrict', { widget_id, body: ban })
    else if (what === 'resume') await api.call('people.lift', { widget_id, body: ban })
    else await api.call('people.erase', { widget_id, body: { user_id, confirm: user_id } })
    asking.value = null
    if (what === 'delete') onDeleted()
    else if (what !== 'key') onChanged()
    if (what !== null && what !== 'key') toast(t(`${what}_done`, { name }))
  })
  const ask = (what: Question | null) => {
    answer.clear()
    replace.value = true
    asking.value = what
  }
  return (
    <li class="row">
      <Avatar name={name} url={avatar_url} />
      <div class="row-words">
        <span class="row-title">
          <a href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user_id)}`}>
            <bdi>{name}</bdi>
          </a>{' '}
          <code dir="ltr">{user_id}</code>{' '}
          {paused && !isDeleted && <span class="chip chip-warning">{t('paused')}</span>}
        </span>
        <span class="row-note">{isDeleted ? t('deleting') : lifeOf(bot)}</span>
      </div>
      {!isDeleted && (
        <span class="row-acts">
          <Button kind="quiet" label={t('edit_of', { name })} onClick={onEdit}>
            {t('edit')}
          </Button>
          <Button kind="quiet" icon="rotate" label={t('key_of', { name })} onClick={() => ask('key')}>
            {t('key')}
          </Button>
          {keys > 0 && (
            <Button kind="quiet" label={t('revoke_of', { name })} onClick={() => ask('revoke')}>
              {t('revoke')}
            </Button>
          )}
          {paused ? (
            <Button kind="quiet" label={t('resume_of', { name })} onClick={() => ask('resume')}>
              {t('resume')}
            </Button>
          ) : (
            <Button kind="quiet" label={t('pause_of', { name })} onClick={() => ask('pause')}>
              {t('pause')}
            </Button>
          )}
          <Button kind="danger-plain" label={t('delete_of', { name })} onClick={() => ask('delete')}>
            {t('delete')}
          </Button>
        </span>
      )}
      {asking.value !== null && (
        <Confirm
          title={t(`${asking.value}_title`, { name })}
          act={t(asking.value)}
          dangerous={asking.value === 'delete' || asking.value === 'revoke'}
          pending={answer.pending.value}
          error={answer.error.value}
          onConfirm={() => answer.run()}
          onClose={() => ask(null)}
        >
          <p>{t(`${asking.value}_text`)}</p>
          {asking.value === 'key' && keys > 0 && (
            <SwitchField
              label={t('replace')}
              hint={t('replace_hint')}
              name="replace"
              value={replace.value}
              onValue={(value) => {
                replace.value = value
              }}
            />
          )}
        </Confirm>
      )}
    </li>
  )

  function lifeOf({ active_at }: BotView): string {
    return [
      t(`receives_${receives}`),
      keys === 0 ? t('no_keys') : t('keys', { count: keys }),
      active_at === null ? t('never_active') : t('active', { ago: formatAgo(active_at, Date.now()) }),
    ].join(' · ')
  }
}
