import { useSignal } from '@preact/signals'
import { formatTime } from '../../i18n/index.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type WatchedMessage } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { MessageContent } from '../moderation/message-content.tsx'
import { RestrictDialog } from '../moderation/restrict/restrict-dialog.tsx'
import { t } from './phrases.ts'

const RESTRICTIONS = ['warn', 'mute', 'ban'] as const

interface Props {
  widget_id: number
  message: WatchedMessage
  onDeleted: () => void
}

/** One message, and what a moderator does about it in place. What users wrote is text here, never markup. */
export function WatchedRow({ widget_id, message, onDeleted }: Props) {
  const { room_id, seq, client_id, held, room_title, sender, peer, text, files, carries, flagged, edited, created_at } =
    message
  /** a text of the site has no author */
  const isOfSite = sender.user_id === ''
  const asking = useSignal<(typeof RESTRICTIONS)[number] | 'delete' | null>(null)
  const chosen = useSignal<{ minutes: number | null; reason: string; alsoDelete: boolean }>({
    minutes: null,
    reason: '',
    alsoDelete: false,
  })
  const isPublished = useSignal(false)
  /** the restriction that was given already, when the deletion after it failed */
  const given = useSignal<string | null>(null)
  const decideHeld = (publish: boolean) =>
    api.call('people.decide_held', { widget_id, body: { user_id: sender.user_id, room_id, client_id, publish } })
  const removeMessage = async () => {
    if (held === null) await api.call('monitor.delete', { widget_id, body: { room_id, seq } })
    else await decideHeld(false)
    onDeleted()
  }
  const publish = useSubmit(async () => {
    await decideHeld(true)
    // the row stays where it is until the published message comes, so that other rows don't move under the pointer
    isPublished.value = true
    toast(t('publish_done'))
  })
  useRefusalToast(publish.error.value)
  const remove = useSubmit(async () => {
    await removeMessage()
    asking.value = null
    toast(t('delete_done'))
  })
  const give = useSubmit(async () => {
    const kind = asking.peek()
    if (kind === null || kind === 'delete') return
    const { minutes, reason, alsoDelete } = chosen.peek()
    const wanted = JSON.stringify([kind, minutes, reason])
    if (given.peek() !== wanted) {
      await api.call('people.restrict', { widget_id, body: { user_id: sender.user_id, kind, minutes, reason } })
      given.value = wanted
      toast(t(`${kind}_done`, { name: sender.name }))
    }
    if (alsoDelete) await removeMessage()
    asking.value = null
  })
  const person = (id: string) => `${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(id)}`
  const close = () => {
    asking.value = null
  }
  const restriction = asking.value
  return (
    <>
      <p class="watched-head">
        {!isOfSite && (
          <a href={person(sender.user_id)}>
            <bdi class="report-author">{sender.name}</bdi>
          </a>
        )}{' '}
        <span class="hint">
          {peer ? (
            <a href={person(peer.user_id)}>
              <bdi>{t('to_peer', { name: peer.name })}</bdi>
            </a>
          ) : (
            <a href={`${paths.widget(widget_id, 'rooms')}?room=${room_id}`}>
              <bdi>{t('in_room', { room: room_title ?? '' })}</bdi>
            </a>
          )}{' '}
          · <time dateTime={new Date(created_at).toISOString()}>{formatTime(created_at)}</time>
          {edited && ` · ${t('edited')}`}
        </span>
        {held !== null && (
          <span class="chip chip-warning">{isPublished.value ? t('publish_done') : t(`held_${held}`)}</span>
        )}
        {held === null && flagged && <span class="chip chip-warning">{t('is_flagged')}</span>}
      </p>
      <MessageContent
        text={text}
        carries={carries}
        files={files.map(({ name, size }) => `${name} (${formatBytes(size)})`)}
        deleted={t('deleted')}
      />
      <p class="watched-acts">
        <a class="button button-quiet" href={`${paths.widget(widget_id, 'rooms')}?read=${room_id}`}>
          {t('open')}
        </a>
        {text !== null && held !== null && !isPublished.value && (
          <Button
            kind="quiet"
            label={t('act_on', { act: t('publish'), name: sender.name })}
            pending={publish.pending.value}
            onClick={publish.run}
          >
            {t('publish')}
          </Button>
        )}
        {text !== null && !isOfSite && !isPublished.value && (
          <Button
            kind="quiet"
            label={t('act_on', { act: t('delete'), name: sender.name })}
            onClick={() => {
              remove.clear()
              asking.value = 'delete'
            }}
          >
            {t('delete')}
          </Button>
        )}
        {(isOfSite ? [] : RESTRICTIONS).map((kind) => (
          <Button
            key={kind}
            kind="quiet"
            label={t('act_on', { act: t(kind), name: sender.name })}
            onClick={() => {
              give.clear()
              given.value = null
              asking.value = kind
            }}
          >
            {t(kind)}
          </Button>
        ))}
      </p>
      {restriction === 'delete' && (
        <Confirm
          title={t(held === null ? 'delete_question' : 'delete_held_question')}
          act={t('delete')}
          dangerous
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={() => remove.run()}
          onClose={close}
        >
          <MessageContent text={text} carries={carries} files={[]} deleted="" />
        </Confirm>
      )}
      {restriction !== null && restriction !== 'delete' && (
        <RestrictDialog
          widget_id={widget_id}
          kind={restriction}
          name={sender.name}
          hasMessage={text !== null && !isPublished.value}
          pending={give.pending.value}
          error={give.error.value}
          onGive={({ minutes, reason, alsoDelete }) => {
            chosen.value = { minutes, reason, alsoDelete }
            give.run()
          }}
          onClose={close}
        />
      )}
    </>
  )
}
