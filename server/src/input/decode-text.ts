import { ChatError } from '@imbachat/protocol'

/** The charset that a Content-Type names. */
export const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1]

/**
 * Decodes text that a client, a site or a mail sent. Refuses bytes that are invalid in their charset: stored as U+FFFD,
 * the original text would be lost.
 * @param charset its given name; undefined: UTF-8
 * @throws ChatError invalid_frame
 */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  const decoder = decoderOf(charset)
  try {
    return decoder.decode(bytes)
  } catch {
    throw new ChatError(
      'invalid_frame',
      decoder.encoding === 'utf-8'
        ? 'the body must be valid UTF-8, or its Content-Type must name the charset, such as charset=windows-1251'
        : `the body must be text in ${decoder.encoding}, the charset that its Content-Type names`,
    )
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset as Bun.Encoding, { fatal: true })
  } catch {
    throw new ChatError('invalid_frame', `the charset of the body must be known, and ${charset} is not; send UTF-8`)
  }
}
