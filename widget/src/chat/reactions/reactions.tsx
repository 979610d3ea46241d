import type { MessageItem } from '../log/message-items.ts'
import { useTalkContext } from '../pins/talk-context.ts'
import type { RoomModel } from '../room/room-model.ts'
import { mayReact, react } from './reacting.ts'

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
