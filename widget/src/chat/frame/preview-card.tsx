import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { entryText } from '../calls/call-text.ts'
import { nameOf, roomName } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import { filesInWords } from '../files/files-text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import type { ChatModel } from './chat-model.ts'

/** Milliseconds that a card stays after it came or the pointer last moved on it. A card with the focus stays. */
const STANDS_FOR = 8_000

/** One new message beside the closed launcher. The frame is as small as the card then. */
export function PreviewCard({ chat, room_id }: { chat: ChatModel; room_id: number }) {
  const { frame, phrases, say } = useLaterContext()
  const held = useSignal(false)
  // a frame that is hidden under the pointer never learns that the pointer left: its moves count, not its presence
  const movedAt = useSignal(0)
  const announced = useSignal('')
  const room = chat.list.value.rooms.find((one) => one.room_id === room_id)
  const message = room?.last_message
  const gone = !room || !message || room.unread === 0
  const peer = room?.peer ? (chat.users.value.get(room.peer.user_id) ?? room.peer) : null
  const name = nameOf(peer) ?? (room ? roomName(room) : '')
  const author =
    peer === null && room?.last_sender?.user_id === message?.sender_id ? nameOf(room?.last_sender) : undefined
  const words = message?.call
    ? entryText(message.call, false, say.own.calls)
    : (message?.text ?? say.deleted) || filesInWords(message?.attachments ?? [], phrases)
  const text = author === undefined ? words : `${author}: ${words}`

  function end(): void {
    frame.preview.value = null
  }

  useEffect(() => {
    frame.send({ t: 'preview', shown: true })
    return () => frame.send({ t: 'preview', shown: false })
  }, [])

  // a live region says only what changes after it is there
  useEffect(() => {
    announced.value = phrases.fill(say.newMessageFrom, { name, text })
  }, [name, text])

  useEffect(() => {
    if (gone) return end()
    if (held.value) return
    const timer = setTimeout(end, STANDS_FOR)
    return () => clearTimeout(timer)
  }, [held.value, movedAt.value, gone, room_id, message?.seq])

  return (
    <fieldset
      class="preview-card"
      onPointerMove={(event) => (movedAt.value = Math.floor(event.timeStamp / 1_000))}
      onFocusIn={() => (held.value = true)}
      onFocusOut={() => (held.value = false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') end()
      }}
    >
      <button
        type="button"
        class="preview-open"
        onClick={() => {
          end()
          chat.open(room_id)
          frame.send({ t: 'open' })
        }}
      >
        <Avatar
          name={name}
          url={peer?.avatar_url ?? null}
          colourId={peer?.user_id ?? `room ${room_id}`}
          group={peer === null}
        />
        <span class="preview-words">
          <bdi class="preview-name">{room?.context ? `${name} · ${room.context.title}` : name}</bdi>
          <bdi class="preview-text">{text}</bdi>
        </span>
      </button>
      <button type="button" class="icon-button small" aria-label={say.dismiss} onClick={end}>
        <Icon name="close" />
      </button>
      <span class="sr-only" role="status">
        {announced.value}
      </span>
    </fieldset>
  )
}
