import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Encoding } from '../assets.ts'

/**
 * Texts whose compressed forms are kept: about one for each widget and page; the one that was made first leaves first.
 */
const MAX_KEPT = 1_000

const PACKERS: Record<Encoding, (text: string) => Uint8Array> = {
  br: (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text) => gzipSync(text, { level: 9 }),
}

/** A text with its ETag and compressed forms, each made when first asked for. */
class PackedText {
  readonly etag: string
  readonly #text: string
  readonly #packed = new Map<Encoding, Uint8Array<ArrayBuffer>>()

  constructor(text: string) {
    this.#text = text
    this.etag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  }

  as(encoding: Encoding): Uint8Array<ArrayBuffer> {
    const known = this.#packed.get(encoding)
    if (known) return known
    const packed = new Uint8Array(PACKERS[encoding](this.#text))
    this.#packed.set(encoding, packed)
    return packed
  }
}

const kept = new Map<string, PackedText>()

/** Anybody may ask for a page any number of times, so nothing is compressed twice. */
export function packedText(text: string): PackedText {
  const known = kept.get(text)
  if (known) return known
  const packed = new PackedText(text)
  kept.set(text, packed)
  const oldest = kept.keys().next().value
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  return packed
}
