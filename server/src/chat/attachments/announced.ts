import { ChatError } from '@imbachat/protocol'
import type { Limits } from '../../config/limits.ts'
import type { Clock } from '../clock.ts'

export interface Announcement {
  widget_id: number
  upload_id: string
  user_id: string
  isGuest: boolean
  /** null: any number of visitors may share it, so it is not counted */
  address: string | null
  size: number
  expires_at: number
}

/** Unfinished uploads of this node's users, announced by `upload.create`. */
export interface Announced {
  /** Counts one more. @throws ChatError file_too_large, too_many_uploads */
  add(announcement: Announcement): void
  /** The store has it. */
  stored(upload_id: string): void
  /** uploads of this user that the store had */
  storedOf(user: Pick<Announcement, 'widget_id' | 'user_id'>): string[]
  /** Notes that this many of its bytes have arrived. */
  arrived(upload_id: string, bytes: number): void
  /** Ends an upload that is finished, refused or given up. */
  end(upload_id: string): void
  /** bytes that are still to come */
  waiting(): number
}

const RETRY_MS = 10_000

/**
 * Each announced file is one that the disk must still take. Without these limits a user, or many guests of one address,
 * would reserve all of it and send nothing.
 */
export function createAnnounced(clock: Clock, limits: Limits): Announced {
  /** the oldest first: all are kept equally long */
  const all = new Map<string, Announcement & { arrived: number; stored: boolean }>()
  /** bytes by user, address and widget */
  const sums = new Map<string, number>()
  let waiting = 0

  const userKey = ({ widget_id, user_id }: Announcement) => `user ${widget_id}/${user_id}`
  const widgetKey = ({ widget_id }: Announcement) => `widget ${widget_id}`
  const addressKey = ({ address, isGuest }: Announcement) => `${isGuest ? 'guests' : 'users'} of ${address}`
  const keysOf = (one: Announcement): string[] => [
    userKey(one),
    widgetKey(one),
    ...(one.address === null ? [] : [addressKey(one)]),
  ]

  /** A file alone may be larger than the limit of its user: the limit of one file is another. */
  function mustFit(key: string, size: number, most: number, sender: string): void {
    const announced = sums.get(key) ?? 0
    if (most === 0 || announced === 0 || announced + size <= most) return
    const text = `At most ${most} bytes of ${sender} may be announced and not finished.`
    throw new ChatError('too_many_uploads', text, { retryAfterMs: RETRY_MS })
  }

  function end(upload_id: string): void {
    const one = all.get(upload_id)
    if (!one) return
    all.delete(upload_id)
    waiting -= one.size - one.arrived
    for (const key of keysOf(one)) {
      const left = (sums.get(key) ?? 0) - one.size
      if (left > 0) sums.set(key, left)
      else sums.delete(key)
    }
  }

  function endExpired(): void {
    for (const { upload_id, expires_at } of all.values()) {
      if (expires_at > clock.now()) return
      end(upload_id)
    }
  }

  return {
    add(announcement) {
      endExpired()
      const { upload_id, size, isGuest } = announcement
      if (isGuest && limits.UPLOAD_BYTES_PER_GUEST > 0 && size > limits.UPLOAD_BYTES_PER_GUEST) {
        const text = `The file has ${size} bytes; a guest may send ${limits.UPLOAD_BYTES_PER_GUEST}.`
        throw new ChatError('file_too_large', text, { field: 'size' })
      }
      const most = isGuest ? limits.UPLOAD_BYTES_PER_GUEST : limits.UPLOAD_BYTES_PER_USER
      mustFit(userKey(announcement), size, most, isGuest ? 'a guest' : 'a user')
      if (announcement.address !== null) {
        mustFit(
          addressKey(announcement),
          size,
          isGuest ? limits.UPLOAD_BYTES_PER_GUEST : limits.UPLOAD_BYTES_PER_ADDRESS,
          'an address',
        )
      }
      mustFit(widgetKey(announcement), size, limits.UPLOAD_BYTES_PER_WIDGET, 'a widget')
      all.set(upload_id, { ...announcement, arrived: 0, stored: false })
      waiting += size
      for (const key of keysOf(announcement)) sums.set(key, (sums.get(key) ?? 0) + size)
    },
    stored(upload_id) {
      const one = all.get(upload_id)
      if (one) one.stored = true
    },
    storedOf: ({ widget_id, user_id }) =>
      [...all.values()]
        .filter((one) => one.stored && one.widget_id === widget_id && one.user_id === user_id)
        .map(({ upload_id }) => upload_id),
    arrived(upload_id, bytes) {
      const one = all.get(upload_id)
      if (!one) return
      waiting -= bytes - one.arrived
      one.arrived = bytes
    },
    end,
    waiting: () => waiting,
  }
}
