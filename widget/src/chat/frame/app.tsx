import { useLayoutEffect } from 'preact/hooks'
import { Later, Quiet } from '../bundles/views.ts'
import { ChatFrameContext } from '../core/language-context.ts'
import { useLayer } from '../core/layers/use-layer.ts'
import { takeFocus } from '../core/take-focus.ts'
import { useViewContext } from '../core/view-context.ts'
import { Conversations } from '../list/conversations.tsx'
import { Skeletons } from '../list/skeletons.tsx'
import { Room } from '../room/room.tsx'
import { Icon } from '../ui/icons.tsx'
import type { ChatFrameModel } from './chat-frame-model.ts'
import type { ChatModel } from './chat-model.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { isWide, showsTouchKeyboard } from './screen.ts'
import { WindowHeader } from './window-header.tsx'

export function App({ frame }: { frame: ChatFrameModel }) {
  return (
    <ChatFrameContext.Provider value={frame}>
      {frame.language.value && frame.chat.value ? (
        <>
          <div class="whole" inert={frame.preview.value !== null}>
            <Chat chat={frame.chat.value} />
          </div>
          <Quiet.PermanentViews chat={frame.chat.value} />
        </>
      ) : (
        <Skeletons />
      )}
    </ChatFrameContext.Provider>
  )
}

function Chat({ chat }: { chat: ChatModel }) {
  const { frame, say } = useViewContext()
  const state = chat.connection.value
  const roomModel = chat.roomModel.value
  const reads =
    roomModel !== null ||
    chat.opening.value !== null ||
    (frame.single.value !== null && frame.settings.guests !== 'none')
  const guest = state.kind === 'online' && chat.me.value === null && !reads
  const closed = guest || state.kind === 'refused' || state.kind === 'closed'

  useLayoutEffect(() => {
    if (frame.openings.value > 0) focusFirst()
  }, [frame.openings.value])

  const opening = chat.opening.value
  const inRoom = roomModel !== null || opening !== null
  const covers = inRoom && !isWide.value
  useLayer(back, covers && !closed && !frame.single.value, true)

  if (closed) {
    return (
      <main class="chat">
        <WindowHeader>
          <h1>{frame.options.value?.brand?.title ?? say.chat}</h1>
        </WindowHeader>
        <Later.ChatUnavailable chat={chat} guest={guest} />
      </main>
    )
  }

  const single = frame.single.value
  if (single) {
    return (
      <main class="chat single" tabIndex={-1}>
        <ConnectionBanner state={state} />
        <div class="columns">
          {roomModel ? <Room chat={chat} roomModel={roomModel} back={null} /> : <Later.Entrance room={single} />}
        </div>
        <Quiet.ConversationMenu chat={chat} />
      </main>
    )
  }

  function back() {
    const room_id = chat.selectedRoomId.peek()
    chat.close()
    // a room that was left has no row any more
    const place = () =>
      document.querySelector<HTMLElement>(`[data-room="${room_id}"]`) ?? document.querySelector('.chat')
    requestAnimationFrame(() => (place() as HTMLElement | null)?.focus())
  }

  /** An Escape that is not handled here closes the window: see `connectToPage`. */
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented || !covers) return
    event.preventDefault()
    back()
  }

  return (
    <main class={`chat ${inRoom ? 'in-room' : ''}`} tabIndex={-1} onKeyDown={onKeyDown}>
      <ConnectionBanner state={state} />
      <div class="columns">
        <Conversations chat={chat} hidden={covers} />
        {roomModel ? (
          <Room key={roomModel.room_id} chat={chat} roomModel={roomModel} back={back} />
        ) : opening ? (
          <Later.Opening opening={opening} back={back} />
        ) : (
          <section class="room room-none">
            <div class="blank">
              <Icon name="bubbles" />
              <p>{say.chooseConversation}</p>
            </div>
          </section>
        )}
      </div>
      <Quiet.ConversationMenu chat={chat} />
    </main>
  )
}

/** The user opened the window by the launcher: the focus goes to the composer, or into the chat for Tab and Escape. */
function focusFirst(): void {
  const composer = showsTouchKeyboard() ? null : document.querySelector<HTMLElement>('.composer textarea')
  takeFocus(composer ?? document.querySelector<HTMLElement>('.chat'))
}
