import { useViewContext } from '../../core/view-context.ts'
import type { ChatModel } from '../../frame/chat-model.ts'
import type { MessageStatus } from '../message-items.ts'

const CLOCK = 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6'
const PATHS: Record<MessageStatus, string> = {
  waiting: CLOCK,
  held: CLOCK,
  failed: 'M8 4.5v4.2M8 11.4h.01M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  sent: 'M3.5 8.5l3 3 6.5-7',
  delivered: 'M1 8.5l3 3 6.5-7M7.8 10.7l.9.8 6.3-7',
  read: 'M1 8.5l3 3 6.5-7M7.8 10.7l.9.8 6.3-7',
}

/** The status of the user's own message: sending, sent, delivered or read. */
export function Ticks({ status }: { status: MessageStatus }) {
  const { frame, say } = useViewContext()
  const text = status === 'waiting' && isDisconnected(frame.chat.value) ? say.waitingOffline : say[status]
  return (
    <span class={`ticks ticks-${status}`} role="img" aria-label={text} title={text}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={PATHS[status]} />
      </svg>
    </span>
  )
}

/** While offline the client tries to connect again and again, so both states mean the same to the reader. */
function isDisconnected(chat: ChatModel | null): boolean {
  const kind = chat?.connection.value.kind
  return kind === 'offline' || kind === 'connecting'
}
