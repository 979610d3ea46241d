import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { cursorError } from '../../chat/cursor.ts'
import type { FindMessages } from '../../chat/ports.ts'

const ALGORITHM = 'aes-256-gcm'
const IV = 12
const TAG = 16
export const KEY_BYTES = 32

/**
 * Binds a cursor to its reader and search. In another search, with other dates, it would reveal when the message was
 * written.
 */
const boundTo = ({ widget_id, user_id, query, room_id, from_user, has, after, before }: FindMessages): Buffer =>
  Buffer.from(JSON.stringify([widget_id, user_id, query, room_id, from_user, has, after, before]))

/**
 * Encrypted cursors. A cursor contains the place of the last examined message, which the reader may not be allowed to
 * see.
 */
export function sealedCursors(key: Uint8Array): {
  write(search: FindMessages, place: number): string
  /** @throws ChatError invalid_field: no page of this search returned this cursor */
  read(search: FindMessages, cursor: string): number
} {
  return {
    write(search, place) {
      const iv = randomBytes(IV)
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(boundTo(search))
      const body = Buffer.alloc(8)
      body.writeBigUInt64BE(BigInt(place))
      const sealed = Buffer.concat([cipher.update(body), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    read(search, cursor) {
      try {
        const bytes = Buffer.from(cursor, 'base64url')
        const iv = bytes.subarray(0, IV)
        const opened = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG }).setAAD(boundTo(search))
        opened.setAuthTag(bytes.subarray(IV, IV + TAG))
        const body = Buffer.concat([opened.update(bytes.subarray(IV + TAG)), opened.final()])
        return Number(body.readBigUInt64BE())
      } catch {
        throw cursorError()
      }
    },
  }
}
