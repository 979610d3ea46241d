import { LinkifyIt } from 'linkify-it'

/** A piece of a message: literal text, or a link that shows exactly the text that was written. */
export type TextPart = { text: string; url?: undefined } | { text: string; url: string }

const ALLOWED_SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** Marks that turn the direction of text around: in a link they make `evil.example/moc.knab` read as something else. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Text that reads as one address with the link before it: a user name, or a double of a dot or slash. */
const GOES_ON = /^(@|:\S{0,200}@|[\u2024\uff0e\uff0f\u2044\u2215])/

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true })
linkify.add('ftp:', null)
linkify.add('//', null)

/** Splits a message at its links. Joined together, the parts' texts are the message, unchanged. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of linkify.match(text) ?? []) {
    const shown = text.slice(match.index, match.lastIndex)
    if (!isSafe(shown, match.url) || GOES_ON.test(text.slice(match.lastIndex))) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index) })
    parts.push({ text: shown, url: match.url })
    end = match.lastIndex
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end) })
  return parts
}

function isSafe(shown: string, url: string): boolean {
  if (BIDI_CONTROLS.test(shown) || !readsAsItIs(hostIn(shown))) return false
  try {
    return ALLOWED_SCHEMES.has(new URL(url).protocol)
  } catch {
    return false
  }
}

/** The host as it was written: of a web address, or behind the `@` of a mail address. */
function hostIn(shown: string): string {
  const place = shown.replace(/^[a-z]+:(\/\/)?/i, '').split(/[/?#\\]/)[0] ?? ''
  return (place.split('@').at(-1) ?? '').replace(/:\d+$/, '')
}

/**
 * Is every character of the host a letter, a digit, a hyphen or a dot, and no Latin label mixed with letters of another
 * script? Slashes and dots have doubles (U+2215, U+2044, U+2024, U+FF0E), some characters are invisible (U+200B), and
 * letters have twins in other scripts.
 */
function readsAsItIs(host: string): boolean {
  return host.split('.').every((label) => {
    if (!/^[\p{L}\p{M}\p{Nd}_-]*$/u.test(label)) return false
    return !/[a-z]/i.test(label) || /^[\p{Script=Latin}\p{Nd}_-]*$/u.test(label)
  })
}
