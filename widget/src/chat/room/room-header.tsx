import { Quiet } from '../bundles/views.ts'
import { nameOf, roomName, typingText } from '../core/names/names.ts'
import { presenceText } from '../core/times.ts'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { ConnectionLine, useConnectionText } from '../frame/connection-banner.tsx'
import { WindowHeader } from '../frame/window-header.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import type { MenuPlace } from '../ui/menu.tsx'
import type { RoomModel } from './room-model.ts'

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** null: there is nothing to go back to */
  back: (() => void) | null
  /** the person, or the members */
  showWho: () => void
  search: () => void
  openMenu: (place: MenuPlace) => void
}

export function RoomHeader({ chat, roomModel, back, showWho, search, openMenu }: Props) {
  const { say } = useViewContext()
  const room = roomModel.room.value
  const peer = room.peer ? (chat.users.value.get(room.peer.user_id) ?? room.peer) : null
  const name = nameOf(peer) ?? roomName(room)
  return (
    <WindowHeader>
      {back && (
        <button type="button" class="icon-button back" aria-label={say.back} onClick={back}>
          <Icon name="back" />
        </button>
      )}
      <div class="who">
        <Avatar
          name={name}
          url={peer?.avatar_url ?? null}
          colourId={peer?.user_id ?? `room ${room.room_id}`}
          group={!peer}
          picture={room.picture}
          room_id={room.room_id}
        />
        <div class="who-text">
          <h2>
            <bdi>
              {peer ? (
                <button type="button" class="who-button" aria-haspopup="dialog" onClick={showWho}>
                  {name}
                </button>
              ) : (
                name
              )}
            </bdi>
            {peer?.bot && <span class="guest-mark">{say.bot}</span>}
            {peer?.badge && <bdi class="user-badge">{peer.badge}</bdi>}
          </h2>
          {room.peer?.erased ? null : peer ? (
            <PeerState chat={chat} roomModel={roomModel} user_id={peer.user_id} />
          ) : (
            <RoomState chat={chat} roomModel={roomModel} showWho={showWho} />
          )}
        </div>
      </div>
      {roomModel.isPresent.value && roomModel.writeBlock.value !== 'guest' && (
        <>
          <Quiet.CallButtons chat={chat} roomModel={roomModel} />
          <button type="button" class="icon-button room-find" aria-label={say.search} onClick={search}>
            <Icon name="search" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={say.conversationActions}
            aria-haspopup="menu"
            onClick={({ currentTarget }) => {
              const { right, bottom } = currentTarget.getBoundingClientRect()
              openMenu({ x: right, y: bottom, from: currentTarget })
            }}
          >
            <Icon name="more" />
          </button>
        </>
      )}
    </WindowHeader>
  )
}

function PeerState({ chat, roomModel, user_id }: { chat: ChatModel; roomModel: RoomModel; user_id: string }) {
  const { frame, phrases, say, times } = useViewContext()
  // a bot is not there or away as people are
  const presence = chat.users.value.get(user_id)?.bot ? undefined : chat.presence.value.get(user_id)
  const connection = useConnectionText()
  const typing = roomModel.typing.value.length > 0
  return (
    <p class={typing || presence?.online ? 'who-state lively' : 'who-state'}>
      {connection ? (
        <ConnectionLine text={connection} />
      ) : typing ? (
        say.typing
      ) : (
        presenceText(presence, frame.now.value, phrases, times)
      )}
    </p>
  )
}

/** The number of members, or the members who type. All of it is one button that opens the list of members. */
function RoomState({ chat, roomModel, showWho }: Omit<Props, 'back' | 'search' | 'openMenu'>) {
  const { phrases, say } = useViewContext()
  const typing = roomModel.typing.value
  const members = phrases.fill(say.memberCount, { count: roomModel.room.value.member_count })
  const state =
    typing.length > 0
      ? typingText(
          typing.map((id) => nameOf(chat.users.value.get(id)) ?? id),
          phrases,
        )
      : members
  const connection = useConnectionText()
  if (!roomModel.isPresent.value) return null
  if (connection) {
    return (
      <p class="who-state">
        <ConnectionLine text={connection} />
      </p>
    )
  }
  if (roomModel.writeBlock.value === 'guest') return <p class="who-state">{state}</p>
  return (
    <p class={typing.length > 0 ? 'who-state lively' : 'who-state'}>
      <button
        type="button"
        class="who-button"
        aria-haspopup="dialog"
        aria-label={phrases.fill(say.showMembers, { members })}
        onClick={showWho}
      >
        {state}
      </button>
    </p>
  )
}
