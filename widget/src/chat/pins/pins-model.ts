import { ownCopies } from '@imbachat/protocol/messages/own-copies'
import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { Message } from '@imbachat/sdk'
import { openPins } from '@imbachat/sdk/pins'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { createScope } from '../core/observe.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'

export interface PinsModel {
  /** newest message first */
  messages: ReadonlySignal<readonly Message[]>
  /** the message in the banner; null: no message is pinned, or the reader has hidden the banner */
  shown: ReadonlySignal<{ message: Message; index: number } | null>
  /** older ones can be loaded */
  more: ReadonlySignal<boolean>
  loadMore(): Promise<void>
  /**
   * Shows the message in its place; the banner goes on to the one before it.
   * @param from `seq` of the message where the reader is
   */
  follow(from: number): void
  /** Hides the banner on this device, until another message is pinned. */
  hide(): void
  end(): void
}

/** The pinned messages of the open conversation. */
export function createPinsModel(chat: ChatModel, roomModel: RoomModel, widgetId: number): PinsModel {
  const scope = createScope()
  const pins = openPins(chat.client, roomModel.room_id)
  scope.add(pins.close)
  const state = scope.watch(pins.state)
  /** where the reader has come to, since the pin that was the last one then */
  const place = signal({ index: 0, since: 0 })
  const memory = hiddenPins(keptName(kept('hiddenPins'), widgetId, chat.me.peek()?.user_id, roomModel.room_id))
  const hiddenUpTo = signal(memory.read())
  const messages = computed(() =>
    [...state.value.messages, ...copiesOf(roomModel).filter(({ pinned_at }) => pinned_at !== undefined)].sort(
      (a, b) => b.seq - a.seq,
    ),
  )
  const newest = computed(() => Math.max(0, ...messages.value.map(({ pinned_at = 0 }) => pinned_at)))

  const shown = computed(() => {
    const { index: reached, since } = place.value
    // the latest pin is shown first
    const last = messages.value.findIndex(({ pinned_at }) => pinned_at === newest.value)
    const index = since === newest.value ? reached % Math.max(1, messages.value.length) : last
    const message = messages.value[index]
    return message && newest.value > hiddenUpTo.value ? { message, index } : null
  })

  return {
    messages,
    shown,
    more: computed(() => state.value.more),
    loadMore: pins.loadMore,
    follow(from) {
      const now = shown.peek()
      if (!now) return
      void roomModel.revealMessage(now.message.seq, from)
      place.value = { index: (now.index + 1) % messages.peek().length, since: newest.peek() }
    },
    hide() {
      hiddenUpTo.value = newest.peek()
      memory.write(newest.peek())
    },
    end: scope.end,
  }
}

/** The reader's own that look sent, and that no other user sees. */
const copiesOf = ({ heldHere, me }: RoomModel) => ownCopies(heldHere.value, me.value?.user_id ?? '')

/** Remembers on this device what the reader has hidden; a browser may give the frame no storage. */
function hiddenPins(key: string) {
  return {
    read(): number {
      try {
        return Number(localStorage.getItem(key))
      } catch {
        return 0
      }
    },
    write(upTo: number): void {
      try {
        localStorage.setItem(key, String(upTo))
      } catch {
        // storage is full or forbidden: hidden until the conversation is opened again
      }
    },
  }
}

/** The reader may pin messages here. */
export function mayPin(chat: ChatModel, roomModel: RoomModel): boolean {
  const { state, peer, can_manage, rights } = roomModel.room.value
  const block = roomModel.writeBlock.value
  const isSilenced = block === 'not_permitted' || block === 'blocked' || block === 'guest'
  if (state !== 'joined' || isSilenced || !chat.me.value || chat.me.value.guest) return false
  return peer !== null || can_manage || rights.pin === 'all'
}
