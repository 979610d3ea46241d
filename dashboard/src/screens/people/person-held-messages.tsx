import { useSignal } from '@preact/signals'
import { formatTime } from '../../i18n/index.ts'
import { api, type HeldEntry } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { More } from '../../ui/search/more.tsx'
import { HeldFiles } from '../moderation/held-files.tsx'
import { t } from './phrases.ts'

/** A user's held messages, by page. Most users have none: then there is no card. */
export function PersonHeldMessages({ widget_id, user_id }: { widget_id: number; user_id: string }) {
  const list = usePaged(
    user_id,
    (cursor) =>
      api.call('people.held', {
        widget_id,
        query: { user_id, limit: '20', ...(cursor !== null && { cursor }) },
      }),
    (shown, page) => ({ ...page, messages: [...shown.messages, ...page.messages] }),
  )
  const chosen = useSignal<{ message: HeldEntry; publish: boolean } | null>(null)
  const decide = useSubmit(async () => {
    const now = chosen.peek()
    if (now === null) return
    const { message, publish } = now
    const { room_id, client_id } = message
    await api.call('people.decide_held', { widget_id, body: { user_id, room_id, client_id, publish } })
    toast(t(publish ? 'published' : 'deleted_held'))
    list.reload()
  })
  useRefusalToast(decide.error.value)
  const act = (message: HeldEntry, publish: boolean) => () => {
    chosen.value = { message, publish }
    decide.run()
  }
  const now = list.now.value
  if (now.state !== 'ready' || now.value.messages.length === 0) return null
  return (
    <Card title={t('held')} lead={t('held_lead')}>
      <ul class="entries">
        {now.value.messages.map((message) => (
          <li key={`${message.room_id} ${message.client_id}`}>
            <p class="hint">
              {[
                t(message.reason === 'shadow' ? 'held_shadow' : 'held_waits'),
                message.title ?? t('held_dialog'),
                formatTime(message.held_at),
              ].join(' · ')}
            </p>
            <p class="report-text" dir="auto">
              {message.text}
            </p>
            <HeldFiles widget_id={widget_id} user_id={user_id} files={message.files} />
            <div class="report-acts">
              <Button pending={decide.pending.value} onClick={act(message, true)}>
                {t('publish')}
              </Button>
              <Button pending={decide.pending.value} onClick={act(message, false)}>
                {t('delete_held')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <More list={list} />
    </Card>
  )
}
