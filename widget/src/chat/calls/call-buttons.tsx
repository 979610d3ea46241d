import { ROOM_TYPE } from '@imbachat/protocol/site'
import { signal, useSignal } from '@preact/signals'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Menu, type MenuPlace } from '../ui/menu.tsx'
import { toast } from '../ui/toast-model.ts'
import { useCallsContext } from './calls-context.ts'
import { callsOf } from './watch-calls.ts'

/** One button offers both where the name would have no room beside two. */
const tight = matchMedia('(pointer: coarse) and (max-width: 419px)')
const isTight = signal(tight.matches)
tight.addEventListener('change', () => (isTight.value = tight.matches))

interface Props {
  chat: ChatModel
  roomModel: RoomModel
}

/** In the header of a dialog or a group, where the user may call. */
export function CallButtons(props: Props) {
  const { frame } = useViewContext()
  const room = props.roomModel.room.value
  const { peer } = room
  const calls = callsOf(props.chat, frame)
  const may = calls.may.value
  const isWritable = props.roomModel.writeBlock.value === null && room.state === 'joined'
  if (may !== 'off' && isWritable && room.type === ROOM_TYPE.conference) {
    const groups = calls.groups.value
    const mayStart = groups === 'all' || (groups === 'managers' && room.can_manage)
    // the bar above the messages lets the user join
    if (!mayStart || calls.model.value?.callIn(room.room_id)) return null
    return <Buttons {...props} video={may === 'video'} />
  }
  if (may === 'off' || !peer || peer.erased || peer.bot || peer.guest || !isWritable) return null
  if (props.chat.blocked.value.has(peer.user_id)) return null
  return <Buttons {...props} video={may === 'video'} />
}

function Buttons({ chat, roomModel, video }: Props & { video: boolean }) {
  const { frame, say } = useCallsContext()
  const menu = useSignal<MenuPlace | null>(null)
  const calls = callsOf(chat, frame)
  const isBusy = calls.model.value?.isLive.value === true

  function start(withVideo: boolean): void {
    calls.load().then(
      (model) => model.start(roomModel.room_id, withVideo),
      () => {
        toast.value = { problem: 'connection_lost' }
      },
    )
  }

  const button = (withVideo: boolean) => (
    <button
      type="button"
      class="icon-button"
      aria-label={withVideo ? say.call.video : say.call.audio}
      title={withVideo ? say.call.video : say.call.audio}
      disabled={isBusy}
      onClick={() => start(withVideo)}
    >
      <LaterIcon name={withVideo ? 'camera' : 'phone'} />
    </button>
  )
  if (!video) return button(false)
  if (!isTight.value) {
    return (
      <>
        {button(false)}
        {button(true)}
      </>
    )
  }
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={say.call.call}
        aria-haspopup="menu"
        disabled={isBusy}
        onClick={({ currentTarget }) => {
          const { right, bottom } = currentTarget.getBoundingClientRect()
          menu.value = { x: right, y: bottom, from: currentTarget }
        }}
      >
        <LaterIcon name="phone" />
      </button>
      {menu.value && (
        <Menu
          label={say.call.call}
          place={menu.value}
          entries={[
            { icon: 'phone', text: say.call.audio, focuses: true, act: () => start(false) },
            { icon: 'camera', text: say.call.video, focuses: true, act: () => start(true) },
          ]}
          close={() => (menu.value = null)}
        />
      )}
    </>
  )
}
