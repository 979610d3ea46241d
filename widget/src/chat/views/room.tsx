import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import type { RoomModel } from '../model/room-model.ts'
import { Composer } from './composer.tsx'
import {
  AboveLog,
  ErrorProblem,
  Finding,
  JumpButtons,
  MembersPanel,
  MessageMenu,
  Person,
  ReactedBy,
  ReadBy,
  RequestBar,
  RequestHint,
  RoomMenu,
  SelectionBar,
} from './later-views.ts'
import type { MenuPlace } from './menu.tsx'
import { MessageLog } from './message-log.tsx'
import type { MenuRequest } from './message-menu.tsx'
import { RoomHeader } from './room-header.tsx'
import { useViewContext } from './view-context.ts'

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** null: there is nothing to go back to */
  back: (() => void) | null
}

export function Room({ chat, roomModel, back }: Props) {
  const { frame, say } = useViewContext()
  const members = useSignal(false)
  const searching = useSignal(false)
  const menu = useSignal<MenuRequest | null>(null)
  const roomMenu = useSignal<MenuPlace | null>(null)
  const person = useSignal<string | null>(null)
  const reactedBy = useSignal<number | null>(null)
  const readBy = useSignal<number | null>(null)
  const pins = useSignal(false)
  const room = roomModel.room.value

  return (
    <section class="room">
      <RoomHeader
        chat={chat}
        roomModel={roomModel}
        back={back}
        showWho={() => {
          if (room.peer) person.value = room.peer.user_id
          else members.value = true
        }}
        search={() => (searching.value = true)}
        openMenu={(place) => (roomMenu.value = place)}
      />
      <AboveLog chat={chat} roomModel={roomModel} pins={pins} />
      {searching.value && <Finding chat={chat} roomModel={roomModel} close={() => (searching.value = false)} />}
      {members.value && (
        <MembersPanel
          chat={chat}
          roomModel={roomModel}
          left={back ?? (() => {})}
          close={() => (members.value = false)}
        />
      )}
      {menu.value && (
        <MessageMenu
          chat={chat}
          roomModel={roomModel}
          request={menu.value}
          showReactions={(seq) => (reactedBy.value = seq)}
          showReaders={(seq) => (readBy.value = seq)}
          close={() => (menu.value = null)}
        />
      )}
      {roomMenu.value && (
        <RoomMenu
          chat={chat}
          room={room}
          place={roomMenu.value}
          showMembers={() => (members.value = true)}
          showPins={() => (pins.value = true)}
          close={() => (roomMenu.value = null)}
        />
      )}
      {reactedBy.value !== null && (
        <ReactedBy roomModel={roomModel} seq={reactedBy.value} close={() => (reactedBy.value = null)} />
      )}
      {readBy.value !== null && (
        <ReadBy chat={chat} roomModel={roomModel} seq={readBy.value} close={() => (readBy.value = null)} />
      )}
      {person.value !== null && (
        <Person chat={chat} roomId={room.room_id} userId={person.value} close={() => (person.value = null)} />
      )}
      <div class="log-pane">
        <MessageLog
          roomModel={roomModel}
          label={say.messages}
          followsLink={frame.followsLink}
          openPerson={(userId) => (person.value = userId)}
          openMenu={(request) => {
            menu.value = request
          }}
        />
        {roomModel.loaded.value && !roomModel.caughtUp.value && <JumpButtons roomModel={roomModel} />}
      </div>
      {roomModel.actionProblem.value && <ErrorProblem code={roomModel.actionProblem.value} />}
      {roomModel.selected.value ? (
        <SelectionBar chat={chat} roomModel={roomModel} />
      ) : room.state === 'invited' || roomModel.writeBlock.value ? (
        <RequestBar chat={chat} room={room} block={roomModel.writeBlock.value} />
      ) : (
        <>
          {room.state === 'requested' && <RequestHint room={room} />}
          <Composer roomModel={roomModel} />
        </>
      )}
    </section>
  )
}
