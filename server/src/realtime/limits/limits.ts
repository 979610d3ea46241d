import type { Limits } from '../../config/limits.ts'

/** The default limits of a connection. */
export interface FixedLimits {
  /** longest frame that a client may send, bytes */
  frameMaxBytes: number
  /**
   * longest frame that the server reads at all, bytes: slightly more than allowed, so that a client that counted wrong
   * gets an error and not a closed connection. Any connection may hold this much of a message that it never finishes
   */
  frameReadBytes: number
  /** longest POST to a stream, which may hold many frames, bytes */
  postMaxBytes: number
  /** how long a POST to a stream may take to arrive, milliseconds */
  postMs: number
  /** from opening a connection to being authenticated, milliseconds */
  signInMs: number
  /** from one whole frame of a guest to the next, milliseconds: closing the connection frees its unfinished message */
  guestSilenceMs: number
  /** how late the server may close a connection that did not authenticate or whose token has ended, milliseconds */
  deadlineMs: number
  /** refused frames of one connection before it is closed */
  refusals: { burst: number; perSecond: number }
  /** POSTs to streams of one address: each may cost a request to another node before the client is known */
  posts: { burst: number; perSecond: number }
  /**
   * refused connections of one address that open, so that the server can send the reason; the others get an HTTP
   * answer, which pages can't read
   */
  goodbyes: { burst: number; perSecond: number }
  /**
   * connections that the server may wait for at their close, if it refused them, ended them at or before `auth`, or
   * displaced them by a newer one. The server terminates the others, and their clients see no close code
   */
  closing: { burst: number; perSecond: number }
  /**
   * bytes of all widgets' frames and events that may wait while the loop is busy; each waiting widget may have an equal
   * part
   */
  waitingBytes: number
  /** users who get an event in one step; a larger room takes several steps, between which other widgets run */
  partUsers: number
  /** a connection that doesn't answer the server's pings is closed after this, seconds */
  idleSeconds: number
  /** milliseconds between two heartbeats on a stream: many proxies cut a connection that is silent for a minute */
  pulseMs: number
  /** how long a widget's settings are used before they are read again, milliseconds */
  widgetFreshMs: number
  /** between two checks for retired keys and removed origins of widgets with open connections, milliseconds */
  revocationMs: number
  /** milliseconds between two checks for calls whose time is over */
  callsMs: number
  /** intervals at which one of several nodes reads the changes of lost events from the store */
  healing: HealingTimes
  /** memory for recent changes of rooms, from which reconnecting clients are served, bytes */
  recentBytes: number
  /** how long frames under way may take when the server stops, milliseconds */
  drainMs: number
}

/** The settings, and what stands beside them. */
export type RealtimeLimits = Limits & FixedLimits

export const FIXED_LIMITS: FixedLimits = {
  frameMaxBytes: 64 * 1024,
  frameReadBytes: 72 * 1024,
  postMaxBytes: 256 * 1024,
  postMs: 15_000,
  signInMs: 5_000,
  // Browsers run timers of hidden pages once a minute; the client sends a `ping` 25 s after its last frame.
  guestSilenceMs: 90_000,
  deadlineMs: 250,
  refusals: { burst: 500, perSecond: 10 },
  posts: { burst: 20_000, perSecond: 2_500 },
  goodbyes: { burst: 100, perSecond: 20 },
  // A client that never closes keeps an open file for a quarter of a minute: together fewer than are reserved beside
  // MAX_SOCKETS.
  closing: { burst: 100, perSecond: 20 },
  waitingBytes: 64 * 1024 * 1024,
  partUsers: 1_000,
  idleSeconds: 60,
  pulseMs: 20_000,
  widgetFreshMs: 2_000,
  revocationMs: 500,
  callsMs: 500,
  healing: { awayMs: 250, joinedMs: 30_000 },
  recentBytes: 32 * 1024 * 1024,
  drainMs: 5_000,
}

/** Milliseconds between two reads of the store. */
export interface HealingTimes {
  /** while nothing comes from other nodes */
  awayMs: number
  /** while the bus works: it may drop an event all the same */
  joinedMs: number
}
