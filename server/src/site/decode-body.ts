export interface DecodedBody {
  text: string
  /** the charset that the server assumed because the answer names none; null: the answer names it, or is UTF-8 */
  guessed: string | null
}

/** Old Russian sites send this charset without naming it. */
const FALLBACK = 'windows-1251'

/**
 * The text of a site's answer, read in the charset that `content-type` names. PHP names UTF-8 by default, so a body
 * that claims UTF-8 but is not is read as windows-1251, like a body without a charset. A UTF-8 body with a few broken
 * characters is still read as UTF-8.
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
    // The site chose this label: it may name a charset that does not exist.
    return label === undefined ? null : new TextDecoder(label as Bun.Encoding)
  } catch {
    return null
  }
}

/** In another charset, two bytes hardly ever form a valid UTF-8 character. */
function isMostlyUtf8(text: string): boolean {
  const broken = text.split('\ufffd').length - 1
  const whole = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0
  return whole > broken
}
