import { useSignal } from '@preact/signals'
import { common, formatTime } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { api, type ReadMessage } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { FormError } from '../../ui/notice.tsx'
import { MessageContent } from '../moderation/message-content.tsx'
import { t } from './phrases.ts'

/** Any conversation, once the moderator has said why: the reason is recorded before anything is shown. */
export function Reader({ widget_id, room_id }: { widget_id: number; room_id: number }) {
  const reason = useSignal('')
  const messages = useSignal<readonly ReadMessage[] | null>(null)
  const more = useSignal(false)
  const read = useSubmit(async () => {
    const first = messages.peek()?.[0]?.seq
    const page = await api.call('widget_rooms.read', {
      widget_id,
      params: { room_id: String(room_id) },
      body: { reason: reason.peek(), ...(first !== undefined && { before_seq: first }) },
    })
    messages.value = [...page.messages, ...(messages.peek() ?? [])]
    more.value = page.more
  })
  const shown = messages.value
  return (
    <Card title={t('read')} lead={t('read_lead')}>
      {shown === null ? (
        <form class="form" onSubmit={read.run}>
          <TextField
            label={t('reason')}
            hint={t('reason_hint')}
            name="reason"
            value={reason.value}
            error={fieldText(read.error.value, 'reason')}
            onValue={(value) => {
              reason.value = value
            }}
          />
          <FormError error={read.error.value} fields={['reason']} />
          <div class="form-acts">
            <Button
              type="submit"
              pending={read.pending.value}
              disabled={reason.value.trim().length < 3 && common('act.reason_missing')}
            >
              {t('read_act')}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <FormError error={read.error.value} fields={[]} />
          {more.value && (
            <Button pending={read.pending.value} onClick={read.run}>
              {t('older')}
            </Button>
          )}
          {shown.length === 0 && <p class="hint">{t('no_messages')}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by the keyboard */}
          <ol class="report-context" aria-label={t('read')} tabIndex={0}>
            {shown.map(({ seq, sender, text, files, carries, created_at }) => (
              <li key={seq}>
                {sender.user_id !== '' && <bdi class="report-author">{sender.name}</bdi>}{' '}
                <span class="hint">{formatTime(created_at)}</span>
                <MessageContent text={text} carries={carries} files={files} deleted={t('deleted')} />
              </li>
            ))}
          </ol>
        </>
      )}
    </Card>
  )
}
