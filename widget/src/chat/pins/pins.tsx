import type { Message } from '@imbachat/sdk'
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { readChatFrameConfig } from '../../bridge/chat-frame-config.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { authorName } from '../core/names/author-name.ts'
import { filesInWords } from '../files/files-text.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { lastSeen } from '../room/last-seen.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { createPinsModel, mayPin, type PinsModel } from './pins-model.ts'
import { useTalkContext } from './talk-context.ts'
import { pin } from './unsent-pins.ts'

/** Lines beside the banner, one for each pinned message. */
const MOST_BARS = 4

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** the list of all of them is open */
  listed: Signal<boolean>
}

/** The pinned messages of a conversation: a banner above its messages, and the list of all. */
export function Pins({ chat, roomModel, listed }: Props) {
  const pins = useMemo(() => createPinsModel(chat, roomModel, readChatFrameConfig().widgetId), [chat, roomModel])
  useEffect(() => pins.end, [pins])
  return (
    <>
      <Banner roomModel={roomModel} chat={chat} pins={pins} listed={listed} />
      {listed.value && <Pinned chat={chat} roomModel={roomModel} pins={pins} close={() => (listed.value = false)} />}
    </>
  )
}

function Banner({ chat, roomModel, pins, listed }: Props & { pins: PinsModel }) {
  const { phrases, say } = useTalkContext()
  const shown = pins.shown.value
  if (!shown || !roomModel.isPresent.value) return null
  const count = pins.messages.value.length
  const number = count - shown.index
  const title = count > 1 ? phrases.fill(say.pinnedMessageOf, { number, total: count }) : say.pinnedMessage
  return (
    <section class="pins" aria-label={say.pinnedMessages}>
      <button type="button" class="pins-go" onClick={() => pins.follow(hereOf(roomModel))}>
        <Bars count={count} number={number} />
        <span class="pins-text">
          <strong>{title}</strong>
          <Words chat={chat} roomModel={roomModel} message={shown.message} />
        </span>
      </button>
      {count > 1 && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.showPinned}
          aria-haspopup="dialog"
          onClick={() => (listed.value = true)}
        >
          <LaterIcon name="list" />
        </button>
      )}
      <button type="button" class="icon-button" aria-label={say.hidePinned} onClick={pins.hide}>
        <Icon name="close" />
      </button>
    </section>
  )
}

/** The reader's place in the log, or the one from before they walked from pin to pin. */
const hereOf = (roomModel: RoomModel): number => roomModel.cameFrom.peek() ?? lastSeen()

/** The number of pins, and the shown one; the newest is the lowest line. */
function Bars({ count, number }: { count: number; number: number }) {
  const bars = Math.min(count, MOST_BARS)
  const here = count <= MOST_BARS ? number - 1 : Math.round(((number - 1) * (MOST_BARS - 1)) / (count - 1))
  return (
    <span class="pins-bars" aria-hidden="true">
      {Array.from({ length: bars }, (_, bar) => (
        <span key={bar} class={bar === here ? 'here' : ''} />
      ))}
    </span>
  )
}

/** A message in one line of plain text. */
function Words({ chat, roomModel, message }: { chat: ChatModel; roomModel: RoomModel; message: Message }) {
  const { phrases } = useTalkContext()
  const isCovered = roomModel.room.value.peer === null && chat.blocked.value.has(message.sender_id)
  return <span dir="auto">{isCovered ? '…' : message.text || filesInWords(message.attachments ?? [], phrases)}</span>
}

function Pinned({ chat, roomModel, pins, close }: Omit<Props, 'listed'> & { pins: PinsModel; close: () => void }) {
  const { frame, say, times } = useTalkContext()
  const problem = useSignal<keyof typeof say.errors | null>(null)
  const may = mayPin(chat, roomModel)

  async function loadMore() {
    problem.value = null
    try {
      await pins.loadMore()
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
  }

  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.pinnedMessages} head={closeButton} close={close}>
      <div class="sheet-list">
        {pins.messages.value.length === 0 && <p class="sheet-note">{say.nothingPinned}</p>}
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.pinnedMessages}>
          {pins.messages.value.map((message) => {
            const { seq, sender_id, created_at } = message
            const name = authorName(roomModel, sender_id)
            return (
              <li key={seq} class="pinned">
                <button
                  type="button"
                  class="member-who"
                  onClick={() => {
                    close()
                    void roomModel.revealMessage(seq, hereOf(roomModel))
                  }}
                >
                  <Avatar name={name} url={chat.users.value.get(sender_id)?.avatar_url ?? null} colourId={sender_id} />
                  <span class="pinned-lines">
                    <span>
                      <bdi>{name}</bdi>
                      <time dateTime={new Date(created_at).toISOString()} title={times.full(created_at)}>
                        {times.short(created_at, frame.now.value)}
                      </time>
                    </span>
                    <Words chat={chat} roomModel={roomModel} message={message} />
                  </span>
                </button>
                {may && (
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={say.unpinMessage}
                    onClick={() => void pin(chat, { room_id: roomModel.room_id, seq, pinned: false }, say)}
                  >
                    <LaterIcon name="pinOff" />
                  </button>
                )}
              </li>
            )
          })}
        </ul>
        {problem.value && <Problem text={say.errors[problem.value]} />}
        {pins.more.value && (
          <button type="button" class="sheet-act" onClick={() => void loadMore()}>
            {say.showMore}
          </button>
        )}
      </div>
    </Sheet>
  )
}
