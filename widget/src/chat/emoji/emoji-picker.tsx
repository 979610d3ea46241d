import { computed, type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { useWritingContext } from '../composer/writing-context.ts'
import { Icon } from '../ui/icons.tsx'
import { EMOJI_GROUPS, type Emoji, inTone, SKIN_TONES } from './emoji-data.ts'
import { emojiMemory } from './emoji-memory.ts'
import { type EmojiWords, emojiWords, findEmoji } from './emoji-words.ts'

/** The emoji that shows each group in the row of tabs. */
const TABS = ['😀', '👋', '🐻', '🍎', '🚗', '⚽', '💡', '❤️', '🏁']

const MOST_FOUND = 120

/** The height of a row, CSS pixels; emoji/emoji.css has the same. */
const ROW = 40

interface Props {
  pick: (emoji: string) => void
  close: () => void
  /** the search has the focus at first */
  searches: boolean
}

/** All emoji by group, with search, the last used ones and skin tones. */
export function EmojiPicker({ pick, close, searches }: Props) {
  const { phrases, say } = useWritingContext()
  const { recent, tone, setTone } = emojiMemory()
  const picker = useRef<HTMLDivElement>(null)
  const words = useSignal<EmojiWords | null>(null)
  const query = useSignal('')
  const found = useSignal<readonly Emoji[] | null>(null)
  const choosing = useSignal(false)
  /** as it was when the picker opened: nothing moves under the pointer */
  const recents = useMemo(() => recent.peek().map(asEmoji), [])
  const nameOf = useMemo(() => computed(() => (emoji: Emoji) => words.value?.nameOf(emoji) ?? emoji.emoji), [])

  useEffect(() => {
    // without a network the emoji are there, but not their names
    emojiWords(phrases.language).then(
      (loaded) => {
        words.value = loaded
      },
      () => {},
    )
    if (searches) picker.current?.querySelector('input')?.focus({ preventScroll: true })
  }, [])

  useEffect(() => {
    const wanted = query.value.trim()
    if (wanted === '') {
      found.value = null
      return
    }
    let isLate = false
    findEmoji(wanted, phrases.language).then(
      (list) => {
        if (!isLate) found.value = list.slice(0, MOST_FOUND)
      },
      () => {
        if (!isLate) found.value = []
      },
    )
    return () => {
      isLate = true
    }
  }, [query.value])

  const buttons = () => [...(picker.current?.querySelectorAll<HTMLButtonElement>('.emoji-grid button') ?? [])]

  function onKeyDown(event: KeyboardEvent): void {
    const input = picker.current?.querySelector('input')
    const inSearch = document.activeElement === input
    if (event.isComposing) return
    // what is around the picker has keys of its own
    event.stopPropagation()
    if (event.key === 'Escape') {
      event.preventDefault()
      if (choosing.value) choosing.value = false
      else close()
    } else if (inSearch && event.key === 'ArrowDown') {
      event.preventDefault()
      buttons()[0]?.focus()
    } else if (inSearch && event.key === 'Enter') {
      event.preventDefault()
      if (query.value.trim() !== '') buttons()[0]?.click()
    } else if ((document.activeElement as Element | null)?.closest('.emoji-grid')) {
      const next = nextButton(buttons(), document.activeElement as HTMLButtonElement, event.key)
      if (next === 'search') {
        event.preventDefault()
        input?.focus()
      } else if (next) {
        event.preventDefault()
        next.focus()
      } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
        // the letter goes into the search
        input?.focus()
      }
    }
  }

  const shown = found.value
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the controls within
    <div class="emoji-picker" ref={picker} tabIndex={-1} data-first={searches ? undefined : true} onKeyDown={onKeyDown}>
      <div class="emoji-head">
        <label class="emoji-search">
          <Icon name="search" />
          <input
            type="search"
            aria-label={say.searchEmoji}
            placeholder={say.searchEmoji}
            value={query.value}
            enterkeyhint="search"
            autocomplete="off"
            onInput={(event) => (query.value = event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          class="icon-button emoji-tone"
          aria-label={`${say.skinTone}: ${say.skinTones[tone.value]}`}
          aria-expanded={choosing.value}
          onPointerDown={keepFocus}
          onClick={() => (choosing.value = !choosing.value)}
        >
          👋{SKIN_TONES[tone.value]}
        </button>
      </div>
      {choosing.value && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own looks
        <div class="emoji-tones" role="group" aria-label={say.skinTone}>
          {SKIN_TONES.map((modifier, index) => (
            <button
              key={modifier}
              type="button"
              aria-label={say.skinTones[index]}
              aria-pressed={index === tone.value}
              onPointerDown={keepFocus}
              onClick={() => {
                setTone(index)
                choosing.value = false
              }}
            >
              👋{modifier}
            </button>
          ))}
        </div>
      )}
      {shown === null && (
        <nav class="emoji-tabs" aria-label={say.emoji}>
          {TABS.map((icon, index) => (
            <button
              key={icon}
              type="button"
              aria-label={say.emojiGroups[index]}
              title={say.emojiGroups[index]}
              onPointerDown={keepFocus}
              onClick={() => {
                const section =
                  picker.current?.querySelectorAll('.emoji-all > section')[index + (recents.length > 0 ? 1 : 0)]
                section?.scrollIntoView({ block: 'start' })
              }}
            >
              {icon}
            </button>
          ))}
        </nav>
      )}
      <div class="emoji-all">
        {shown !== null ? (
          <section>
            <h3>
              <span role="status">{shown.length > 0 ? say.foundEmoji : say.noEmoji}</span>
            </h3>
            <Grid list={shown} {...{ tone, nameOf, pick }} />
          </section>
        ) : (
          <>
            {recents.length > 0 && (
              <section>
                <h3>{say.recentEmoji}</h3>
                <Grid list={recents} {...{ tone, nameOf, pick }} />
              </section>
            )}
            {EMOJI_GROUPS.map((group, index) => (
              <Group key={index} title={say.emojiGroups[index] ?? ''} list={group} {...{ tone, nameOf, pick }} />
            ))}
          </>
        )}
      </div>
    </div>
  )
}

