import { LinkifyIt } from 'linkify-it'

/** A piece of a message: literal text, or a link that shows exactly the text that was written. */
export type TextPart = { text: string; url?: undefined } | { text: string; url: string }

const ALLOWED_SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** Marks that turn the direction of text around: in a link they make `evil.example/moc.knab` read as something else. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true })
linkify.add('ftp:', null)
linkify.add('//', null)

/** Splits a message at its links. Joined together, the parts' texts are the message, unchanged. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of linkify.match(text) ?? []) {
    const shown = text.slice(match.index, match.lastIndex)
    if (!isSafe(shown, match.url)) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index) })
    parts.push({ text: shown, url: match.url })
    end = match.lastIndex
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end) })
  return parts
}

function isSafe(shown: string, url: string): boolean {
  if (BIDI_CONTROLS.test(shown)) return false
  try {
    return ALLOWED_SCHEMES.has(new URL(url).protocol)
  } catch {
    return false
  }
}
