import { ChatError } from '@imbachat/protocol'
import type { Limits } from '../../config/limits.ts'
import type { Clock } from '../clock.ts'

/** Widgets take turns, and within a widget its users. */
export interface FileTurns {
  /**
   * Runs `act` when it is the user's turn.
   * @throws ChatError server_busy: too many files of the user or of the widget wait, or this one has waited too long
   */
  run<T>(user: { widget_id: number; user_id: string }, act: () => Promise<T>): Promise<T>
}

/** Files that are looked at or stored at the same time on this node. */
const AT_ONCE = 4
/** Those of one widget: the last turn is for others, however many users of it send costly files. */
const OF_WIDGET = 3
/** Those of one user. */
const OF_USER = 1
/** Milliseconds that a file waits for its turn; then its sender is asked to try again. */
const PATIENCE_MS = 20_000
const RETRY_MS = 2_000

interface Line {
  running: number
  waiting: (() => void)[]
}

interface Lines {
  /** number of running acts of all its users */
  running: number
  waiting: number
  /** by user; the one that had its turn last is last */
  users: Map<string, Line>
}

/**
 * Looking at a picture takes up to 20 s of one of the two processes that do it (`files/inspector`). Without turns, the
 * costly pictures of one user would keep those of all others waiting.
 */
export function createFileTurns(
  clock: Clock,
  limits: Pick<Limits, 'FILES_WAITING_PER_USER' | 'FILES_WAITING_PER_WIDGET'>,
): FileTurns {
  /** the one that had its turn last is last */
  const widgets = new Map<number, Lines>()
  let running = 0

  /** Fewest running files first; of equals, the one that has waited longest for its turn. */
  const inTurn = () => [...widgets].sort(([, one], [, other]) => one.running - other.running)

  function next(): void {
    while (running < AT_ONCE) {
      const begin = takeNext()
      if (!begin) return
      begin()
    }
  }

  function takeNext(): (() => void) | undefined {
    for (const [widget_id, lines] of inTurn()) {
      if (lines.running >= OF_WIDGET) return undefined
      for (const [user_id, line] of lines.users) {
        if (line.running >= OF_USER) continue
        const begin = line.waiting.shift()
        if (!begin) continue
        lines.waiting--
        lines.users.delete(user_id)
        lines.users.set(user_id, line)
        widgets.delete(widget_id)
        widgets.set(widget_id, lines)
        return begin
      }
    }
    return undefined
  }

  return {
    async run({ widget_id, user_id }, act) {
      const lines = widgets.get(widget_id) ?? { running: 0, waiting: 0, users: new Map<string, Line>() }
      const line = lines.users.get(user_id) ?? { running: 0, waiting: [] }
      if (line.waiting.length >= limits.FILES_WAITING_PER_USER) throw tooMany()
      if (lines.waiting >= limits.FILES_WAITING_PER_WIDGET) throw tooMany()
      widgets.set(widget_id, lines)
      lines.users.set(user_id, line)
      const leave = () => {
        if (line.running === 0 && line.waiting.length === 0) lines.users.delete(user_id)
        if (lines.users.size === 0) widgets.delete(widget_id)
      }
      await new Promise<void>((resolve, reject) => {
        const begin = () => {
          stopWaiting()
          running++
          lines.running++
          line.running++
          resolve()
        }
        const stopWaiting = clock.after(PATIENCE_MS, () => {
          const place = line.waiting.indexOf(begin)
          if (place === -1) return
          line.waiting.splice(place, 1)
          lines.waiting--
          leave()
          reject(tooMany())
        })
        line.waiting.push(begin)
        lines.waiting++
        next()
      })
      try {
        return await act()
      } finally {
        running--
        lines.running--
        line.running--
        leave()
        next()
      }
    },
  }
}

const tooMany = () =>
  new ChatError('server_busy', 'Too many files are waiting to be processed. Try again.', { retryAfterMs: RETRY_MS })
