import { readFileSync } from 'node:fs'

/** Open files reserved for the database, calls to sites and plain HTTP. */
const FILES_KEPT = 500

export interface LimitSetting {
  name: string
  /** the default as the documentation says it, if it is not a number */
  fallbackIs?: string
  fallback: number
  least: number
  meaning: string
}

/**
 * Limits that a server administrator may set. docs/self-hosting.md says which of them nodes count together. The
 * environment, `imbachat serve --help` and docs/self-hosting.md all follow this list.
 */
export const LIMIT_SETTINGS = [
  {
    name: 'MAX_SOCKETS',
    fallbackIs: `the limit of open files, less ${FILES_KEPT}`,
    fallback: socketsThatFit(),
    least: 0,
    meaning: "open connections; 0: only the system's limit",
  },
  {
    name: 'MAX_SOCKETS_PER_USER',
    fallback: 50,
    least: 0,
    meaning: "connections per user; one more closes the user's oldest; 0: no limit",
  },
  {
    name: 'READ_ROOMS_PER_CONNECTION',
    fallback: 20,
    least: 1,
    meaning:
      'public rooms that one connection reads without joining; a guest is refused one more, of a user the oldest ends',
  },
  {
    name: 'MAX_SOCKETS_PER_ADDRESS',
    fallback: 10_000,
    least: 0,
    meaning: 'connections per IP address; this machine and `TRUSTED_PROXIES` are not counted; 0: no limit',
  },
  { name: 'MAX_SOCKETS_PER_WIDGET', fallback: 0, least: 0, meaning: 'connections per widget; 0: no limit' },
  {
    name: 'NEW_SOCKETS_PER_SECOND',
    fallback: 500,
    least: 1,
    meaning: "new connections per second and IP address; bursts of ten seconds' worth are allowed",
  },
  {
    name: 'FRAMES_PER_SECOND',
    fallback: 50,
    least: 0,
    meaning:
      "frames per second and user, over all connections; bursts of eight seconds' worth are allowed; 0: no limit",
  },
  {
    name: 'FRAMES_PER_SECOND_PER_ADDRESS',
    fallback: 2_500,
    least: 0,
    meaning: 'frames per second and IP address, with the same exceptions; 0: no limit',
  },
  {
    name: 'FRAMES_PER_SECOND_PER_WIDGET',
    fallback: 0,
    least: 0,
    meaning: 'frames per second and widget; 0: no limit, widgets share a busy server fairly',
  },
  {
    name: 'REST_CALLS_PER_SECOND',
    fallback: 50,
    least: 0,
    meaning:
      "REST calls per second and widget; bursts of four seconds' worth are allowed, and each 20 users in a call " +
      'count as one more; 0: no limit',
  },
  {
    name: 'ROOMS_PER_USER',
    fallback: 10_000,
    least: 0,
    meaning: 'rooms and dialogs per user; 0: no limit',
  },
  {
    name: 'BROADCASTS_PER_SECOND',
    fallback: 50,
    least: 10,
    meaning: 'users per second who get a broadcast of the dashboard, per widget',
  },
  {
    name: 'MONITORS_PER_WIDGET',
    fallback: 20,
    least: 0,
    meaning: 'live monitors of the dashboard that are open for a widget at the same time; 0: none',
  },
  {
    name: 'QUEUE_STREAMS_PER_WIDGET',
    fallback: 100,
    least: 0,
    meaning:
      'pages of the dashboard that follow the moderation queue of a ' +
      'widget live; further ones ask every 5 s; 0: none does',
  },
  {
    name: 'OPEN_FLAGS_PER_USER',
    fallback: 20,
    least: 0,
    meaning:
      'messages of a user that rules flagged and no moderator has decided; further ones pass unflagged; 0: no limit',
  },
  {
    name: 'MAX_FILE_BYTES',
    fallback: 100 * 1024 * 1024,
    least: 0,
    meaning: 'bytes of one file; a widget may have a lower limit; 0: no limit',
  },
  {
    name: 'PICTURE_PIXELS',
    fallback: 120_000_000,
    least: 0,
    meaning: 'pixels of a picture, all frames of an animation together; 0: no limit',
  },
  {
    name: 'UPLOADS_AT_ONCE',
    fallback: 40,
    least: 0,
    meaning: 'files of a user that no message has taken yet; 0: no limit',
  },
  {
    name: 'UPLOAD_BYTES_PER_USER',
    fallback: 1024 * 1024 * 1024,
    least: 0,
    meaning:
      'bytes that a user may announce and not have finished; one file alone may be larger; above: ' +
      '`too_many_uploads`; 0: no limit',
  },
  {
    name: 'UPLOAD_BYTES_PER_GUEST',
    fallback: 100 * 1024 * 1024,
    least: 0,
    meaning:
      'the same for a guest who writes, and for all guests of an IP address together; no file of a guest may be ' +
      'larger; 0: no limit',
  },
  {
    name: 'UPLOAD_BYTES_PER_ADDRESS',
    fallback: 2 * 1024 * 1024 * 1024,
    least: 0,
    meaning: 'the same for all users of an IP address together; 0: no limit',
  },
  {
    name: 'UPLOAD_BYTES_PER_WIDGET',
    fallback: 10 * 1024 * 1024 * 1024,
    least: 0,
    meaning: 'the same for a widget; 0: no limit',
  },
  {
    name: 'UPLOAD_PARTS_PER_USER',
    fallback: 10,
    least: 0,
    meaning: 'parts of files that arrive from a user at the same time; above: `server_busy`; 0: no limit',
  },
  {
    name: 'UPLOAD_PARTS_PER_ADDRESS',
    fallback: 100,
    least: 0,
    meaning: 'the same for an IP address; this machine and `TRUSTED_PROXIES` are not counted; 0: no limit',
  },
  { name: 'UPLOAD_PARTS', fallback: 500, least: 0, meaning: 'the same for all together; 0: no limit' },
  {
    name: 'UPLOAD_PART_BYTES',
    fallback: 64 * 1024,
    least: 0,
    meaning: 'least bytes of a part of a file, unless it is the last one: with S3 each part is an object',
  },
  {
    name: 'UPLOAD_STALL_SECONDS',
    fallback: 20,
    least: 1,
    meaning: 'seconds without a byte after which a part of a file is cut off; the client goes on from there',
  },
  {
    name: 'DISK_RESERVE_BYTES',
    fallback: 256 * 1024 * 1024,
    least: 0,
    meaning: 'bytes of the disk that files leave free for the database; below: `storage_unavailable` for files',
  },
  {
    name: 'DISK_BALLAST_BYTES',
    fallback: 16 * 1024 * 1024,
    least: 0,
    meaning:
      'size of `DATA_DIR/ballast`, which the server removes when the disk is full, so that SQLite can delete; 0: none',
  },
  {
    name: 'UPLOAD_KEPT_HOURS',
    fallback: 24,
    least: 1,
    meaning: 'hours that a file waits for the message that takes it; then it is removed',
  },
  {
    name: 'FILE_GRACE_HOURS',
    fallback: 24,
    least: 0,
    meaning: 'hours that a file stays on disk after its last message was deleted, so that a backup is complete',
  },
  {
    name: 'FILES_PER_USER_PER_DAY',
    fallback: 1_000,
    least: 0,
    meaning: 'files that a user may upload a day; 0: no limit',
  },
  {
    name: 'FILE_BYTES_PER_USER_PER_DAY',
    fallback: 5 * 1024 * 1024 * 1024,
    least: 0,
    meaning: 'bytes that a user may upload a day; 0: no limit',
  },
  {
    name: 'FILE_BYTES_PER_WIDGET',
    fallback: 0,
    least: 0,
    meaning: 'bytes of all files of a widget; its owner may set a lower limit; 0: no limit',
  },
  {
    name: 'FILES_WAITING_PER_USER',
    fallback: 50,
    least: 1,
    meaning: 'files of a user waiting to be processed, one at a time; above: `server_busy`',
  },
  {
    name: 'FILES_WAITING_PER_WIDGET',
    fallback: 1_000,
    least: 1,
    meaning: 'files of a widget waiting to be processed; widgets take turns; above: `server_busy`',
  },
  {
    name: 'CARD_PICTURES_PER_DAY',
    fallback: 10_000,
    least: 0,
    meaning: "new pictures that a widget's cards may bring a day; a known one costs nothing; 0: no limit",
  },
  {
    name: 'S3_TIMEOUT_MS',
    fallback: 10_000,
    least: 1_000,
    meaning: 'milliseconds that S3 may neither send nor take a byte; then the call is given up: `storage_unavailable`',
  },
  {
    name: 'PINNED_ROOMS',
    fallback: 10,
    least: 0,
    meaning: 'conversations that a user may pin above the others in their list; 0: none',
  },
  {
    name: 'PINNED_MESSAGES',
    fallback: 100,
    least: 0,
    meaning: 'messages that may be pinned in one room; 0: none',
  },
  {
    name: 'BLOCKED_PER_USER',
    fallback: 1_000,
    least: 0,
    meaning: 'users that one user may block; 0: no limit',
  },
  {
    name: 'STARRED_PER_USER',
    fallback: 1_000,
    least: 0,
    meaning: 'messages that one user may star; 0: no limit',
  },
  {
    name: 'HIDDEN_PER_ROOM',
    fallback: 500,
    least: 0,
    meaning: 'ranges of messages that one user may delete for themself in a room; 0: no limit',
  },
  {
    name: 'HELD_PER_USER',
    fallback: 100,
    least: 0,
    meaning: 'messages of one user that wait for review; of a shadow-banned user the newest are kept; 0: no limit',
  },
  {
    name: 'MESSAGE_ENTITIES',
    fallback: 100,
    least: 0,
    meaning: 'formatting entities (bold, links and the like) of one message, at most 1000; 0: no formatting',
  },
  {
    name: 'MESSAGE_MENTIONS',
    fallback: 50,
    least: 0,
    meaning: 'users that one message may mention; 0: no mentions',
  },
  {
    name: 'JOIN_REQUESTS_PER_ROOM',
    fallback: 1_000,
    least: 0,
    meaning: 'open requests to join one room; 0: none',
  },
  {
    name: 'JOIN_REQUESTS_PER_USER',
    fallback: 20,
    least: 0,
    meaning: 'open requests of one user to join rooms; 0: no limit',
  },
  {
    name: 'JOIN_COOLDOWN_HOURS',
    fallback: 24,
    least: 0,
    meaning: 'hours after a declined request to join until the user may ask for the same room again',
  },
  {
    name: 'SLOW_READER_BYTES',
    fallback: 1024 * 1024,
    least: 64 * 1024,
    meaning: 'bytes buffered for a slow client before it is disconnected',
  },
  {
    name: 'POSTS_BYTES',
    fallback: 32 * 1024 * 1024,
    least: 1024 * 1024,
    meaning: 'bytes of POSTs to streams that are arriving, beyond the first 4 KiB of each; above: `server_busy`',
  },
  {
    name: 'WRITE_QUEUE',
    fallback: 20_000,
    least: 100,
    meaning: 'writes that may wait, in equal parts for the widgets that wait; above its part: `server_busy`',
  },
  {
    name: 'DATABASE_CONNECTIONS',
    fallback: 16,
    least: 5,
    meaning:
      'connections to PostgreSQL: two write for the dashboard; of the rest, two sevenths write, and a quarter of the ' +
      'others read for the dashboard',
  },
  {
    name: 'SITE_CALLS_AT_ONCE',
    fallback: 4,
    least: 1,
    meaning: 'concurrent requests to one site; more wait',
  },
  { name: 'SITE_TIMEOUT_MS', fallback: 3_000, least: 100, meaning: 'milliseconds that a site has to respond' },
  {
    name: 'PREVIEWS_AT_ONCE',
    fallback: 2,
    least: 0,
    meaning: 'pages of links that are read at the same time, for previews; 0: no previews',
  },
  {
    name: 'PREVIEW_TIMEOUT_MS',
    fallback: 3_000,
    least: 100,
    meaning: 'milliseconds that a linked page has to respond',
  },
  {
    name: 'PREVIEW_PAGE_BYTES',
    fallback: 256 * 1024,
    least: 4 * 1024,
    meaning: 'bytes that are read of a linked page, at most up to the end of its head',
  },
  {
    name: 'PREVIEW_PICTURE_BYTES',
    fallback: 4 * 1024 * 1024,
    least: 4 * 1024,
    meaning: 'bytes of the picture of a linked page, or of a card; a larger one is not shown, or refused',
  },
  {
    name: 'SIGN_INS_PER_ADDRESS',
    fallback: 30,
    least: 1,
    meaning: 'dashboard sign-in attempts per IP address in 15 minutes',
  },
  {
    name: 'WIDGETS_PER_ACCOUNT',
    fallback: 100,
    least: 0,
    meaning: 'widgets per account, created in the dashboard; the command line can create more; 0: no limit',
  },
  {
    name: 'TEAM_MEMBERS',
    fallback: 100,
    least: 0,
    meaning: "people of a widget's team, with the invitations that wait; 0: no limit",
  },
  {
    name: 'BACKUPS_KEPT',
    fallback: 7,
    least: 0,
    meaning: 'newest backups of the dashboard that stay in `DATA_DIR/backups` of a node; 0: all',
  },
  {
    name: 'RESET_MAILS_PER_HOUR',
    fallback: 5,
    least: 1,
    meaning: 'mails with a link for a new password per hour and email address',
  },
  {
    name: 'INVITE_MAILS_PER_HOUR',
    fallback: 30,
    least: 1,
    meaning: 'invitations by mail per hour and account',
  },
  {
    name: 'SITE_SESSION_HOURS',
    fallback: 12,
    least: 1,
    meaning: "hours that a sign-in to the dashboard from a site's admin lasts",
  },
  {
    name: 'DASHBOARD_CHANGES_PER_MINUTE',
    fallback: 120,
    least: 0,
    meaning: "dashboard changes per account and minute; bursts of a minute's worth are allowed; 0: no limit",
  },
  {
    name: 'DASHBOARD_SEARCHES_PER_MINUTE',
    fallback: 120,
    least: 0,
    meaning:
      'dashboard searches per account and minute: users and rooms by words, the audit log, statistics; 0: no limit',
  },
] as const satisfies readonly LimitSetting[]

export type LimitName = (typeof LIMIT_SETTINGS)[number]['name']

/** By the name of the variable. */
export type Limits = Record<LimitName, number>

/** Above the system's limit of open files, the system would refuse connections without an error. */
function socketsThatFit(): number {
  const files = openFiles()
  return files === null ? 0 : Math.max(100, files - FILES_KEPT)
}

/** null: there is no limit, or the system does not report it. */
function openFiles(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
