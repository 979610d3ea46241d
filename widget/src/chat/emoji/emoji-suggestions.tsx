import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { useWritingContext } from '../composer/writing-context.ts'
import { type Emoji, inTone } from './emoji-data.ts'
import { emojiMemory } from './emoji-memory.ts'
import { type EmojiWords, emojiByShortcode, emojiWords, findEmoji } from './emoji-words.ts'
import type { Suggesting } from './suggesting.ts'

const MOST = 6

interface Props {
  given: Suggesting
  box: () => HTMLTextAreaElement | null
  /** @param before characters before the caret that it replaces */
  insert: (emoji: string, before: number) => void
  close: () => void
}

/** Suggests emoji for `:word`, above the composer. The focus stays in the text; arrows choose, Enter and Tab take. */
export function EmojiSuggestions({ given, box, insert, close }: Props) {
  const { phrases, say } = useWritingContext()
  const found = useSignal<{ words: EmojiWords; list: readonly Emoji[] } | null>(null)
  const at = useSignal(0)
  const { tone } = emojiMemory()
  const { word, ended, length } = given
  const list = found.value?.list ?? []

  useEffect(() => {
    let isLate = false
    const search = ended
      ? emojiByShortcode(word.toLowerCase()).then((one) => (one ? [one] : []))
      : findEmoji(word, phrases.language)
    Promise.all([search, emojiWords(phrases.language)]).then(
      ([emoji, words]) => {
        const [only] = emoji
        if (isLate) return
        if (ended && only) insert(inTone(only, tone.peek()), length)
        else {
          at.value = 0
          found.value = ended ? null : { words, list: emoji.slice(0, MOST) }
        }
      },
      // offline, and never fetched: nothing is suggested
      () => {},
    )
    return () => {
      isLate = true
    }
  }, [word, ended])

  useLayoutEffect(() => {
    const text = box()
    const form = text?.closest('form')
    if (!text || !form || list.length === 0) return
    text.setAttribute('aria-controls', LIST_ID)
    text.setAttribute('aria-autocomplete', 'list')
    text.setAttribute('aria-activedescendant', `${LIST_ID}-${at.value}`)
    const onKey = (event: KeyboardEvent) => {
      if (event.target !== text || event.isComposing || event.keyCode === 229 || event.shiftKey) return
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const chosen = list[at.peek()]
      if (step !== undefined) at.value = (at.peek() + step + list.length) % list.length
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) insert(inTone(chosen, tone.peek()), length)
      else if (event.key === 'Escape') close()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    // before the composer, to which Enter means send
    form.addEventListener('keydown', onKey, true)
    return () => {
      form.removeEventListener('keydown', onKey, true)
      for (const name of ['aria-controls', 'aria-autocomplete', 'aria-activedescendant']) text.removeAttribute(name)
    }
  }, [list, at.value, length])

  if (!found.value || list.length === 0) return null
  const { words } = found.value
  return (
    <div class="suggestions" id={LIST_ID} role="listbox" aria-label={say.emojiSuggestions}>
      {list.map((emoji, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the text box
        <div
          key={emoji.emoji}
          id={`${LIST_ID}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at.value}
          onPointerDown={(event) => event.preventDefault()}
          onPointerMove={() => (at.value = index)}
          onClick={() => insert(inTone(emoji, tone.value), length)}
        >
          <span class="suggested" aria-hidden="true">
            {inTone(emoji, tone.value)}
          </span>
          {words.nameOf(emoji)}
        </div>
      ))}
    </div>
  )
}

const LIST_ID = 'emoji-suggestions'
