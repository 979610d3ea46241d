import { ChatError } from '@imbachat/protocol'
import type { Limits } from '../../config/limits.ts'

export interface Part {
  widget_id: number
  upload_id: string
  user_id: string
  /** null: any number of visitors may share it, so it is not counted */
  address: string | null
}

export interface PartsUnderWay {
  /**
   * Lets a part begin. Call `end` of the result when the part is over. null: another part of the upload is arriving.
   * @throws ChatError server_busy
   */
  begin(part: Part): { end(): void } | null
}

const RETRY_MS = 1_000

/** A part that has begun costs memory and a file, however little of it comes. */
export function createPartsUnderWay(limits: Limits): PartsUnderWay {
  const counts = new Map<string, number>()
  const uploads = new Set<string>()

  function mustFit(key: string, most: number, sender: string): void {
    if (most === 0 || (counts.get(key) ?? 0) < most) return
    const text = `At most ${most} parts of files of ${sender} may arrive at the same time.`
    throw new ChatError('server_busy', text, { retryAfterMs: RETRY_MS })
  }

  function count(key: string, by: 1 | -1): void {
    const now = (counts.get(key) ?? 0) + by
    if (now > 0) counts.set(key, now)
    else counts.delete(key)
  }

  return {
    begin({ widget_id, upload_id, user_id, address }) {
      if (uploads.has(upload_id)) return null
      const user = `user ${widget_id}/${user_id}`
      const from = `address ${address}`
      const widget = `widget ${widget_id}`
      mustFit(user, limits.UPLOAD_PARTS_PER_USER, 'a user')
      if (address !== null) mustFit(from, limits.UPLOAD_PARTS_PER_ADDRESS, 'an address')
      mustFit(widget, limits.UPLOAD_PARTS_PER_WIDGET, 'a widget')
      mustFit('node', limits.UPLOAD_PARTS, 'this server')
      const keys = [user, widget, 'node', ...(address === null ? [] : [from])]
      uploads.add(upload_id)
      for (const key of keys) count(key, 1)
      return {
        end() {
          if (!uploads.delete(upload_id)) return
          for (const key of keys) count(key, -1)
        },
      }
    },
  }
}
