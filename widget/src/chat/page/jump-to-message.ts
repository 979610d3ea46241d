import type { Message, RoomFlags, TimelinePlace } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { when } from '../core/when.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { findBySeq, type MessageWindow, windowAround } from '../log/message-window.ts'
import { isHidden } from '../message-acts/being-deleted.ts'
import type { Reveal } from '../room/room-model.ts'
import { toast } from '../ui/toast-model.ts'
import { openForPage } from './page-opening.ts'

export { goTo } from '@imbachat/sdk/history'

/** Messages after one that is shown from afar. */
const AROUND = 25

/** The parts of a room's model that say where the reader is. */
interface Places {
  messages: ReadonlySignal<readonly Message[]>
  flags: RoomFlags | undefined
  shown: Signal<MessageWindow>
  cameFrom: Signal<number | null>
  reveal: Signal<Reveal | null>
  goTo(place: TimelinePlace, retry: () => void): Promise<boolean>
  depart(): void
  arrive(): void
}

/** Scrolls to the message, or says that it is gone. */
export async function showMessage(log: Places, seq: number, origin: number | null, again: () => void): Promise<void> {
  const { messages, flags, shown } = log
  const isGone = isHidden(flags, seq) || seq <= (flags?.cleared?.up_to_seq ?? 0)
  const isLoaded = () => findBySeq(messages.peek(), seq) !== undefined
  if (!isGone && !isLoaded() && !(await log.goTo({ before_seq: Math.ceil(seq) + AROUND }, again))) return
  if (isGone || !isLoaded()) {
    toast.value = { problem: 'message_not_found' }
    return
  }
  const { from, to } = shown.peek()
  if (seq < from || (to !== null && seq > to)) {
    log.depart()
    shown.value = windowAround(messages.peek(), seq)
    log.arrive()
  }
  log.cameFrom.value = origin
  log.reveal.value = { to: 'message', seq }
}

/**
 * Opens the message that the page's address names, or the room that it invites to. A visitor who is not signed in finds
 * it after signing in.
 */
export async function followLink(chat: ChatModel | null, address: string): Promise<void> {
  const [, token] = /#imbachat-join=([\w-]{22})$/.exec(address) ?? []
  if (chat !== null && token !== undefined) return followInvite(chat, token)
  const [, room_id, seq] = /#imbachat-m=([1-9]\d{0,14})\.(\d{1,15}(?:\.\d{1,6})?)$/.exec(address)?.map(Number) ?? []
  if (chat === null || room_id === undefined || seq === undefined) return
  await when(() => chat.connection.value.kind === 'online')
  if (chat.me.peek() === null) {
    chat.linkWaits.value = true
    return
  }
  if (chat.roomModel.peek()?.room_id !== room_id) {
    const isOpen = () => false
    // the problem is shown in the conversation's place
    await openForPage(chat, isOpen, () => chat.openById(room_id), 'link').catch(() => {})
  }
  const roomModel = chat.roomModel.peek()
  if (roomModel?.room_id !== room_id) return
  await when(() => roomModel.loaded.value)
  await roomModel.revealMessage(seq)
}

/** Shows what room it is; the user joins it by a button. */
async function followInvite(chat: ChatModel, token: string): Promise<void> {
  await when(() => chat.connection.value.kind === 'online' && chat.list.value.loaded)
  if (chat.me.peek() === null) {
    chat.linkWaits.value = true
    return
  }
  const acts = groupActs(chat.client)

  async function enter(): Promise<void> {
    const { room_id } = await acts.joinByInvite(token)
    chat.open(room_id)
  }

  async function show(): Promise<void> {
    const room = await acts.openInvite(token)
    if (room.joined) return enter()
    const join = () => enter().then(() => null, errorCodeOf)
    chat.opening.value = { by: 'link', problem: signal(null), invitation: { room, token, join } }
  }
  await openForPage(chat, () => false, show, 'link').catch(() => {})
}
