export interface DecodedBody {
  text: string
  /** the charset that the body was read in although nothing named it; null: it was named, or is UTF-8 */
  guessed: string | null
}

/** What old Russian sites send without saying so. */
const FALLBACK = 'windows-1251'

/**
 * The text of a site's answer. The charset of `content-type` counts, except that PHP says UTF-8 by itself: a body that is not UTF-8 is
 * then read as windows-1251, as is one without a charset. A UTF-8 body with a few broken characters stays UTF-8.
 */
export function decodeBody(body: Uint8Array, contentType = ''): DecodedBody {
  const named = decoderOf(/charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1])
  if (named !== null && named.encoding !== 'utf-8') return { text: named.decode(body), guessed: null }
  const text = new TextDecoder().decode(body)
  if (!text.includes('\ufffd') || isMostlyUtf8(text)) return { text, guessed: null }
  return { text: new TextDecoder(FALLBACK).decode(body), guessed: FALLBACK }
}

function decoderOf(label: string | undefined): TextDecoder | null {
  try {
    // The label is the site's, and may be none that there is.
    return label === undefined ? null : new TextDecoder(label as Bun.Encoding)
  } catch {
    return null
  }
}

/** In another charset hardly any two bytes happen to be a character of UTF-8. */
function isMostlyUtf8(text: string): boolean {
  const broken = text.split('\ufffd').length - 1
  const whole = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0
  return whole > broken
}
