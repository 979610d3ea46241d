import type { MessageItem } from '../model/message-items.ts'
import { mayReact, react } from '../model/reacting.ts'
import type { RoomModel } from '../model/room-model.ts'
import { useTalkContext } from './talk-context.ts'

/** The reactions below a message: each is a switch for the reader's own. */
export function Reactions({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { frame, phrases, say } = useTalkContext()
  const { seq } = item
  if (seq === null) return null
  return (
    <div class="reactions">
      {item.reactions.map(({ emoji, count, mine }) => (
        <button
          key={emoji}
          type="button"
          class={mine ? 'reaction mine' : 'reaction'}
          aria-pressed={mine}
          aria-label={`${emoji} ${phrases.fill(say.reactionCount, { count })}`}
          tabIndex={-1}
          disabled={!mayReact(roomModel, frame.settings) && !mine}
          onClick={() => react(roomModel, seq, emoji)}
        >
          <span>{emoji}</span>
          {count}
        </button>
      ))}
    </div>
  )
}
