import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'

/** Bytes that may be announced and not finished at the same time; 0: no limit. */
export interface AnnouncedLimits {
  ofUser: number
  /** of a guest, and of all guests of an address together */
  ofGuest: number
  ofAddress: number
  ofWidget: number
}

export interface Announcement {
  widgetId: number
  uploadId: string
  userId: string
  isGuest: boolean
  /** null: any number of visitors may share it, so it is not counted */
  address: string | null
  size: number
  expiresAt: number
}

/** What this node's users have announced by `upload.create` and not finished. */
export interface Announced {
  /** Counts one more. @throws ChatError file_too_large, too_many_uploads */
  add(announcement: Announcement): void
  /** The store has it. */
  stored(uploadId: string): void
  /** uploads of this user that the store had */
  storedOf(user: Pick<Announcement, 'widgetId' | 'userId'>): string[]
  /** So many bytes of it are there now. */
  arrived(uploadId: string, bytes: number): void
  /** It is finished, refused or given up. */
  end(uploadId: string): void
  /** bytes that are still to come */
  waiting(): number
}

const RETRY_MS = 10_000

/**
 * Each announced file is one that the disk must still take. Without these limits a user, or many guests of one address,
 * would reserve all of it and send nothing.
 */
export function createAnnounced(clock: Clock, limits: AnnouncedLimits): Announced {
  /** the oldest first: all are kept equally long */
  const all = new Map<string, Announcement & { arrived: number; stored: boolean }>()
  /** bytes by user, address and widget */
  const sums = new Map<string, number>()
  let waiting = 0

  const userKey = ({ widgetId, userId }: Announcement) => `user ${widgetId}/${userId}`
  const widgetKey = ({ widgetId }: Announcement) => `widget ${widgetId}`
  const addressKey = ({ address, isGuest }: Announcement) => `${isGuest ? 'guests' : 'users'} of ${address}`
  const keysOf = (one: Announcement): string[] => [
    userKey(one),
    widgetKey(one),
    ...(one.address === null ? [] : [addressKey(one)]),
  ]

  /** A file alone may be larger than the limit of its user: the limit of one file is another. */
  function mustFit(key: string, size: number, most: number, whose: string): void {
    const announced = sums.get(key) ?? 0
    if (most === 0 || announced === 0 || announced + size <= most) return
    const said = `At most ${most} bytes of ${whose} may be announced and not finished.`
    throw new ChatError('too_many_uploads', said, { retryAfterMs: RETRY_MS })
  }

  function end(uploadId: string): void {
    const one = all.get(uploadId)
    if (!one) return
    all.delete(uploadId)
    waiting -= one.size - one.arrived
    for (const key of keysOf(one)) {
      const left = (sums.get(key) ?? 0) - one.size
      if (left > 0) sums.set(key, left)
      else sums.delete(key)
    }
  }

  function endExpired(): void {
    for (const { uploadId, expiresAt } of all.values()) {
      if (expiresAt > clock.now()) return
      end(uploadId)
    }
  }

  return {
    add(announcement) {
      endExpired()
      const { uploadId, size, isGuest } = announcement
      if (isGuest && limits.ofGuest > 0 && size > limits.ofGuest) {
        const said = `The file has ${size} bytes; a guest may send ${limits.ofGuest}.`
        throw new ChatError('file_too_large', said, { field: 'size' })
      }
      const most = isGuest ? limits.ofGuest : limits.ofUser
      mustFit(userKey(announcement), size, most, isGuest ? 'a guest' : 'a user')
      if (announcement.address !== null) {
        mustFit(addressKey(announcement), size, isGuest ? limits.ofGuest : limits.ofAddress, 'an address')
      }
      mustFit(widgetKey(announcement), size, limits.ofWidget, 'a widget')
      all.set(uploadId, { ...announcement, arrived: 0, stored: false })
      waiting += size
      for (const key of keysOf(announcement)) sums.set(key, (sums.get(key) ?? 0) + size)
    },
    stored(uploadId) {
      const one = all.get(uploadId)
      if (one) one.stored = true
    },
    storedOf: ({ widgetId, userId }) =>
      [...all.values()]
        .filter((one) => one.stored && one.widgetId === widgetId && one.userId === userId)
        .map(({ uploadId }) => uploadId),
    arrived(uploadId, bytes) {
      const one = all.get(uploadId)
      if (!one) return
      waiting -= bytes - one.arrived
      one.arrived = bytes
    },
    end,
    waiting: () => waiting,
  }
}
