import type { createConnectionHost } from './host.ts'
import { hostName, type WayTo } from './ways.ts'

/** What tabs say in the lobby: a tab wants a line of this id; somebody new leads. */
type LobbyNews = { t: 'knock'; line: string } | { t: 'leading' }

/**
 * By the one tab that holds a lock. It hosts the connection for all of them; each talks to it by a channel of its own, whose name
 * nobody else knows. When it is closed another gets the lock; when it is frozen, the lock is taken from it.
 *
 * @param version tabs of another version have other names for all of it
 */
export const byLeader =
  (version: string): WayTo =>
  ({ url, userId, clock, changed, failed }) => {
    const name = `imbachat-connection ${version} ${hostName(url, userId)}`
    const lobby = new BroadcastChannel(name)
    const closing = new AbortController()
    let stolen = false

    lobby.onmessage = ({ data }: MessageEvent<LobbyNews>) => {
      if (data.t === 'leading') changed()
    }

    const lineTo = (line: string) => new BroadcastChannel(`${name} ${line}`)

    /** @param lock how it is asked for */
    async function contend(create: typeof createConnectionHost, lock: LockOptions): Promise<void> {
      const host = create({ url, userId, clock })
      // one does not hear oneself: the tab that leads is a tab like the others
      const door = new BroadcastChannel(name)
      const stop = () => {
        host.close()
        door.close()
      }
      // at once: a page that is put away may stand still before the lock is let go
      closing.signal.addEventListener('abort', stop)
      try {
        await navigator.locks.request(name, lock, async () => {
          if (closing.signal.aborted) return
          door.onmessage = ({ data }: MessageEvent<LobbyNews>) => {
            if (data.t === 'knock') host.serve(lineTo(data.line))
            // the lock is lost: nobody is to be served twice
            else stop()
          }
          door.postMessage({ t: 'leading' } satisfies LobbyNews)
          await new Promise((resolve) => closing.signal.addEventListener('abort', resolve))
        })
      } finally {
        stop()
      }
    }

    function queue(lock: LockOptions) {
      import('./host.ts')
        .then(({ createConnectionHost }) => contend(createConnectionHost, lock))
        .catch((error) => {
          if (closing.signal.aborted) return
          if (error?.name !== 'AbortError') return failed()
          // we stood still, and another took the lock
          queue({ signal: closing.signal })
          changed()
        })
    }

    queue({ signal: closing.signal })
    return {
      open() {
        const line = crypto.randomUUID()
        const port = lineTo(line)
        lobby.postMessage({ t: 'knock', line } satisfies LobbyNews)
        return port
      },
      silent(heard) {
        if (heard) stolen = false
        else if (stolen) return false
        else {
          stolen = true
          queue({ steal: true })
        }
        return true
      },
      close() {
        closing.abort()
        lobby.close()
      },
    }
  }
