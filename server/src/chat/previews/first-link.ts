import type { Entity } from '@imbachat/protocol'

const LINK = /(?<![\p{L}\p{N}@.])(?:https?:\/\/|www\.)[^\s<>"«»]+/giu
const MOST_CHARS = 2_000

interface MessageText {
  text: string | null
  entities?: readonly Entity[]
}

/** The address that the first link of a text leads to; null: it has none. Links inside code do not count. */
export function firstLink({ text, entities = [] }: MessageText): string | null {
  if (text === null || (!text.includes('://') && !/www\./i.test(text) && entities.length === 0)) return null
  const code = entities.filter(({ type }) => type === 'code' || type === 'pre')
  const written = [...text.matchAll(LINK)]
    .filter(({ index }) => !code.some(({ offset, length }) => index >= offset && index < offset + length))
    .map(({ index, 0: found }) => ({ at: index, url: withoutEnd(found) }))
  const named = entities.flatMap(({ type, offset, url }) => (type === 'link' && url ? [{ at: offset, url }] : []))
  const first = [...written, ...named].sort((a, b) => a.at - b.at)[0]
  return first ? addressOf(first.url) : null
}

/** Punctuation at the end is not part of an address; a closing bracket is if it was opened there. */
function withoutEnd(found: string): string {
  let unopened = (found.match(/[)\]}]/g)?.length ?? 0) - (found.match(/[([{]/g)?.length ?? 0)
  let end = found.length
  for (; end > 0; end--) {
    const last = found.charAt(end - 1)
    if (')]}'.includes(last) && unopened > 0) unopened--
    else if (!'.,;:!?\'"…'.includes(last)) break
  }
  return found.slice(0, end)
}

function addressOf(written: string): string | null {
  const url = URL.parse(/^https?:/i.test(written) ? written : `https://${written}`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  // a link to a message of this chat is opened in place
  if (url.hash.startsWith('#imbachat-') || url.href.length > MOST_CHARS) return null
  return url.href
}
