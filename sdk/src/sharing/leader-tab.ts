import { createConnectionHost } from './host.ts'
import { hostName, type Way, type WayOptions } from './ways.ts'

/** Messages that all tabs receive: a tab wants to be served on this channel; there is a new leader. */
type LobbyNews = { t: 'knock'; channel: string } | { t: 'leading' }

/**
 * The tab that holds a Web Lock hosts the connection for all tabs. Each tab talks to it by its own channel, whose name
 * no other tab knows. When the leader closes, another tab gets the lock; when the leader is frozen, another tab takes
 * the lock.
 *
 * @param version tabs of another version use other names for all of it
 */
export const byLeader =
  (version: string) =>
  ({ url, user_id, clock, changed, failed }: WayOptions): Way => {
    const name = `imbachat-connection ${version} ${hostName(url, user_id)}`
    const lobby = new BroadcastChannel(name)
    const closing = new AbortController()
    let stolen = false

    lobby.onmessage = ({ data }: MessageEvent<LobbyNews>) => {
      if (data.t === 'leading') changed()
    }

    const channelOf = (channel: string) => new BroadcastChannel(`${name} ${channel}`)

    /** @param lock how to request the lock */
    async function contend(lock: LockOptions): Promise<void> {
      const host = createConnectionHost({ url, user_id, clock })
      // a channel does not receive its own messages: the leading tab is a tab like the others
      const door = new BroadcastChannel(name)
      const stop = () => {
        host.close()
        door.close()
      }
      // at once: a page in the back/forward cache may stand still before it releases the lock
      closing.signal.addEventListener('abort', stop)
      try {
        await navigator.locks.request(name, lock, async () => {
          if (closing.signal.aborted) return
          door.onmessage = ({ data }: MessageEvent<LobbyNews>) => {
            if (data.t === 'knock') host.serve(channelOf(data.channel))
            // the lock is lost: a tab must not have two hosts
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
      contend(lock).catch((error) => {
        if (closing.signal.aborted) return
        if (error?.name !== 'AbortError') return failed()
        // this tab was frozen, and another took the lock
        queue({ signal: closing.signal })
        changed()
      })
    }

    queue({ signal: closing.signal })
    return {
      open() {
        const channel = crypto.randomUUID()
        const port = channelOf(channel)
        lobby.postMessage({ t: 'knock', channel } satisfies LobbyNews)
        return port
      },
      silent(hasAnswered) {
        if (hasAnswered) stolen = false
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
