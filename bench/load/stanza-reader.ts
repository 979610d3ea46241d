const [SLASH, QUESTION, S] = ['/', '?', 's'].map((text) => text.charCodeAt(0))
const STREAM = '<stream:stream'

export interface StanzaReader {
  /** Calls back for every complete stanza; the rest waits for the next bytes. */
  push(bytes: Buffer): void
}

/**
 * Splits the output of an XMPP server into stanzas and stream openings, which never close. It supports the XML that
 * servers write: no `<` or `>` in text or attributes. The callback gets a view that is valid only until it returns.
 */
export function stanzaReader(onStanza: (bytes: Buffer, start: number, end: number) => void): StanzaReader {
  let rest: Buffer | undefined
  return {
    push(arrived) {
      const bytes = rest ? Buffer.concat([rest, arrived]) : arrived
      rest = undefined
      /** start of the current stanza, and how many of its elements are open */
      let start = 0
      let depth = 0
      let at = 0
      for (;;) {
        const tag = bytes.indexOf('<', at)
        const end = tag < 0 ? -1 : bytes.indexOf('>', tag) + 1
        if (end <= 0) break
        at = end
        if (depth === 0) start = tag
        if (bytes[tag + 1] === QUESTION) continue
        if (bytes[tag + 1] === SLASH) depth--
        else if (bytes[end - 2] !== SLASH && !isStream(bytes, tag)) depth++
        if (depth === 0) {
          onStanza(bytes, start, end)
          start = end
        }
      }
      if (depth === 0) start = at
      // A copy: the socket reuses its buffer.
      if (start < bytes.length) rest = Buffer.from(bytes.subarray(start))
    },
  }
}

function isStream(bytes: Buffer, tag: number): boolean {
  return bytes[tag + 1] === S && bytes.toString('latin1', tag, tag + STREAM.length) === STREAM
}
