import { decodeBody } from './decode-body.ts'

const SHOWN_CHARS = 300

/** The first characters of an answer, for its owner. */
export function startOf(body: Uint8Array, contentType?: string): string {
  const { text } = decodeBody(body, contentType)
  // browsers show control characters as nothing or as boxes
  return text
    .slice(0, SHOWN_CHARS * 4)
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .slice(0, SHOWN_CHARS)
    .toWellFormed()
}
