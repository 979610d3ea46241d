import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { Composer } from './composer.tsx'
import { DialogHeader } from './dialog-header.tsx'
import { useFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'
import {
  ContextCard,
  ErrorProblem,
  Finding,
  MembersPanel,
  MessageMenu,
  Person,
  ReactedBy,
  RequestBar,
  RequestHint,
  RoomMenu,
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
  const room = dialog.room.value

  return (
    <section class="dialog">
      <DialogHeader
        chat={chat}
        dialog={dialog}
        back={back}
        showMembers={() => (members.value = true)}
        search={() => (searching.value = true)}
        openMenu={(place) => (roomMenu.value = place)}
      />
      {room.context && <ContextCard context={room.context} />}
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
          close={() => (menu.value = null)}
        />
      )}
      {roomMenu.value && (
        <RoomMenu
          chat={chat}
          room={room}
          place={roomMenu.value}
          showMembers={() => (members.value = true)}
          close={() => (roomMenu.value = null)}
        />
      )}
      {reactedBy.value !== null && (
        <ReactedBy dialog={dialog} seq={reactedBy.value} close={() => (reactedBy.value = null)} />
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
        <ToBottom dialog={dialog} />
      </div>
      {dialog.actionProblem.value && <ErrorProblem code={dialog.actionProblem.value} />}
      {room.state === 'invited' || dialog.writeBlock.value ? (
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

function ToBottom({ dialog }: { dialog: DialogModel }) {
  const { phrases, say } = useFrame()
  if (!dialog.loaded.value || (dialog.atBottom.value && dialog.followsNewest.value)) return null
  const fresh = dialog.newBelow.value
  return (
    <button type="button" class={`to-bottom ${fresh > 0 ? 'fresh' : ''}`} onClick={dialog.toBottom}>
      {fresh > 0 ? phrases.count(say.newMessages, fresh) : <span class="sr-only">{say.jumpToLatest}</span>}
      <Icon name="down" />
    </button>
  )
}
