import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { Composer } from './composer.tsx'
import { DialogHeader } from './dialog-header.tsx'
import { useFrame } from './frame-context.ts'
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

interface Props {
  chat: ChatModel
  dialog: DialogModel
  /** null: there is nothing to go back to */
  back: (() => void) | null
}

export function Dialog({ chat, dialog, back }: Props) {
  const { frame, say } = useFrame()
  const members = useSignal(false)
  const searching = useSignal(false)
  const menu = useSignal<MenuRequest | null>(null)
  const roomMenu = useSignal<MenuPlace | null>(null)
  const person = useSignal<string | null>(null)
  const reactedBy = useSignal<number | null>(null)
  const readBy = useSignal<number | null>(null)
  const pins = useSignal(false)
  const room = dialog.room.value

  return (
    <section class="dialog">
      <DialogHeader
        chat={chat}
        dialog={dialog}
        back={back}
        showWho={() => {
          if (room.peer) person.value = room.peer.user_id
          else members.value = true
        }}
        search={() => (searching.value = true)}
        openMenu={(place) => (roomMenu.value = place)}
      />
      <AboveLog chat={chat} dialog={dialog} pins={pins} />
      {searching.value && <Finding chat={chat} dialog={dialog} close={() => (searching.value = false)} />}
      {members.value && (
        <MembersPanel chat={chat} dialog={dialog} left={back ?? (() => {})} close={() => (members.value = false)} />
      )}
      {menu.value && (
        <MessageMenu
          chat={chat}
          dialog={dialog}
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
        <ReactedBy dialog={dialog} seq={reactedBy.value} close={() => (reactedBy.value = null)} />
      )}
      {readBy.value !== null && (
        <ReadBy chat={chat} dialog={dialog} seq={readBy.value} close={() => (readBy.value = null)} />
      )}
      {person.value !== null && (
        <Person chat={chat} roomId={room.room_id} userId={person.value} close={() => (person.value = null)} />
      )}
      <div class="log-pane">
        <MessageLog
          dialog={dialog}
          label={say.messages}
          followsLink={frame.followsLink}
          openPerson={(userId) => (person.value = userId)}
          openMenu={(request) => {
            menu.value = request
          }}
        />
        {dialog.loaded.value && !(dialog.atBottom.value && dialog.followsNewest.value) && (
          <JumpButtons dialog={dialog} />
        )}
      </div>
      {dialog.actionProblem.value && <ErrorProblem code={dialog.actionProblem.value} />}
      {dialog.selected.value ? (
        <SelectionBar chat={chat} dialog={dialog} />
      ) : room.state === 'invited' || dialog.writeBlock.value ? (
        <RequestBar chat={chat} room={room} block={dialog.writeBlock.value} />
      ) : (
        <>
          {room.state === 'requested' && <RequestHint room={room} />}
          <Composer dialog={dialog} />
        </>
      )}
    </section>
  )
}
