/** The history that a server writes. Each promotion of a standby begins the next one. */
export interface Timeline {
  /** id of the cluster: servers with different ids share no data */
  system: string
  number: number
}

/** The servers that DATABASE_URL names: one, or a primary and its standbys. */
export interface Hosts {
  readonly count: number
  /** True if only a primary may be used, also for reading. */
  readonly primaryOnly: boolean
  /** The address of the server that was the primary when it was last asked. */
  current(): string
  /** The server at this address can't be used: another one is tried next. */
  failed(address: string): void
  readonly addresses: readonly string[]
  /** Asks all servers once, before the first connection. */
  looked: Promise<void> | null
  /** A primary was reached. @throws OldPrimary if another server was promoted since it was one */
  reached(address: string, timeline: Timeline): void
  /** the newest history that was seen; null: none yet */
  newest(): Timeline | null
  /** Another node has seen this history: if it is newer, every connection of this thread is to an old primary. */
  learned(timeline: Timeline): void
  /** @param act ends connections. @returns ends the listening */
  onNewer(act: () => void): () => void
  /** Keeps the newest history that was seen in a file, so that a restarted node knows it. */
  rememberIn(file: TimelineFile): void
}

export interface TimelineFile {
  /** null: the file is missing or can't be read */
  read(): Timeline | null
  write(timeline: Timeline): void
}

/** A server that was the primary once, and takes writes that the others will never have. */
export class OldPrimary extends Error {
  constructor(number: number, newest: number) {
    super(
      `PostgreSQL is on timeline ${number}, and another server was promoted to timeline ${newest}: this one is an old ` +
        'primary. Make it a standby of the new one',
    )
  }
}

/** A PostgreSQL that may not be written: another server is the primary. */
export class NotPrimary extends Error {
  constructor() {
    super('PostgreSQL is a standby, expected the primary')
  }
}

const PARTS = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]+)(.*)$/s
const TARGET = /([?&])target_session_attrs=([^&#]*)(&?)/

/** libpq's name for a server that accepts writes. */
const PRIMARY = ['read-write', 'primary']

/**
 * `postgres://user:password@db1:5432,db2:5432/chat?target_session_attrs=read-write`, as libpq reads it, becomes one
 * address for each server. @throws Error if it is not such an address
 */
export function splitHosts(url: string): { addresses: string[]; primaryOnly: boolean } {
  const target = TARGET.exec(url)?.[2]
  if (target !== undefined && !PRIMARY.includes(target)) {
    throw new Error(`target_session_attrs is ${JSON.stringify(target)}, expected read-write`)
  }
  const plain = url.replace(TARGET, (_, before: string, __, after: string) => (after === '' ? '' : before))
  const [, start, hosts, rest] = PARTS.exec(plain) ?? []
  const addresses = (hosts ?? '').split(',').map((host) => `${start}${host.trim()}${rest}`)
  for (const address of addresses) {
    if (!URL.parse(address)?.hostname) throw new Error('must be like postgres://user:password@host:5432/database')
  }
  return { addresses, primaryOnly: target !== undefined || addresses.length > 1 }
}

const known = new Map<string, Hosts>()

/** All connections of a thread share the known state of the servers, so only one has to find the new primary. */
export function hostsOf(url: string): Hosts {
  const before = known.get(url)
  if (before) return before
  const { addresses, primaryOnly } = splitHosts(url)
  let at = 0
  let newest: Timeline | null = null
  let remember = (_: Timeline): void => undefined
  const listeners = new Set<() => void>()
  const isOlder = (one: Timeline, other: Timeline | null) =>
    other !== null && one.system === other.system && one.number < other.number
  const hosts: Hosts = {
    addresses,
    looked: null,
    count: addresses.length,
    primaryOnly,
    current: () => addresses[at] ?? url,
    failed(address) {
      if (addresses[at] === address) at = (at + 1) % addresses.length
    },
    reached(address, timeline) {
      if (isOlder(timeline, newest)) throw new OldPrimary(timeline.number, newest?.number ?? 0)
      if (newest?.system === timeline.system && newest.number === timeline.number) return
      newest = timeline
      at = addresses.indexOf(address)
      remember(newest)
    },
    newest: () => newest,
    learned(timeline) {
      if (newest === null || !isOlder(newest, timeline)) return
      newest = timeline
      remember(newest)
      for (const act of [...listeners]) act()
    },
    onNewer(act) {
      listeners.add(act)
      return () => void listeners.delete(act)
    },
    rememberIn(file) {
      remember = file.write
      const kept = file.read()
      if (kept && (newest === null || isOlder(newest, kept))) newest = kept
      else if (newest) remember(newest)
    },
  }
  known.set(url, hosts)
  return hosts
}

/** @returns `db1:5432`, without secrets */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? 'an unreadable address'
