import type { FileLimits } from './chat/attachments/files.ts'
import type { Config } from './config/config.ts'
import type { Limits } from './config/limits.ts'
import { EGRESS_LIMITS } from './egress/egress.ts'
import type { RealtimeLimits } from './realtime/limits/limits.ts'
import type { StoreOptions } from './store/index.ts'

/** Milliseconds. */
const HOUR = 3_600_000

/** The settings of the server's administrator, as each part takes them. */
export function storeLimits({ limits, roomLiveMembers }: Config) {
  return {
    maxQueuedWrites: limits.WRITE_QUEUE,
    mostRooms: limits.ROOMS_PER_USER,
    mostPinned: limits.PINNED_ROOMS,
    mostPins: limits.PINNED_MESSAGES,
    mostBlocked: limits.BLOCKED_PER_USER,
    mostStarred: limits.STARRED_PER_USER,
    mostHidden: limits.HIDDEN_PER_ROOM,
    mostFlags: limits.OPEN_FLAGS_PER_USER,
    mostHeld: limits.HELD_PER_USER,
    joinLimits: {
      perRoom: limits.JOIN_REQUESTS_PER_ROOM,
      perUser: limits.JOIN_REQUESTS_PER_USER,
      cooldownMs: limits.JOIN_COOLDOWN_HOURS * HOUR,
    },
    liveMembers: roomLiveMembers,
    maxConnections: limits.DATABASE_CONNECTIONS,
  } satisfies Partial<StoreOptions>
}

export function realtimeLimits({ limits, roomLiveMembers }: Config): Partial<RealtimeLimits> {
  const newSockets = limits.NEW_SOCKETS_PER_SECOND
  return {
    sockets: {
      ofUser: limits.MAX_SOCKETS_PER_USER,
      ofAddress: limits.MAX_SOCKETS_PER_ADDRESS,
      ofWidget: limits.MAX_SOCKETS_PER_WIDGET,
      ofServer: limits.MAX_SOCKETS,
    },
    mostRead: limits.READ_ROOMS_PER_CONNECTION,
    frames: {
      ofUser: limits.FRAMES_PER_SECOND,
      ofAddress: limits.FRAMES_PER_SECOND_PER_ADDRESS,
      ofWidget: limits.FRAMES_PER_SECOND_PER_WIDGET,
    },
    arrivals: { perSecond: newSockets, burst: 10 * newSockets },
    backpressureBytes: limits.SLOW_READER_BYTES,
    postsBytes: limits.POSTS_BYTES,
    liveMembers: roomLiveMembers,
  }
}

export function fileLimits(limits: Limits): FileLimits {
  return {
    maxFileBytes: limits.MAX_FILE_BYTES,
    uploadsAtOnce: limits.UPLOADS_AT_ONCE,
    filesPerUserPerDay: limits.FILES_PER_USER_PER_DAY,
    bytesPerUserPerDay: limits.FILE_BYTES_PER_USER_PER_DAY,
    bytesPerWidget: limits.FILE_BYTES_PER_WIDGET,
    picturePixels: limits.PICTURE_PIXELS,
    uploadKeptMs: limits.UPLOAD_KEPT_HOURS * HOUR,
    waitingOfUser: limits.FILES_WAITING_PER_USER,
    waitingOfWidget: limits.FILES_WAITING_PER_WIDGET,
    cardPicturesPerDay: limits.CARD_PICTURES_PER_DAY,
    announced: {
      ofUser: limits.UPLOAD_BYTES_PER_USER,
      ofGuest: limits.UPLOAD_BYTES_PER_GUEST,
      ofAddress: limits.UPLOAD_BYTES_PER_ADDRESS,
      ofWidget: limits.UPLOAD_BYTES_PER_WIDGET,
    },
    parts: {
      ofUser: limits.UPLOAD_PARTS_PER_USER,
      ofAddress: limits.UPLOAD_PARTS_PER_ADDRESS,
      ofNode: limits.UPLOAD_PARTS,
      stallMs: limits.UPLOAD_STALL_SECONDS * 1_000,
    },
    leastPartBytes: limits.UPLOAD_PART_BYTES,
    reserveBytes: limits.DISK_RESERVE_BYTES,
  }
}

export function egressLimits(limits: Limits): Partial<typeof EGRESS_LIMITS> {
  return {
    timeoutMs: limits.SITE_TIMEOUT_MS,
    slots: { ...EGRESS_LIMITS.slots, atOnce: limits.SITE_CALLS_AT_ONCE },
  }
}
