import { isVisible } from '@imbachat/protocol'

/**
 * A text of the site that is shown on one line among other people's texts: no control characters, none that turn the
 * direction of what follows or are there without being seen, no broken Unicode. Empty when nothing visible is left.
 * @param maxChars Unicode characters kept at most
 */
export function cleanLine(text: string, maxChars: number): string {
  const bounded = text.slice(0, maxChars * 8).toWellFormed()
  const line = bounded.replace(HIDDEN, '').replace(GAPS, ' ').trim()
  const kept = [...line].slice(0, maxChars).join('').trim()
  return isVisible(kept) ? kept : ''
}

/** Marks of direction, zero width spaces and joiners that no script needs (ZWJ and ZWNJ stay: emoji and Persian do). */
const HIDDEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu
const GAPS = /[\p{Cc}\s]+/gu
