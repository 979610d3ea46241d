import { computed, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { useTalkContext } from '../pins/talk-context.ts'
import { lastSeen } from '../room/last-seen.ts'
import type { RoomModel } from '../room/room-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'

/** Buttons that scroll to the newest messages, while these are out of sight, and to the next mention of the reader. */
export function JumpButtons({ roomModel }: { roomModel: RoomModel }) {
  const { phrases, say } = useTalkContext()
  const newBelow = useMemo(() => computed(() => countNew(roomModel)), [roomModel])
  const fresh = newBelow.value
  /** the mention that the reader has jumped to */
  const reached = useSignal(0)
  const mentions = (roomModel.room.value.mentions ?? []).filter((seq) => seq > reached.value)
  const [next] = mentions

  function toMention(): void {
    if (next === undefined) return
    reached.value = next
    void roomModel.revealMessage(next)
  }

  /** First back to where the reader followed a quote or a pin. */
  function down(): void {
    const from = roomModel.cameFrom.peek()
    void (from !== null && from > lastSeen() ? roomModel.revealMessage(from) : roomModel.toBottom())
  }

  return (
    <div class="jumps">
      {next !== undefined && (
        <button type="button" class="to-bottom to-mention" title={say.nextMention} onClick={toMention}>
          <span aria-hidden="true">@</span>
          <span class="badge">
            <span aria-hidden="true">{mentions.length}</span>
            <span class="sr-only">
              {phrases.fill(say.unreadMentions, { count: mentions.length })}. {say.nextMention}
            </span>
          </span>
        </button>
      )}
      <button type="button" class={`to-bottom ${fresh > 0 ? 'fresh' : ''}`} onClick={down}>
        {fresh > 0 ? phrases.fill(say.newMessages, { count: fresh }) : <span class="sr-only">{say.jumpToLatest}</span>}
        <LaterIcon name="down" />
      </button>
    </div>
  )
}

/** Messages of others below what has been seen. */
function countNew({ messages, seenSeq, me, room, state }: RoomModel): number {
  // not all of them are loaded
  if (state.value.newer) return room.value.unread
  let count = 0
  for (let index = messages.value.length - 1; index >= 0; index--) {
    const message = messages.value[index]
    if (!message || message.seq <= seenSeq.value) break
    if (message.sender_id !== me.value?.user_id && !message.system) count++
  }
  return count
}
