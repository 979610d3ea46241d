import { MUTED_FOREVER } from '@imbachat/protocol/rooms/muted'
import type { RoomSummary } from '@imbachat/sdk'
import { roomActs } from '@imbachat/sdk/room-acts'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf } from '../core/names/names.ts'
import { settle } from '../core/observe.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { useListContext } from '../list/list-context.ts'
import { useTalkContext } from '../pins/talk-context.ts'
import { BlockQuestion } from '../safety/block-question.tsx'
import { ReportSheet } from '../safety/report-sheet.tsx'
import { useSafetyContext } from '../safety/safety-context.ts'
import { Menu, type MenuEntry, type MenuPlace } from '../ui/menu.tsx'
import { toast } from '../ui/toast-model.ts'
import { type QuestionKind, RoomQuestion } from './room-question.tsx'

const HOUR_MS = 3_600_000

/** The same width is in room.css. */
const hasNoSearchInHeader = () => matchMedia('(max-width: 420px)').matches

interface Props {
  chat: ChatModel
  room: RoomSummary
  place: MenuPlace
  /** these are missing where the room is not open */
  search?: () => void
  showMembers?: () => void
  showPins?: () => void
  close: () => void
}

/** Acts on the conversation as a whole. */
export function RoomMenu({ chat, room, place, search, showMembers, showPins, close }: Props) {
  const { say: sayOfList } = useListContext()
  const { say: sayOfSafety } = useSafetyContext()
  const { say: sayOfTalk } = useTalkContext()
  const say = { ...sayOfTalk, ...sayOfSafety, ...sayOfList }
  const muting = useSignal(false)
  const asking = useSignal<'block' | 'report' | null>(null)
  const question = useSignal<QuestionKind | null>(null)
  const room_id = room.room_id
  const { peer } = room
  const acts = roomActs(chat.client)
  const flags = chat.flags.value.get(room_id)
  const isArchived = chat.list.value.archived.some((other) => other.room_id === room_id)
  const isPinned = flags?.pin?.order != null
  const isUnread = room.unread > 0 || flags?.unread?.marked === true

  function attempt(act: Promise<void>): void {
    act.catch((error) => {
      toast.value = { problem: errorCodeOf(error) }
    })
  }

  function archive(): void {
    const row = place.from.closest('li')
    const neighbour = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector('button')
    attempt(acts.archive(room_id, !isArchived))
    if (!isArchived) toast.value = { archived: room_id, wasPinned: isPinned }
    // the row has gone with the focus
    settle()
    requestAnimationFrame(() => {
      if (!place.from.isConnected) neighbour?.focus()
    })
  }

  const mute = (until: number | null) => attempt(acts.mute(room_id, until))
  const during = (hours: number) => () => mute(Date.now() + hours * HOUR_MS)
  const ask = (kind: QuestionKind) => () => {
    question.value = kind
  }

  const asksFor = (sheet: 'block' | 'report') => () => {
    // the sheet gives the focus back to where it was
    place.from.focus({ preventScroll: true })
    asking.value = sheet
  }

  function firstEntries(): MenuEntry[] {
    const entries: MenuEntry[] = []
    if (search && hasNoSearchInHeader()) entries.push({ icon: 'search', text: say.search, act: search })
    if (room.peer === null && showMembers) {
      entries.push({ icon: 'people', text: say.members, focuses: true, act: showMembers })
    }
    if (room.pins && showPins) {
      entries.push({ icon: 'pin', text: say.pinnedMessages, focuses: true, act: showPins })
    }
    if (isUnread) entries.push({ icon: 'markRead', text: say.markRead, act: () => attempt(acts.read(room_id)) })
    else entries.push({ icon: 'markUnread', text: say.markUnread, act: () => attempt(acts.mark(room_id, true)) })
    if (isPinned) entries.push({ icon: 'pinOff', text: say.unpin, act: () => attempt(acts.pin(room_id, false)) })
    else if (!isArchived) entries.push({ icon: 'pin', text: say.pin, act: () => attempt(acts.pin(room_id, true)) })
    if (chat.isMuted(room_id)) entries.push({ icon: 'bell', text: say.unmute, act: () => mute(null) })
    else entries.push({ icon: 'bellOff', text: say.mute, stays: true, act: () => (muting.value = true) })
    entries.push({
      icon: isArchived ? 'unarchive' : 'archive',
      text: isArchived ? say.unarchive : say.archive,
      act: archive,
    })
    if (peer && chat.blocked.value.has(peer.user_id)) {
      entries.push({
        icon: 'block',
        text: say.unblock,
        act: () => attempt(safetyActs(chat.client).block(peer.user_id, false)),
      })
    } else if (peer) entries.push({ icon: 'block', text: say.block, danger: true, stays: true, act: asksFor('block') })
    if (peer) entries.push({ icon: 'flag', text: say.report, danger: true, stays: true, act: asksFor('report') })
    if (room.last_message)
      entries.push({ icon: 'clear', text: say.clearHistory, danger: true, stays: true, act: ask('clear') })
    if (room.peer) entries.push({ icon: 'trash', text: say.delete, danger: true, stays: true, act: ask('delete') })
    else entries.push({ icon: 'leave', text: say.leave, danger: true, stays: true, act: ask('leave') })
    return entries
  }

  if (question.value) {
    return <RoomQuestion kind={question.value} chat={chat} room={room} from={place.from} close={close} />
  }
  const durations: MenuEntry[] = [
    { icon: 'bellOff', text: say.muteHour, act: during(1) },
    { icon: 'bellOff', text: say.muteEightHours, act: during(8) },
    { icon: 'bellOff', text: say.muteWeek, act: during(7 * 24) },
    { icon: 'bellOff', text: say.muteAlways, act: () => mute(MUTED_FOREVER) },
  ]
  if (asking.value && peer) {
    const about = { chat, user_id: peer.user_id, name: nameOf(chat.users.value.get(peer.user_id) ?? peer), close }
    return asking.value === 'block' ? (
      <BlockQuestion {...about} />
    ) : (
      <ReportSheet {...about} room_id={room_id} seq={null} />
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