interface GridProps {
  list: readonly Emoji[]
  tone: ReadonlySignal<number>
  nameOf: ReadonlySignal<(emoji: Emoji) => string>
  pick: (emoji: string) => void
}

/** A group is drawn when it comes near, since all of them together take a phone 100 ms. */
function Group({ title, ...grid }: GridProps & { title: string }) {
  const section = useRef<HTMLElement>(null)
  const near = useSignal(false)
  const rows = useSignal(0)

  useLayoutEffect(() => {
    const { current } = section
    if (!current) return
    rows.value = Math.ceil(grid.list.length / Math.max(1, Math.floor(current.clientWidth / ROW)))
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        near.value = true
        observer.disconnect()
      },
      { root: current.closest('.emoji-all'), rootMargin: '300px' },
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [])

  return (
    <section ref={section}>
      <h3>{title}</h3>
      {near.value ? <Grid {...grid} /> : <div style={{ blockSize: `${rows.value * ROW}px` }} />}
    </section>
  )
}

function Grid({ list, tone, nameOf, pick }: GridProps) {
  return (
    <div class="emoji-grid">
      {list.map((emoji, index) => {
        const drawn = inTone(emoji, tone.value)
        return (
          <button
            key={emoji.emoji}
            type="button"
            tabIndex={index === 0 ? 0 : -1}
            aria-label={nameOf.value(emoji)}
            title={nameOf.value(emoji)}
            onPointerDown={keepFocus}
            onClick={() => pick(drawn)}
          >
            {drawn}
          </button>
        )
      })}
    </div>
  )
}

const known = new Map(EMOJI_GROUPS.flat().map((emoji) => [emoji.emoji, emoji]))

/** One that was used, as it was used. */
function asEmoji(emoji: string): Emoji {
  const bare = emoji.replace(/[\u{1f3fb}-\u{1f3ff}]/gu, '')
  const index = (known.get(emoji) ?? known.get(bare) ?? known.get(`${bare}\ufe0f`))?.index ?? -1
  return { index, emoji, tones: '' }
}

/** The pointer leaves the caret where it is. */
const keepFocus = (event: PointerEvent) => event.preventDefault()

/** The button that an arrow key moves to in the grid; null if the key does not move. */
function nextButton(
  all: readonly HTMLButtonElement[],
  here: HTMLButtonElement,
  key: string,
): HTMLButtonElement | 'search' | null {
  const index = all.indexOf(here)
  const isRightToLeft = getComputedStyle(here).direction === 'rtl'
  const beside = { ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1 }[key]
  if (beside !== undefined) return all[index + beside] ?? 'search'
  if (key === 'Home') return all[0] ?? null
  if (key === 'End') return all.at(-1) ?? null
  const step = { ArrowDown: 1, ArrowUp: -1 }[key]
  if (step === undefined) return null
  const from = here.getBoundingClientRect()
  let row: number | null = null
  let best: HTMLButtonElement | null = null
  let distance = Number.POSITIVE_INFINITY
  for (let at = index + step; at >= 0 && at < all.length; at += step) {
    const button = all[at] as HTMLButtonElement
    const { left, top } = button.getBoundingClientRect()
    if (Math.abs(top - from.top) < 2) continue
    row ??= top
    if (Math.abs(top - row) > 2) break
    if (Math.abs(left - from.left) < distance) {
      best = button
      distance = Math.abs(left - from.left)
    }
  }
  return best ?? (step === -1 ? 'search' : null)
}
