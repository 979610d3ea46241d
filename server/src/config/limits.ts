import { readFileSync } from 'node:fs'

/** Open files reserved for the database, calls to sites and plain HTTP. */
const FILES_KEPT = 500

export interface Limit {
  default: number
  /** the default as the documentation shows it, if it is not a number */
  defaultIs?: string
  /** missing: a count */
  unit?: 'bytes' | 'milliseconds' | 'seconds' | 'hours'
  least: number
  most?: number
  meaning: string
}

/**
 * Limits that a server administrator may set: by the section of docs/self-hosting.md, then by the name of the variable,
 * which is also the limit's name in the code. The environment, `imbachat serve --help` and the tables of
 * docs/self-hosting.md follow this list; code that applies a limit gets the `Limits` object.
 */
export const LIMIT_SECTIONS = {
  'Connections and requests': {
    MAX_SOCKETS: {
      defaultIs: `the limit of open files, less ${FILES_KEPT}`,
      default: socketsThatFit(),
      least: 0,
      meaning: "open connections; 0: only the system's limit",
    },
    MAX_SOCKETS_PER_USER: {
      default: 50,
      least: 0,
      meaning: "connections per user; one more closes the user's oldest; 0: no limit",
    },
    READ_ROOMS_PER_CONNECTION: {
      default: 20,
      least: 1,
      meaning:
        'public rooms that one connection reads without joining; a guest is refused one more, of a user the ' +
        'oldest ends',
    },
    MAX_SOCKETS_PER_ADDRESS: {
      default: 10_000,
      least: 0,
      meaning: 'connections per IP address; this machine and `TRUSTED_PROXIES` are not counted; 0: no limit',
    },
    MAX_SOCKETS_PER_WIDGET: { default: 0, least: 0, meaning: 'connections per widget; 0: no limit' },
    NEW_SOCKETS_PER_SECOND: {
      default: 500,
      least: 1,
      meaning: "new connections per second and IP address; bursts of ten seconds' worth are allowed",
    },
    FRAMES_PER_SECOND: {
      default: 50,
      least: 0,
      meaning:
        "frames per second and user, over all connections; bursts of eight seconds' worth are allowed; 0: no limit",
    },
    FRAMES_PER_SECOND_PER_ADDRESS: {
      default: 2_500,
      least: 0,
      meaning: 'frames per second and IP address, with the same exceptions; 0: no limit',
    },
    FRAMES_PER_SECOND_PER_WIDGET: {
      default: 0,
      least: 0,
      meaning: 'frames per second and widget; 0: no limit, widgets share a busy server fairly',
    },
    REST_CALLS_PER_SECOND: {
      default: 50,
      least: 0,
      meaning:
        "REST calls per second and widget; bursts of four seconds' worth are allowed, and each 20 users in a call " +
        'count as one more; 0: no limit',
    },
    API_CALLS_PER_SECOND: {
      default: 25,
      least: 0,
      meaning:
        "calls of the server API per second and API key; bursts of four seconds' worth are allowed; they count as " +
        'REST calls too; 0: no limit',
    },
    EVENT_WAITS_PER_WIDGET: {
      default: 20,
      least: 0,
      meaning: 'calls of the server API that wait for the next event of a widget on a node; further ones do not wait',
    },
    SLOW_READER_BYTES: {
      default: 1024 * 1024,
      unit: 'bytes',
      least: 64 * 1024,
      meaning: 'bytes buffered for a slow client before it is disconnected',
    },
    POSTS_BYTES: {
      default: 32 * 1024 * 1024,
      unit: 'bytes',
      least: 1024 * 1024,
      meaning: 'bytes of POSTs to streams that are arriving, beyond the first 4 KiB of each; above: `server_busy`',
    },
    POSTS_BYTES_PER_ADDRESS: {
      default: 4 * 1024 * 1024,
      unit: 'bytes',
      least: 256 * 1024,
      meaning: 'bytes of unfinished POSTs of one IP address, as a part of `POSTS_BYTES`; above: `server_busy`',
    },
    WRITE_QUEUE: {
      default: 20_000,
      least: 100,
      meaning: 'writes that may wait, in equal parts for the widgets that wait; above its part: `server_busy`',
    },
    DATABASE_CONNECTIONS: {
      default: 16,
      least: 5,
      meaning:
        'connections to PostgreSQL: two write for the dashboard; of the rest, two sevenths write, and a quarter of the ' +
        'others read for the dashboard',
    },
  },
  'Search in messages': {
    SEARCH_INDEX_SECONDS: {
      default: 10,
      unit: 'seconds',
      least: 1,
      meaning: 'seconds between two rounds of indexing for the search, which finds newer messages all the same',
    },
    SEARCH_QUIET_MESSAGES_PER_SECOND: {
      default: 50,
      least: 0,
      meaning:
        'messages a second of one node up to which all widgets are indexed; above, those that were searched in the ' +
        'last hour',
    },
  },
  'Rooms and messages': {
    ROOMS_PER_USER: { default: 10_000, least: 0, meaning: 'rooms and dialogs per user; 0: no limit' },
    EMPTY_DIALOGS_PER_PAIR: {
      default: 100,
      least: 0,
      meaning: 'empty dialogs between two users with an unsigned context; 0: no limit',
    },
    PINNED_ROOMS: {
      default: 10,
      least: 0,
      meaning: 'conversations that a user may pin above the others in their list; 0: none',
    },
    PINNED_MESSAGES: { default: 100, least: 0, meaning: 'messages that may be pinned in one room; 0: none' },
    STARRED_PER_USER: { default: 1_000, least: 0, meaning: 'messages that one user may star; 0: no limit' },
    HIDDEN_PER_ROOM: {
      default: 500,
      least: 0,
      meaning: 'ranges of messages that one user may delete for themself in a room; 0: no limit',
    },
    BLOCKED_PER_USER: { default: 1_000, least: 0, meaning: 'users that one user may block; 0: no limit' },
    MESSAGE_ENTITIES: {
      default: 100,
      least: 0,
      most: 1_000,
      meaning: 'formatting entities (bold, links and the like) of one message; 0: no formatting',
    },
    MESSAGE_MENTIONS: { default: 50, least: 0, meaning: 'users that one message may mention; 0: no mentions' },
    JOIN_REQUESTS_PER_ROOM: { default: 1_000, least: 0, meaning: 'open requests to join one room; 0: none' },
    JOIN_REQUESTS_PER_USER: { default: 20, least: 0, meaning: 'open requests of one user to join rooms; 0: no limit' },
    JOIN_COOLDOWN_HOURS: {
      default: 24,
      unit: 'hours',
      least: 0,
      meaning: 'hours after a declined request to join until the user may ask for the same room again',
    },
    ROOM_LIVE_MEMBERS: {
      default: 100,
      least: 0,
      most: 1_000,
      meaning:
        'in rooms with more members, the server sends no receipts, typing, joins and leaves of others, and ' +
        'adds no notices of joins and leaves; the same on all nodes',
    },
  },
  Calls: {
    CALLS_PER_MINUTE: { default: 6, least: 0, meaning: 'calls that a user may start a minute; 0: no limit' },
    CALL_UNANSWERED: {
      default: 3,
      least: 0,
      meaning: 'calls to one user without an answer, after which further ones do not ring; 0: all ring',
    },
    CALL_UNANSWERED_MS: {
      default: 600_000,
      unit: 'milliseconds',
      least: 1_000,
      meaning: 'milliseconds for which `CALL_UNANSWERED` counts',
    },
    CALL_UNREACHABLE_MS: {
      default: 8_000,
      unit: 'milliseconds',
      least: 100,
      meaning: 'milliseconds after which a call ends if no device of the callee rings',
    },
    CALL_RING_MS: {
      default: 45_000,
      unit: 'milliseconds',
      least: 100,
      meaning: 'milliseconds for which a call rings',
    },
    CALL_CONNECT_MS: {
      default: 20_000,
      unit: 'milliseconds',
      least: 100,
      meaning: 'milliseconds from the acceptance of a call until both sides have media',
    },
    CALL_LEASE_MS: {
      default: 20_000,
      unit: 'milliseconds',
      least: 100,
      meaning: 'milliseconds after which a call ends if a side says nothing; clients say every 5 s that they are there',
    },
    GROUP_CALL_USERS: {
      default: 8,
      least: 0,
      most: 8,
      meaning: 'users in one call of a group; without `CALLS_MEDIA_PORT` at most 4; 0: groups have no calls',
    },
    CALL_LONELY_MS: {
      default: 180_000,
      unit: 'milliseconds',
      least: 100,
      meaning: "milliseconds after which a group's call ends that only one user is in",
    },
    CALL_KEPT_HOURS: {
      default: 24,
      unit: 'hours',
      least: 1,
      meaning: 'hours for which the server keeps the technical record of an ended call; its entry in the room stays',
    },
  },
  Files: {
    MAX_FILE_BYTES: {
      default: 100 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning: 'bytes of one file; a widget may have a lower limit; 0: no limit',
    },
    PICTURE_PIXELS: {
      default: 120_000_000,
      least: 0,
      meaning: 'pixels of a picture, all frames of an animation together; 0: no limit',
    },
    UPLOADS_AT_ONCE: { default: 40, least: 0, meaning: 'files of a user that no message has taken yet; 0: no limit' },
    UPLOAD_BYTES_PER_USER: {
      default: 1024 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning:
        'bytes that a user may announce and not have finished; one file alone may be larger; above: ' +
        '`too_many_uploads`; 0: no limit',
    },
    UPLOAD_BYTES_PER_GUEST: {
      default: 100 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning:
        'the same for a guest who writes, and for all guests of an IP address together; no file of a guest may be ' +
        'larger; 0: no limit',
    },
    UPLOAD_BYTES_PER_ADDRESS: {
      default: 2 * 1024 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning: 'the same for all users of an IP address together; 0: no limit',
    },
    UPLOAD_BYTES_PER_WIDGET: {
      default: 10 * 1024 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning: 'the same for a widget; 0: no limit',
    },
    UPLOAD_PARTS_PER_USER: {
      default: 10,
      least: 0,
      meaning: 'parts of files that arrive from a user at the same time; above: `server_busy`; 0: no limit',
    },
    UPLOAD_PARTS_PER_ADDRESS: {
      default: 100,
      least: 0,
      meaning: 'the same for an IP address; this machine and `TRUSTED_PROXIES` are not counted; 0: no limit',
    },
    UPLOAD_PARTS_PER_WIDGET: { default: 250, least: 0, meaning: 'the same for a widget; 0: no limit' },
    UPLOAD_PARTS: { default: 500, least: 0, meaning: 'the same for all together; 0: no limit' },
    UPLOAD_PART_BYTES: {
      default: 64 * 1024,
      unit: 'bytes',
      least: 0,
      meaning: 'least bytes of a part of a file, unless it is the last one: with S3 each part is an object',
    },
    UPLOAD_STALL_SECONDS: {
      default: 20,
      unit: 'seconds',
      least: 1,
      meaning: 'seconds without a byte after which a part of a file is cut off; the client goes on from there',
    },
    DISK_RESERVE_BYTES: {
      default: 256 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning: 'bytes of the disk that files leave free for the database; below: `storage_unavailable` for files',
    },
    DISK_BALLAST_BYTES: {
      default: 16 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning:
        'size of `DATA_DIR/ballast`, which the server removes when the disk is full, so that SQLite can ' +
        'delete; 0: none',
    },
    UPLOAD_KEPT_HOURS: {
      default: 24,
      unit: 'hours',
      least: 1,
      meaning: 'hours that a file waits for the message that takes it; then it is removed',
    },
    FILE_GRACE_HOURS: {
      default: 24,
      unit: 'hours',
      least: 0,
      meaning: 'hours that a file stays on disk after its last message was deleted, so that a backup is complete',
    },
    FILES_PER_USER_PER_DAY: { default: 1_000, least: 0, meaning: 'files that a user may upload a day; 0: no limit' },
    FILE_BYTES_PER_USER_PER_DAY: {
      default: 5 * 1024 * 1024 * 1024,
      unit: 'bytes',
      least: 0,
      meaning: 'bytes that a user may upload a day; 0: no limit',
    },
    FILE_BYTES_PER_WIDGET: {
      default: 0,
      unit: 'bytes',
      least: 0,
      meaning: 'bytes of all files of a widget; its owner may set a lower limit; 0: no limit',
    },
    FILES_WAITING_PER_USER: {
      default: 50,
      least: 1,
      meaning: 'files of a user waiting to be processed, one at a time; above: `server_busy`',
    },
    FILES_WAITING_PER_WIDGET: {
      default: 1_000,
      least: 1,
      meaning: 'files of a widget waiting to be processed; widgets take turns; above: `server_busy`',
    },
    S3_TIMEOUT_MS: {
      default: 10_000,
      unit: 'milliseconds',
      least: 1_000,
      meaning:
        'milliseconds that S3 may neither send nor take a byte; then the call is given up: `storage_unavailable`',
    },
    CARD_PICTURES_PER_DAY: {
      default: 10_000,
      least: 0,
      meaning: "new pictures that a widget's cards and rooms may bring a day; a known one costs nothing; 0: no limit",
    },
  },
  'Calls to sites and link previews': {
    SITE_CALLS_AT_ONCE: { default: 4, least: 1, meaning: 'concurrent requests to one site; more wait' },
    SITE_TIMEOUT_MS: {
      default: 3_000,
      unit: 'milliseconds',
      least: 100,
      meaning: 'milliseconds that a site has to respond',
    },
    BEFORE_SEND_TIMEOUT_MS: {
      default: 1_500,
      unit: 'milliseconds',
      least: 100,
      most: 5_000,
      meaning: "milliseconds that a site's before-send program has to decide about a message, waiting included",
    },
    BEFORE_SEND_CALLS_AT_ONCE: {
      default: 32,
      least: 1,
      meaning: 'concurrent requests of a node to the before-send program of one widget; 64 more wait',
    },
    FILE_URL_BYTES: {
      default: 20 * 1024 * 1024,
      unit: 'bytes',
      least: 1024,
      meaning: 'bytes of a file that the server fetches for a message of the API; larger ones are uploaded',
    },
    FILE_URL_TIMEOUT_MS: {
      default: 20_000,
      unit: 'milliseconds',
      least: 1_000,
      meaning: 'milliseconds that such a file may take',
    },
    FILE_URLS_AT_ONCE: {
      default: 16,
      least: 1,
      meaning:
        'such files, and pictures of cards and rooms, that a node fetches at the same time, each of them in memory; ' +
        'one widget has a quarter of these places, and twice as many calls wait for them',
    },
    PREVIEWS_AT_ONCE: {
      default: 2,
      least: 0,
      meaning: 'pages of links that are read at the same time, for previews; 0: no previews',
    },
    PREVIEW_TIMEOUT_MS: {
      default: 3_000,
      unit: 'milliseconds',
      least: 100,
      meaning: 'milliseconds that a linked page has to respond',
    },
    PREVIEW_PAGE_BYTES: {
      default: 256 * 1024,
      unit: 'bytes',
      least: 4 * 1024,
      meaning: 'bytes that are read of a linked page, at most up to the end of its head',
    },
    PREVIEW_PICTURE_BYTES: {
      default: 4 * 1024 * 1024,
      unit: 'bytes',
      least: 4 * 1024,
      meaning: 'bytes of the picture of a linked page, or of a card; a larger one is not shown, or refused',
    },
  },
  'Events for programs of the site': {
    EVENT_DAYS: {
      default: 30,
      least: 1,
      meaning: 'days that an event of a widget can be read; a widget that no program reads has no events',
    },
  },
  Notifications: {
    NOTIFY_ROOM_MEMBERS: {
      default: 500,
      least: 0,
      meaning: 'a message of a room with more members notifies only those whom it mentions or answers',
    },
    NOTIFY_AT_ONCE: {
      default: 64,
      least: 1,
      meaning: 'users whom a node notifies at the same time; those of one widget have three quarters of it',
    },
    NOTIFY_RETRY_HOURS: {
      default: 24,
      unit: 'hours',
      least: 1,
      meaning: 'hours that a notification or mail that fails is tried; then it is given up',
    },
    NOTIFICATION_LOG_DAYS: {
      default: 30,
      least: 1,
      meaning: 'days that the dashboard shows what was sent to whom',
    },
    REPLY_DAYS: {
      default: 30,
      least: 1,
      meaning: 'days that a mail about unread messages can be answered by mail',
    },
    REPLY_HELD_HOURS: {
      default: 72,
      unit: 'hours',
      least: 1,
      meaning: 'hours that an answer by mail from an unsure sender waits for the user to confirm it',
    },
    REPLY_MAIL_BYTES: {
      default: 25 * 1024 * 1024,
      unit: 'bytes',
      least: 64 * 1024,
      meaning: 'bytes of a mail that comes in; a larger one is refused before it is read',
    },
    REPLY_IMAP_POLL_SECONDS: {
      default: 60,
      unit: 'seconds',
      least: 1,
      meaning:
        'seconds between two looks into the mailbox of REPLY_IMAP_URL, where its server does not report new mail',
    },
    PUSH_DEVICES_PER_USER: {
      default: 10,
      least: 0,
      meaning:
        "browsers that get a user's notifications; one more replaces the oldest; 0: no notifications in browsers",
    },
    PUSH_DELAY_MS: {
      default: 5_000,
      unit: 'milliseconds',
      least: 0,
      meaning: 'milliseconds from a message to its notification in a browser; who reads it meanwhile gets none',
    },
    PUSH_TTL_SECONDS: {
      default: 24 * 3600,
      unit: 'seconds',
      least: 0,
      meaning: 'seconds for which a push service keeps a notification for a browser that is off',
    },
    PUSH_TIMEOUT_MS: {
      default: 10_000,
      unit: 'milliseconds',
      least: 100,
      most: 20_000,
      meaning: 'milliseconds that a push service has to respond',
    },
    PUSH_CALLS_AT_ONCE: {
      default: 64,
      least: 1,
      meaning: 'calls to one push service at the same time; others wait',
    },
  },
  Webhooks: {
    WEBHOOK_ENDPOINTS: { default: 20, least: 0, meaning: 'webhook endpoints per widget; 0: none' },
    WEBHOOK_TIMEOUT_MS: {
      default: 15_000,
      unit: 'milliseconds',
      least: 100,
      most: 15_000,
      meaning: 'milliseconds that a receiver of webhooks has to respond',
    },
    WEBHOOK_CALLS_AT_ONCE: {
      default: 256,
      least: 1,
      meaning: 'calls of webhooks of a node at the same time; receivers that hang have half of them',
    },
    WEBHOOK_CALLS_AT_ONCE_PER_WIDGET: {
      default: 32,
      least: 1,
      meaning: 'of these, calls of a widget; receivers that hang have half as many beside them',
    },
    WEBHOOK_EVENT_RETRY_SECONDS: {
      default: 300,
      unit: 'seconds',
      least: 1,
      meaning: 'seconds that an event is tried while the receiver takes other events; then it is given up',
    },
    WEBHOOK_GIVE_UP_HOURS: {
      default: 72,
      unit: 'hours',
      least: 1,
      meaning: 'hours that an endpoint may take nothing; then it is turned off, and its owners get a mail',
    },
  },
  'Moderation and broadcasts': {
    OPEN_FLAGS_PER_USER: {
      default: 20,
      least: 0,
      meaning:
        'messages of a user that rules flagged and no moderator has decided; further ones pass unflagged; 0: no limit',
    },
    HELD_PER_USER: {
      default: 100,
      least: 0,
      meaning: 'messages of one user that wait for review; of a shadow-banned user the newest are kept; 0: no limit',
    },
    MONITORS_PER_WIDGET: {
      default: 20,
      least: 0,
      meaning: 'live monitors of the dashboard that are open for a widget at the same time; 0: none',
    },
    QUEUE_STREAMS_PER_WIDGET: {
      default: 100,
      least: 0,
      meaning:
        'pages of the dashboard that follow the moderation queue of a ' +
        'widget live; further ones ask every 5 s; 0: none does',
    },
    BROADCASTS_PER_SECOND: {
      default: 50,
      least: 10,
      meaning: 'users per second who get a broadcast of the dashboard, per widget',
    },
  },
  Dashboard: {
    SIGN_INS_PER_ADDRESS: { default: 30, least: 1, meaning: 'dashboard sign-in attempts per IP address in 15 minutes' },
    WIDGETS_PER_ACCOUNT: {
      default: 100,
      least: 0,
      meaning: 'widgets per account, created in the dashboard; the command line can create more; 0: no limit',
    },
    TEAM_MEMBERS: {
      default: 100,
      least: 0,
      meaning: "people of a widget's team, with the invitations that wait; 0: no limit",
    },
    API_KEYS_PER_WIDGET: {
      default: 50,
      least: 0,
      most: 150,
      meaning: 'API keys of a widget that work; 0: no limit',
    },
    BOTS_PER_WIDGET: { default: 100, least: 1, most: 500, meaning: 'bots of a widget' },
    DASHBOARD_CHANGES_PER_MINUTE: {
      default: 120,
      least: 0,
      meaning: "dashboard changes per account and minute; bursts of a minute's worth are allowed; 0: no limit",
    },
    DASHBOARD_SEARCHES_PER_MINUTE: {
      default: 120,
      least: 0,
      meaning:
        'dashboard searches per account and minute: users and rooms by words, the audit log, statistics; 0: no limit',
    },
    RESET_MAILS_PER_HOUR: {
      default: 5,
      least: 1,
      meaning: 'mails with a link for a new password per hour and email address',
    },
    INVITE_MAILS_PER_HOUR: { default: 30, least: 1, meaning: 'invitations by mail per hour and account' },
    OWNER_MAIL_HOURS: {
      default: 6,
      unit: 'hours',
      least: 1,
      meaning: 'hours between two mails to a person of the dashboard about the same kind of thing of a widget',
    },
    SITE_SESSION_HOURS: {
      default: 12,
      unit: 'hours',
      least: 1,
      meaning: "hours that a sign-in to the dashboard from a site's admin lasts",
    },
    BACKUPS_KEPT: {
      default: 7,
      least: 0,
      meaning: 'newest backups of the dashboard that stay in `DATA_DIR/backups` of a node; 0: all',
    },
  },
} as const satisfies Record<string, Record<string, Limit>>

