import { isVisible } from '@imbachat/protocol'

/**
 * Cleans a text of the site that the chat shows on one line next to other users' texts. Removes control characters,
 * invisible characters, marks that change the text direction, and broken Unicode. Empty if nothing visible is left.
 * @param maxChars the maximum number of Unicode characters to keep
 */
export function cleanLine(text: string, maxChars: number): string {
  const bounded = text.slice(0, maxChars * 8).toWellFormed()
  const line = bounded.replace(HIDDEN, '').replace(GAPS, ' ').trim()
  const kept = [...line].slice(0, maxChars).join('').trim()
  return isVisible(kept) ? kept : ''
}

/** Direction marks, zero width spaces, needless joiners. ZWJ and ZWNJ stay: emoji and Persian need them. */
const HIDDEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu
const GAPS = /[\p{Cc}\s]+/gu
