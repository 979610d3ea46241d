import { MUTED_FOREVER } from '@imbachat/protocol/muted'
import { roomActs } from '@imbachat/sdk/room-acts'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { BlockQuestion } from './block-question.tsx'
import { Menu, type MenuEntry, type MenuPlace } from './menu.tsx'
import { useSafetyFrame } from './safety-frame.ts'

const HOUR_MS = 3_600_000

interface Props {
  chat: ChatModel
  dialog: DialogModel
  place: MenuPlace
  showMembers: () => void
  close: () => void
}

/** What can be done with the conversation as a whole. */
export function RoomMenu({ chat, dialog, place, showMembers, close }: Props) {
  const { say } = useSafetyFrame()
  const muting = useSignal(false)
  const blocking = useSignal(false)
  const { roomId } = dialog
  const { peer } = dialog.room.value
  const mute = (until: number | null) => void dialog.attempt(roomActs(chat.client).mute(roomId, until))
  const during = (hours: number) => () => mute(Date.now() + hours * HOUR_MS)

  function askToBlock(): void {
    // the question gives the focus back to where it was
    place.from.focus({ preventScroll: true })
    blocking.value = true
  }

  function firstEntries(): MenuEntry[] {
    const entries: MenuEntry[] = []
    if (peer === null) entries.push({ icon: 'people', text: say.members, focuses: true, act: showMembers })
    if (chat.isMuted(roomId)) entries.push({ icon: 'bell', text: say.unmute, act: () => mute(null) })
    else entries.push({ icon: 'bellOff', text: say.mute, stays: true, act: () => (muting.value = true) })
    if (peer && chat.blocked.value.has(peer.user_id))
      entries.push({
        icon: 'block',
        text: say.unblock,
        act: () => void dialog.attempt(safetyActs(chat.client).block(peer.user_id, false)),
      })
    else if (peer) entries.push({ icon: 'block', text: say.block, danger: true, stays: true, act: askToBlock })
    return entries
  }

  const durations: MenuEntry[] = [
    { icon: 'bellOff', text: say.muteHour, act: during(1) },
    { icon: 'bellOff', text: say.muteEightHours, act: during(8) },
    { icon: 'bellOff', text: say.muteWeek, act: during(7 * 24) },
    { icon: 'bellOff', text: say.muteAlways, act: () => mute(MUTED_FOREVER) },
  ]
  if (blocking.value && peer) {
    return (
      <BlockQuestion
        chat={chat}
        userId={peer.user_id}
        name={chat.users.value.get(peer.user_id)?.name ?? peer.name}
        close={close}
      />
    )
  }
  return (
    <Menu
      label={muting.value ? say.mute : say.conversationActions}
      place={place}
      page={muting.value ? 'mute' : 'first'}
      entries={muting.value ? durations : firstEntries()}
      close={close}
    />
  )
}
