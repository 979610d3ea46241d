import type { HealingTimes } from './healing.ts'

/** Sockets that may be open at once on this node, and streams that stand for one. 0: no limit. */
export interface SocketLimits {
  /** above it the oldest ends */
  ofUser: number
  ofAddress: number
  ofWidget: number
  ofServer: number
}

/** Frames a second, counted by what they cost (`frame-costs.ts`). 0: no limit. */
export interface FrameLimits {
  /** over all his sockets */
  ofUser: number
  ofAddress: number
  ofWidget: number
}

/** What a socket may cost. */
export interface RealtimeLimits {
  /** longest frame a client may send, bytes */
  frameMaxBytes: number
  /**
   * longest frame that is read at all, bytes: a little more than allowed, so that a client that counted wrong gets an answer instead of a
   * dead socket. Anybody's socket may hold this much of a message that it never finishes
   */
  frameReadBytes: number
  /** longest POST to a stream, which may have many frames, bytes */
  postMaxBytes: number
  /** how long a POST to a stream may take to arrive, milliseconds */
  postMs: number
  /** from opening a socket to being authenticated, milliseconds */
  greetingMs: number
  /** from one whole frame of a guest to the next, milliseconds: what is left of an unfinished message goes with its socket */
  guestSilenceMs: number
  /** how much later than its time a socket that has not authenticated, or whose token has ended, may be closed, milliseconds */
  deadlineMs: number
  sockets: SocketLimits
  frames: FrameLimits
  /** refused frames of one socket before it is closed */
  refusals: { burst: number; perSecond: number }
  /** new sockets of one address, before they have said who they are */
  arrivals: { burst: number; perSecond: number }
  /** POSTs to streams of one address: each may cost a question to another node before anybody is known */
  posts: { burst: number; perSecond: number }
  /** refused sockets of one address that are opened to say why; the others get an HTTP answer, which pages can't read */
  farewells: { burst: number; perSecond: number }
  /**
   * sockets in all that may take their time to close, of those that are refused, sent away before or at their `auth`, or displaced by a
   * newer one; the others are hung up on, and their clients see no close code
   */
  closing: { burst: number; perSecond: number }
  /** bytes that may wait for a slow reader before it is cut */
  backpressureBytes: number
  /** what may wait of all widgets' frames and events while the loop is busy, bytes; each widget that has any waiting may have an equal part */
  waitingBytes: number
  /** users who are told an event in one go; those of a larger room in several, between which other widgets have their turn */
  partUsers: number
  /** a socket that doesn't answer the server's pings is closed after this, seconds */
  idleSeconds: number
  /** between two signs of life on a stream, milliseconds: proxies commonly cut what is silent for a minute */
  pulseMs: number
  /** how long a widget's settings are used before they are read again, milliseconds */
  widgetFreshMs: number
  /** between two looks for retired keys and removed origins of widgets with open sockets, milliseconds */
  revocationMs: number
  /** how often a node of many looks for what the bus did not bring */
  healing: HealingTimes
  /** memory for recent changes of rooms, out of which reconnecting clients are served, bytes */
  recentBytes: number
  /** a room of many with more members than this is not live: see `RoomClass` */
  liveMembers: number
  /** how long frames under way may take at the end of the server, milliseconds */
  drainMs: number
}

export const REALTIME_LIMITS: RealtimeLimits = {
  frameMaxBytes: 64 * 1024,
  frameReadBytes: 72 * 1024,
  postMaxBytes: 256 * 1024,
  postMs: 15_000,
  greetingMs: 5_000,
  // Browsers let timers of hidden pages run once a minute; the client sends a `ping` 25 s after its last frame.
  guestSilenceMs: 90_000,
  deadlineMs: 250,
  // Behind one address may be an office. Its server's own address and those of its proxies are not counted.
  sockets: { ofUser: 50, ofAddress: 10_000, ofWidget: 0, ofServer: 0 },
  frames: { ofUser: 50, ofAddress: 2_500, ofWidget: 0 },
  refusals: { burst: 500, perSecond: 10 },
  // Behind one address may be an office, or a proxy that nobody has named in TRUSTED_PROXIES.
  arrivals: { burst: 5_000, perSecond: 500 },
  posts: { burst: 20_000, perSecond: 2_500 },
  farewells: { burst: 100, perSecond: 20 },
  // One that never closes takes an open file for a quarter of a minute: together fewer than are kept beside MAX_SOCKETS.
  closing: { burst: 100, perSecond: 20 },
  backpressureBytes: 1024 * 1024,
  waitingBytes: 64 * 1024 * 1024,
  partUsers: 1_000,
  idleSeconds: 60,
  pulseMs: 20_000,
  widgetFreshMs: 2_000,
  revocationMs: 500,
  healing: { awayMs: 250, joinedMs: 30_000 },
  recentBytes: 32 * 1024 * 1024,
  liveMembers: 100,
  drainMs: 5_000,
}