type Sections = typeof LIMIT_SECTIONS
type NamesIn<Section> = Section extends unknown ? keyof Section : never

export type LimitName = NamesIn<Sections[keyof Sections]> & string

/** By the name of the variable. */
export type Limits = Readonly<Record<LimitName, number>>

export const LIMITS = Object.assign({}, ...Object.values(LIMIT_SECTIONS)) as Readonly<Record<LimitName, Limit>>

export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[]

export const DEFAULT_LIMITS = Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMITS[name].default])) as Limits

/** The default as an administrator reads it. */
export function shownDefault({ default: value, defaultIs, unit }: Limit): string {
  if (defaultIs !== undefined) return defaultIs
  return unit === 'bytes' && value >= 1024 ? `${value} (${inBinary(value)})` : String(value)
}

/** The description of a limit, and its range. */
export function shownMeaning({ meaning, most }: Limit): string {
  return most === undefined ? meaning : `${meaning}; at most ${most}`
}

function inBinary(bytes: number): string {
  const step = Math.floor(Math.log2(bytes) / 10)
  return `${bytes / 1024 ** step} ${['B', 'KiB', 'MiB', 'GiB'][step]}`
}

/** The table of one section of docs/self-hosting.md. */
export function limitTable(section: keyof Sections): string {
  const rows = Object.entries<Limit>(LIMIT_SECTIONS[section]).map(
    ([name, limit]) => `| \`${name}\` | ${shownDefault(limit)} | ${shownMeaning(limit)} |`,
  )
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n')
}

/** Above the system's limit of open files, the system would refuse connections without an error. */
function socketsThatFit(): number {
  const files = openFiles()
  return files === null ? 0 : Math.max(100, files - FILES_KEPT)
}

/** null: unlimited, or the system does not report it */
function openFiles(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
