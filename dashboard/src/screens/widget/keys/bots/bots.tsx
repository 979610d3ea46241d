import type { BotView } from '@imbachat/protocol/http/api/api-bots'
import { useSignal } from '@preact/signals'
import { api } from '../../../../requests/api.ts'
import { usePaged } from '../../../../requests/paged.ts'
import { Button } from '../../../../ui/button.tsx'
import { Card } from '../../../../ui/card.tsx'
import { usePolling } from '../../../../ui/hooks/use-polling.ts'
import { useVisibleInterval } from '../../../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../../../ui/loading.tsx'
import { LoadFailed } from '../../../../ui/notice.tsx'
import { More } from '../../../../ui/search/more.tsx'
import { ShownOnce } from '../api/new-api-key.tsx'
import { BotForm } from './bot-form.tsx'
import { t } from './bot-phrases.ts'
import { BotRow } from './bot-row.tsx'

/** A person who starts a bot waits to see that it is there. */
const EVERY_MS = 10_000

/** Users of the chat that are programs: made, given keys, paused and deleted. */
export function Bots({ widget_id }: { widget_id: number }) {
  const list = usePaged(
    widget_id,
    (cursor) => api.call('widget_bots.list', { widget_id, query: { ...(cursor !== null && { cursor }) } }),
    (shown, page) => ({ ...page, bots: [...shown.bots, ...page.bots] }),
  )
  useVisibleInterval(EVERY_MS, list.look)
  /** the form: of this bot; `new`: of one that is to be made */
  const form = useSignal<BotView | 'new' | null>(null)
  const secret = useSignal<string | null>(null)
  /** ids of bots that the server destroys step by step */
  const deleted = useSignal<ReadonlySet<string>>(new Set())
  const now = list.now.value
  const bots = now.state === 'ready' ? now.value.bots : []
  usePolling(
    bots.some(({ user_id }) => deleted.value.has(user_id)),
    list.look,
  )
  const close = () => {
    form.value = null
  }
  const showKey = (key: string) => {
    close()
    secret.value = key
    list.reload()
  }
  return (
    <Card
      title={t('title')}
      lead={t('lead')}
      aside={
        form.value === null && (
          <Button
            icon="plus"
            onClick={() => {
              secret.value = null
              form.value = 'new'
            }}
          >
            {t('new')}
          </Button>
        )
      }
    >
      {secret.value !== null && (
        <ShownOnce
          secret={secret.value}
          onClose={() => {
            secret.value = null
          }}
        />
      )}
      {form.value !== null && (
        <BotForm
          key={form.value === 'new' ? '' : form.value.user_id}
          widget_id={widget_id}
          bot={form.value === 'new' ? null : form.value}
          onKey={showKey}
          onSaved={() => {
            close()
            list.reload()
          }}
          onClose={close}
        />
      )}
      {now.state === 'loading' && <Loading lines={2} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {bots.length > 0 && (
        <ul class="rows" aria-label={t('title')}>
          {bots.map((bot) => (
            <BotRow
              key={bot.user_id}
              widget_id={widget_id}
              bot={bot}
              isDeleted={deleted.value.has(bot.user_id)}
              onEdit={() => {
                secret.value = null
                form.value = bot
              }}
              onKey={showKey}
              onChanged={list.reload}
              onDeleted={() => {
                deleted.value = new Set([...deleted.value, bot.user_id])
                list.reload()
              }}
            />
          ))}
        </ul>
      )}
      <More list={list} />
    </Card>
  )
}
