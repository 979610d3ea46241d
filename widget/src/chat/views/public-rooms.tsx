import type { ListedRoom, RequestErrorCode } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { ChatModel } from '../model/chat-model.ts'
import { createDirectory } from '../model/directory.ts'
import { errorCodeOf } from '../model/error-code.ts'
import { Avatar } from './avatar.tsx'
import { EmptyList } from './empty-list.tsx'
import { useLaterFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'
import { showsTouchKeyboard } from './screen.ts'
import { Sheet } from './sheet.tsx'

/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_AHEAD = 400

/** The directory: rooms that anybody may join. */
export function PublicRooms({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { say } = useLaterFrame()
  const directory = useMemo(() => createDirectory(groupActs(chat.client)), [])
  useEffect(() => directory.end, [])
  const refused = useSignal<RequestErrorCode | null>(null)
  const rooms = directory.rooms.value
  const problem = directory.problem.value ?? refused.value

  async function enter(room: ListedRoom): Promise<void> {
    refused.value = null
    try {
      await chat.client.joinRoom(room.room_id)
      close()
      chat.open(room.room_id)
    } catch (error) {
      refused.value = errorCodeOf(error)
    }
  }

  function onScroll({ currentTarget: box }: { currentTarget: HTMLElement }) {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < LOAD_AHEAD) directory.loadMore()
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.publicRooms} lead={back} close={close}>
      <search class="search">
        <Icon name="search" />
        <input
          type="search"
          data-first={!showsTouchKeyboard() || undefined}
          aria-label={say.searchRooms}
          placeholder={say.searchRooms}
          value={directory.query.value}
          autoComplete="off"
          enterkeyhint="search"
          onInput={(event) => {
            directory.query.value = event.currentTarget.value
          }}
        />
      </search>
      {problem && (
        <Problem text={say.errors[problem]} {...(directory.problem.value ? { retry: directory.retry } : {})} />
      )}
      <div class="sheet-list" onScroll={onScroll}>
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.publicRooms}>
          {rooms.map((room) => (
            <PublicRoom key={room.room_id} room={room} enter={() => void enter(room)} />
          ))}
        </ul>
        {directory.busy.value && <Loading />}
        {!directory.busy.value &&
          rooms.length === 0 &&
          !problem &&
          (directory.query.value.trim() === '' ? (
            <p class="sheet-note">{say.noPublicRooms}</p>
          ) : (
            <EmptyList searching />
          ))}
      </div>
    </Sheet>
  )
}

function PublicRoom({ room, enter }: { room: ListedRoom; enter: () => void }) {
  const { phrases, say } = useLaterFrame()
  const act = room.joined ? say.openRoom : say.joinRoom
  return (
    <li class="member">
      <button type="button" class="member-who" aria-label={phrases.fill(act, room.title)} onClick={enter}>
        <Avatar name={room.title} url={null} colourId={`room ${room.room_id}`} group />
        <span class="room-lines">
          <bdi class="room-title">{room.title}</bdi>
          <small>
            {phrases.count(say.memberCount, room.member_count)}
            {room.description && <bdi> · {room.description}</bdi>}
          </small>
        </span>
        <span class={room.joined ? 'member-role' : 'room-join'}>{room.joined ? say.joinedRoom : say.join}</span>
      </button>
    </li>
  )
}
