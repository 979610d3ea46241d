import type { ListedRoom, RequestErrorCode } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { useGroupsContext } from '../groups/groups-context.ts'
import { EmptyList } from '../list/empty-list.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { AskToJoin, askOf, isMember } from './ask-to-join.tsx'
import { createDirectory } from './directory.ts'

/** Pixels from the end of the list at which the next page is loaded. */
const LOAD_AHEAD = 400

/** The directory: rooms that every user may join, or ask to join. */
export function PublicRooms({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { frame, phrases, say } = useGroupsContext()
  const directory = useMemo(() => createDirectory(groupActs(chat.client)), [])
  useEffect(() => directory.end, [])
  const refused = useSignal<RequestErrorCode | null>(null)
  const asking = useSignal<Asked | null>(null)
  const rooms = directory.rooms.value
  const searching = directory.query.value.trim() !== ''
  const listed = new Set(rooms.map((room) => room.room_id))
  // rooms behind a link, and those further down
  const others = [...chat.flags.value].flatMap(([room_id]): Asked[] => {
    const request = listed.has(room_id) ? null : askOf(chat, room_id, frame.now.value)
    return request ? [{ room_id, title: request.title }] : []
  })
  const problem = directory.problem.value ?? refused.value

  async function enter(room: ListedRoom): Promise<void> {
    refused.value = null
    if (room.by_request && !isIn(room)) {
      asking.value = { room_id: room.room_id, title: room.title, room }
      return
    }
    try {
      await (isIn(room) ? chat.client.rooms.load(room.room_id) : chat.client.joinRoom(room.room_id))
      close()
      chat.open(room.room_id)
    } catch (error) {
      refused.value = errorCodeOf(error)
    }
  }

  const isIn = (room: ListedRoom) => room.joined || isMember(chat, room.room_id)

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
        {!searching && directory.loaded.value && others.length > 0 && (
          <>
            <h3 class="people-title">{say.ownAsks}</h3>
            {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
            <ul role="list" aria-label={say.ownAsks}>
              {others.map((other) => (
                <li key={other.room_id} class="member">
                  <button
                    type="button"
                    class="member-who"
                    aria-label={phrases.fill(say.showAsk, { title: other.title })}
                    onClick={() => (asking.value = other)}
                  >
                    <Avatar name={other.title} url={null} colourId={`room ${other.room_id}`} group />
                    <bdi class="room-lines">{other.title}</bdi>
                    <span class="member-role">{stateOf(other.room_id)}</span>
                  </button>
                </li>
              ))}
            </ul>
            <h3 class="people-title">{say.publicRooms}</h3>
          </>
        )}
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.publicRooms}>
          {rooms.map((room) => (
            <PublicRoom
              key={room.room_id}
              room={room}
              joined={isIn(room)}
              asked={stateOf(room.room_id)}
              enter={() => void enter(room)}
            />
          ))}
        </ul>
        {directory.busy.value && <Loading />}
        {!directory.busy.value &&
          rooms.length === 0 &&
          !problem &&
          (searching ? <EmptyList searching /> : <p class="sheet-note">{say.noPublicRooms}</p>)}
      </div>
      {asking.value && <Asking chat={chat} asked={asking.value} close={() => (asking.value = null)} />}
    </Sheet>
  )

  function stateOf(room_id: number): string | null {
    const request = askOf(chat, room_id, frame.now.value)
    return request && (request.declined_until === null ? say.askSent : say.askDeclined)
  }
}

/** A room that the reader asks to join. */
interface Asked {
  room_id: number
  title: string
  /** missing: the directory did not name it */
  room?: ListedRoom
}

function Asking({ chat, asked, close }: { chat: ChatModel; asked: Asked; close: () => void }) {
  const { phrases, say } = useGroupsContext()
  const { room_id, title, room } = asked
  const isIn = isMember(chat, room_id)
  useEffect(() => {
    if (isIn) close()
  }, [isIn])
  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="card" title={say.askToJoin} head={closeButton} close={close}>
      <div class="group-info">
        <Avatar name={title} url={null} colourId={`room ${room_id}`} group picture={room?.picture} room_id={room_id} />
        <h3>
          <bdi>{title}</bdi>
        </h3>
        {room && <p>{phrases.fill(say.memberCount, { count: room.member_count })}</p>}
        {room?.description && <p dir="auto">{room.description}</p>}
      </div>
      <AskToJoin chat={chat} room_id={room_id} />
    </Sheet>
  )
}

interface RowProps {
  room: ListedRoom
  joined: boolean
  /** the state of the reader's request; null: no request */
  asked: string | null
  enter: () => void
}

function PublicRoom({ room, joined, asked, enter }: RowProps) {
  const { phrases, say } = useGroupsContext()
  const act = joined ? say.openRoom : asked ? say.showAsk : room.by_request ? say.askToJoinRoom : say.joinRoom
  return (
    <li class="member">
      <button type="button" class="member-who" aria-label={phrases.fill(act, { title: room.title })} onClick={enter}>
        <Avatar
          name={room.title}
          url={null}
          colourId={`room ${room.room_id}`}
          group
          picture={room.picture}
          room_id={room.room_id}
        />
        <span class="room-lines">
          <bdi class="room-title">{room.title}</bdi>
          <small>
            {phrases.fill(say.memberCount, { count: room.member_count })}
            {room.description && <bdi> · {room.description}</bdi>}
          </small>
        </span>
        <span class={joined || asked ? 'member-role' : 'room-join'}>
          {joined ? say.joinedRoom : (asked ?? (room.by_request ? say.askToJoin : say.join))}
        </span>
      </button>
    </li>
  )
}
