import { useSignal } from '@preact/signals'
import { Later, Quiet } from '../bundles/views.ts'
import { Composer } from '../composer/composer.tsx'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { MessageLog } from '../log/message-log.tsx'
import { RoomHeader } from './room-header.tsx'
import type { RoomModel } from './room-model.ts'
import type { RoomOverlayRequest } from './room-overlay.tsx'

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** null: there is nothing to go back to */
  back: (() => void) | null
}

export function Room({ chat, roomModel, back }: Props) {
  const { frame, say } = useViewContext()
  const searching = useSignal(false)
  const over = useSignal<RoomOverlayRequest | null>(null)
  const pins = useSignal(false)
  const room = roomModel.room.value
  const request = over.value
  const open = (next: RoomOverlayRequest) => {
    over.value = next
  }
  const search = () => (searching.value = true)
  const showPerson = (user_id: string) => open({ show: 'person', user_id })

  return (
    <section class="room">
      <RoomHeader
        chat={chat}
        roomModel={roomModel}
        back={back}
        showWho={() => (room.peer ? showPerson(room.peer.user_id) : open({ show: 'members' }))}
        search={search}
        openMenu={(place) => open({ show: 'room menu', place })}
      />
      <Quiet.RoomBars chat={chat} roomModel={roomModel} pins={pins} />
      {searching.value && <Later.Finding chat={chat} roomModel={roomModel} close={() => (searching.value = false)} />}
      {request && (
        <Later.RoomOverlay
          chat={chat}
          roomModel={roomModel}
          request={request}
          search={search}
          showPins={() => (pins.value = true)}
          open={open}
          close={() => {
            // a conversation that it opened in its place stays
            if (over.peek() === request) over.value = null
          }}
        />
      )}
      <div class="log-pane">
        <MessageLog
          roomModel={roomModel}
          label={say.messages}
          followsLink={frame.followsLink}
          openPerson={showPerson}
          openMenu={(request) => open({ show: 'message menu', request })}
        />
        {roomModel.loaded.value && !roomModel.caughtUp.value && <Quiet.JumpButtons roomModel={roomModel} />}
      </div>
      {roomModel.actionProblem.value && <Later.ErrorProblem code={roomModel.actionProblem.value} />}
      {roomModel.selected.value ? (
        <Later.SelectionBar chat={chat} roomModel={roomModel} />
      ) : room.state === 'invited' || roomModel.writeBlock.value ? (
        <Later.RequestBar chat={chat} room={room} block={roomModel.writeBlock.value} />
      ) : (
        <>
          {room.state === 'requested' && <Later.RequestHint room={room} />}
          <Composer roomModel={roomModel} />
        </>
      )}
    </section>
  )
}
