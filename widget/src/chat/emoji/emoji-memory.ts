import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { type ReadonlySignal, signal } from '@preact/signals'
import { ownStorage } from '../core/own-storage.ts'
import { isEmojiOnly } from './emoji-only.ts'

/** Number of recent emoji that are stored. */
const MOST_RECENT = 32

/** The user's last emoji, and their skin tone; on this device only. */
export interface EmojiMemory {
  recent: ReadonlySignal<readonly string[]>
  /** index of `SKIN_TONES` */
  tone: ReadonlySignal<number>
  used(emoji: string): void
  setTone(tone: number): void
}

let memory: EmojiMemory | undefined

/** One for the page: the composer and reactions share it. */
export const emojiMemory = (): EmojiMemory => (memory ??= createEmojiMemory(ownStorage(() => localStorage)))

/** `storage` null: the browser gives third-party frames none; it is then forgotten with the page. */
export function createEmojiMemory(storage: Storage | null): EmojiMemory {
  const stored = read(storage)
  const recent = signal(stored.recent)
  const tone = signal(stored.tone)
  const save = () => {
    try {
      storage?.setItem(kept('emoji'), JSON.stringify({ recent: recent.peek(), tone: tone.peek() }))
    } catch {
      // full or forbidden
    }
  }
  return {
    recent,
    tone,
    used(emoji) {
      recent.value = [emoji, ...recent.peek().filter((one) => one !== emoji)].slice(0, MOST_RECENT)
      save()
    },
    setTone(chosen) {
      tone.value = chosen
      save()
    },
  }
}

function read(storage: Storage | null): { recent: readonly string[]; tone: number } {
  try {
    const value: unknown = JSON.parse(storage?.getItem(kept('emoji')) ?? '')
    const { recent, tone } = value as { recent?: unknown; tone?: unknown }
    const known = Array.isArray(recent) ? recent : []
    return {
      recent: known.filter((one) => typeof one === 'string' && isEmojiOnly(one)).slice(0, MOST_RECENT),
      tone: typeof tone === 'number' && tone in [0, 1, 2, 3, 4, 5] ? tone : 0,
    }
  } catch {
    return { recent: [], tone: 0 }
  }
}
