import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { roomName } from '../model/names.ts'
import { presenceText } from '../model/times.ts'
import { Avatar } from './avatar.tsx'
import { useFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'
import { WindowHeader } from './window-header.tsx'

export function DialogHeader({ chat, dialog, back }: { chat: ChatModel; dialog: DialogModel; back: () => void }) {
  const { frame, phrases, say, times } = useFrame()
  const room = dialog.room.value
  const peer = room.peer ? (chat.users.value.get(room.peer.user_id) ?? room.peer) : null
  const name = peer?.name ?? roomName(room)
  const presence = peer ? chat.presence.value.get(peer.user_id) : undefined
  const typing = dialog.typing.value
  return (
    <WindowHeader>
      <button type="button" class="icon-button back" aria-label={say.back} onClick={back}>
        <Icon name="back" />
      </button>
      <Avatar name={name} url={peer?.avatar_url ?? null} colourId={peer?.user_id ?? `room ${room.room_id}`} />
      <div class="who">
        <h2>
          <bdi>
            {peer?.profile_url ? (
              <a href={peer.profile_url} target="_blank" rel="noopener noreferrer">
                {name}
              </a>
            ) : (
              name
            )}
          </bdi>
          {peer?.badge && <bdi class="user-badge">{peer.badge}</bdi>}
        </h2>
        <p class={typing || presence?.online ? 'who-state lively' : 'who-state'}>
          {typing ? say.typing : presenceText(presence, frame.now.value, phrases, times)}
        </p>
      </div>
    </WindowHeader>
  )
}
