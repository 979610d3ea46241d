import type { ForwardOrigin } from '@imbachat/sdk'
import { CHAT_LINK } from '../../bridge/chat-link.ts'
import { nameOf } from '../core/names/names.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { useMessagesContext } from './messages-context.ts'

/** The origin of a forwarded message, above its text. If every user may join the origin's room, it is a link to it. */
export function Forwarded({ origin }: { origin: ForwardOrigin }) {
  const { frame, phrases, say } = useMessagesContext()
  const { user_id, name, room_id, seq } = origin
  const chat = frame.chat.value
  const me = chat?.meIn(chat.selectedRoomId.value ?? 0)
  const author = nameOf(user_id === me?.user_id ? me : chat?.users.value.get(user_id)) ?? name
  const text = phrases.fill(say.forwardedFrom, { name: author })
  const words = (
    <>
      <LaterIcon name="reply" />
      <span>{text}</span>
    </>
  )
  if (room_id === undefined) return <span class="forwarded">{words}</span>
  const link = `${frame.address().split('#')[0]}${CHAT_LINK}m=${room_id}.${seq}`
  return (
    <a class="forwarded" href={link} tabIndex={-1} aria-label={text}>
      {words}
    </a>
  )
}
