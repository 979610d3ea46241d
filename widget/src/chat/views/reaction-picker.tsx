import type { ShownReaction } from '../model/message-items.ts'
import { useLaterFrame } from './frame-context.ts'

/** The first ones that people reach for. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🔥']

/** What fits a screen; an emoji keyboard's whole set is in the composer. */
const GRID = [
  ...['👍', '👎', '❤️', '🔥', '🎉', '👏', '🙏', '💯', '👌', '🤝', '💪', '✅', '❌', '❓', '❗', '👀'],
  ...['😀', '😁', '😂', '🤣', '😊', '😍', '🥰', '😘', '😎', '🤩', '🤔', '🤨', '😐', '🙄', '😏', '😴'],
  ...['😮', '😲', '😱', '😢', '😭', '😡', '🤬', '🤯', '🥳', '😇', '🤗', '🤭', '🤫', '🤮', '🤒', '💩'],
  ...['🧡', '💛', '💚', '💙', '💜', '🖤', '💔', '⭐', '⚡', '🌈', '☀️', '🌹', '🎂', '🏆', '🚀', '🐳'],
]

interface Props {
  mine: readonly ShownReaction[]
  react: (emoji: string) => void
}

export function QuickReactions({ mine, react }: Props) {
  return (
    <div class="menu-row">
      {QUICK.map((emoji) => (
        <Emoji key={emoji} emoji={emoji} mine={mine} react={react} />
      ))}
    </div>
  )
}

export function EmojiGrid({ mine, react }: Props) {
  const { say } = useLaterFrame()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is not allowed in a menu
    <div class="menu-row grid" role="group" aria-label={say.react}>
      {GRID.map((emoji) => (
        <Emoji key={emoji} emoji={emoji} mine={mine} react={react} />
      ))}
    </div>
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
