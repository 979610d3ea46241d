import type { HealingTimes } from '../delivery/healing.ts'

/** Connections (WebSockets and streams) that may be open at once on this node. 0: no limit. */
export interface SocketLimits {
  /** above it the oldest connection of the user closes */
  ofUser: number
  ofAddress: number
  ofWidget: number
  ofServer: number
}

/** Frames a second, counted by what they cost (`cost` in `protocol/src/requests`). 0: no limit. */
export interface FrameLimits {
  /** over all connections of the user */
  ofUser: number
  ofAddress: number
  ofWidget: number
}

/** What a connection may cost. */
export interface RealtimeLimits {
  /** longest frame that a client may send, bytes */
  frameMaxBytes: number
  /**
   * longest frame that the server reads at all, bytes: slightly more than allowed, so that a client that counted wrong
   * gets an error and not a closed connection. Any connection may hold this much of a message that it never finishes
   */
  frameReadBytes: number
  /** longest POST to a stream, which may hold many frames, bytes */
  postMaxBytes: number
  /** unfinished POSTs to streams together, beyond the first 4 KiB of each, bytes */
  postsBytes: number
  /** how long a POST to a stream may take to arrive, milliseconds */
  postMs: number
  /** from opening a connection to being authenticated, milliseconds */
  signInMs: number
  /** from one whole frame of a guest to the next, milliseconds: closing the connection frees its unfinished message */
  guestSilenceMs: number
  /** how late the server may close a connection that did not authenticate or whose token has ended, milliseconds */
  deadlineMs: number
  sockets: SocketLimits
  /** public rooms that one connection reads without a membership */
  mostRead: number
  frames: FrameLimits
  /** refused frames of one connection before it is closed */
  refusals: { burst: number; perSecond: number }
  /** new connections of one address, before they authenticate */
  arrivals: { burst: number; perSecond: number }
  /** POSTs to streams of one address: each may cost a request to another node before the client is known */
  posts: { burst: number; perSecond: number }
  /** refused connections of one address that open to say why; the others get an HTTP answer, which pages can't read */
  goodbyes: { burst: number; perSecond: number }
  /**
   * connections that the server may wait for at their close, if it refused them, ended them at or before `auth`, or
   * displaced them by a newer one. The server terminates the others, and their clients see no close code
   */
  closing: { burst: number; perSecond: number }
  /** bytes that may wait for a slow reader before the server disconnects it */
  backpressureBytes: number
  /**
   * bytes of all widgets' frames and events that may wait while the loop is busy; each waiting widget may have an equal
   * part
   */
  waitingBytes: number
  /** users who get an event in one step; a larger room takes several steps, between which other widgets run */
  partUsers: number
  /** a connection that doesn't answer the server's pings is closed after this, seconds */
  idleSeconds: number
  /** between two signs of life on a stream, milliseconds: proxies commonly cut what is silent for a minute */
  pulseMs: number
  /** how long a widget's settings are used before they are read again, milliseconds */
  widgetFreshMs: number
  /** between two checks for retired keys and removed origins of widgets with open connections, milliseconds */
  revocationMs: number
  /** how often one of several nodes looks for what the bus did not bring */
  healing: HealingTimes
  /** memory for recent changes of rooms, from which reconnecting clients are served, bytes */
  recentBytes: number
  /** a group or channel with more members than this is not live: see `RoomClass` */
  liveMembers: number
  /** how long frames under way may take when the server stops, milliseconds */
  drainMs: number
}

export const REALTIME_LIMITS: RealtimeLimits = {
  frameMaxBytes: 64 * 1024,
  frameReadBytes: 72 * 1024,
  postMaxBytes: 256 * 1024,
  postsBytes: 32 * 1024 * 1024,
  postMs: 15_000,
  signInMs: 5_000,
  // Browsers run timers of hidden pages once a minute; the client sends a `ping` 25 s after its last frame.
  guestSilenceMs: 90_000,
  deadlineMs: 250,
  // An office may share one address. The server's own address and those of its proxies are not counted.
  sockets: { ofUser: 50, ofAddress: 10_000, ofWidget: 0, ofServer: 0 },
  mostRead: 20,
  frames: { ofUser: 50, ofAddress: 2_500, ofWidget: 0 },
  refusals: { burst: 500, perSecond: 10 },
  // An office, or a proxy that TRUSTED_PROXIES does not name, may share one address.
  arrivals: { burst: 5_000, perSecond: 500 },
  posts: { burst: 20_000, perSecond: 2_500 },
  goodbyes: { burst: 100, perSecond: 20 },
  // A client that never closes keeps an open file for a quarter of a minute: together fewer than are reserved beside
  // MAX_SOCKETS.
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
