import { readFileSync } from 'node:fs'

/** Open files that the server keeps for its database, its site calls and plain HTTP. */
const FILES_KEPT = 500

export interface LimitSetting {
  name: string
  /** as the documentation says it, where it is not the number itself */
  fallbackIs?: string
  fallback: number
  least: number
  meaning: string
}

/** Limits that an operator may set, all of one node: the one list that the environment, `imbachat serve --help` and docs/self-hosting.md follow. */
export const LIMIT_SETTINGS = [
  {
    name: 'MAX_SOCKETS',
    fallbackIs: `what the limit of open files leaves, less ${FILES_KEPT}`,
    fallback: socketsThatFit(),
    least: 0,
    meaning: 'sockets open at once; 0: no limit but that of the system',
  },
  {
    name: 'MAX_SOCKETS_PER_USER',
    fallback: 50,
    least: 0,
    meaning: 'sockets of one user; a newer one ends his oldest; 0: no limit',
  },
  {
    name: 'MAX_SOCKETS_PER_ADDRESS',
    fallback: 10_000,
    least: 0,
    meaning: 'sockets of one address, this machine and `TRUSTED_PROXIES` not counted; 0: no limit',
  },
  { name: 'MAX_SOCKETS_PER_WIDGET', fallback: 0, least: 0, meaning: 'sockets of one widget; 0: no limit' },
  {
    name: 'NEW_SOCKETS_PER_SECOND',
    fallback: 500,
    least: 1,
    meaning: "new sockets of one address; ten seconds' worth may come at once",
  },
  {
    name: 'FRAMES_PER_SECOND',
    fallback: 50,
    least: 0,
    meaning: "frames of one user over all his sockets; eight seconds' worth may come at once; 0: no limit",
  },
  {
    name: 'FRAMES_PER_SECOND_PER_ADDRESS',
    fallback: 2_500,
    least: 0,
    meaning: 'frames of one address, counted like its sockets; 0: no limit',
  },
  {
    name: 'FRAMES_PER_SECOND_PER_WIDGET',
    fallback: 0,
    least: 0,
    meaning: 'frames of one widget; 0: no limit, widgets take turns when the server is busy',
  },
  {
    name: 'REST_CALLS_PER_SECOND',
    fallback: 50,
    least: 0,
    meaning:
      "REST calls of one widget's site; four seconds' worth may come at once, and 20 users named in a call count as one more; 0: no limit",
  },
  {
    name: 'ROOMS_PER_USER',
    fallback: 10_000,
    least: 0,
    meaning: 'rooms and dialogs that one user may be in; 0: no limit',
  },
  {
    name: 'SLOW_READER_BYTES',
    fallback: 1024 * 1024,
    least: 64 * 1024,
    meaning: 'what may wait for a client that reads too slowly, before it is cut',
  },
  {
    name: 'WRITE_QUEUE',
    fallback: 20_000,
    least: 100,
    meaning:
      'writes that may wait for the database; more are told to come back. Each widget that waits has an equal part',
  },
  {
    name: 'DATABASE_CONNECTIONS',
    fallback: 16,
    least: 5,
    meaning: 'connections to PostgreSQL: two for the dashboard, two sevenths of the rest write, the others read',
  },
  {
    name: 'SITE_CALLS_AT_ONCE',
    fallback: 4,
    least: 1,
    meaning: "calls under way at once to one site for its users' names; more wait",
  },
  { name: 'SITE_TIMEOUT_MS', fallback: 3_000, least: 100, meaning: 'how long a site may take to answer, milliseconds' },
  {
    name: 'SIGN_INS_PER_ADDRESS',
    fallback: 30,
    least: 1,
    meaning: 'tries to sign in to the dashboard from one address in 15 minutes',
  },
  {
    name: 'WIDGETS_PER_ACCOUNT',
    fallback: 100,
    least: 0,
    meaning: 'widgets that one account may make in the dashboard; the command line may make more; 0: no limit',
  },
  {
    name: 'DASHBOARD_CHANGES_PER_MINUTE',
    fallback: 120,
    least: 0,
    meaning: "changes by one account in the dashboard; a minute's worth may come at once; 0: no limit",
  },
] as const satisfies readonly LimitSetting[]

export type LimitName = (typeof LIMIT_SETTINGS)[number]['name']

/** By the name of the variable. */
export type Limits = Record<LimitName, number>

/** Beyond the open files that the system allows, it would refuse to accept without a word. */
function socketsThatFit(): number {
  const files = openFiles()
  return files === null ? 0 : Math.max(100, files - FILES_KEPT)
}

/** null: no limit, or a system that does not say. */
function openFiles(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
