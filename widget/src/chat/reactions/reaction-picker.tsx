import { useLaterContext } from '../core/view-context.ts'
import { emojiMemory } from '../emoji/emoji-memory.ts'
import { EmojiPicker } from '../emoji/emoji-picker.tsx'
import { showsTouchKeyboard } from '../frame/screen.ts'
import type { ShownReaction } from '../log/message-items.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** The first ones that people reach for. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🔥']

interface Props {
  mine: readonly ShownReaction[]
  react: (emoji: string) => void
}

/** @param more asks for any emoji */
export function QuickReactions({ mine, react, more }: Props & { more: () => void }) {
  const { say } = useLaterContext()
  return (
    <div class="menu-row">
      {QUICK.map((emoji) => (
        <Emoji key={emoji} emoji={emoji} mine={mine} react={react} />
      ))}
      <button
        type="button"
        role="menuitem"
        aria-label={say.react}
        title={say.react}
        tabIndex={-1}
        class="emoji"
        onClick={more}
      >
        <LaterIcon name="smile" />
      </button>
    </div>
  )
}

/** Any emoji. */
export function ReactionSheet({ react, close }: { react: (emoji: string) => void; close: () => void }) {
  const { say } = useLaterContext()
  return (
    <Sheet kind="card" title={say.react} close={close}>
      <EmojiPicker
        pick={(emoji) => {
          emojiMemory().used(emoji)
          react(emoji)
        }}
        close={close}
        searches={!showsTouchKeyboard()}
      />
    </Sheet>
  )
}

function Emoji({ emoji, mine, react }: Props & { emoji: string }) {
  const on = mine.some((reaction) => reaction.mine && reaction.emoji === emoji)
  return (
    <button
      type="button"
      role="menuitemcheckbox"
      aria-checked={on}
      aria-label={emoji}
      tabIndex={-1}
      class={on ? 'emoji on' : 'emoji'}
      onClick={() => react(emoji)}
    >
      {emoji}
    </button>
  )
}
