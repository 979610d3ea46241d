import { messageActs } from '@imbachat/sdk/message-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { RichText } from '../formatting/rich-text.tsx'
import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useMessagesContext } from './messages-context.ts'

type Versions = Awaited<ReturnType<ReturnType<typeof messageActs>['versions']>>

/** The current and the earlier versions of a message. */
export function VersionsSheet(props: { chat: ChatModel; roomModel: RoomModel; seq: number; close: () => void }) {
  const { chat, roomModel, seq, close } = props
  const { say, times } = useMessagesContext()
  const versions = useSignal<Versions | null>(null)
  const problem = useSignal<keyof typeof say.errors | null>(null)
  const message = roomModel.message(seq)

  const load = () => {
    problem.value = null
    messageActs(chat.client)
      .versions(roomModel.room_id, seq)
      .then(
        (came) => (versions.value = came),
        (error) => (problem.value = errorCodeOf(error)),
      )
  }
  useEffect(load, [])

  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} data-first onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.versions} head={closeButton} close={close}>
      <div class="sheet-list">
        <ol class="versions" aria-label={say.versions}>
          {message?.text && (
            <li>
              <strong>{say.versionNow}</strong>
              <p dir="auto">
                <RichText text={message.text} entities={message.entities} />
              </p>
            </li>
          )}
          {versions.value?.map(({ text, entities, at }) => (
            <li key={at}>
              <time dateTime={new Date(at).toISOString()}>{times.full(at)}</time>
              <p dir="auto">
                <RichText text={text} entities={entities} />
              </p>
            </li>
          ))}
        </ol>
        {versions.value?.length === 0 && <p class="sheet-note">{say.versionsNone}</p>}
        {versions.value === null && !problem.value && <Loading />}
        {problem.value && <Problem text={say.errors[problem.value]} retry={load} />}
      </div>
    </Sheet>
  )
}
