import type { Message } from '@imbachat/protocol'
import type { OutgoingMessage } from '../types.ts'

/** Messages between tabs that share an outbox. They keep their names: the other tab may run an older version. */
export type TabNews =
  | { t: 'written'; message: OutgoingMessage }
  | { t: 'acked'; roomId: number; message: Message }
  | { t: 'discarded'; clientId: string }

export interface Tabs {
  post(news: TabNews): void
  /** Runs while no other tab runs its own, and keeps them waiting meanwhile. */
  alone(run: () => Promise<void>): Promise<void>
  /** Stops listening until `resume`: a message would remove the page from the back/forward cache. */
  suspend(): void
  /** @returns true if messages may have been missed */
  resume(): boolean
  close(): void
}

/** For a client that does not share its outbox. */
export const noOtherTabs: Tabs = { post() {}, alone: (run) => run(), suspend() {}, resume: () => false, close() {} }

/** The tabs of this browser that share the outbox `partition`. */
export function openTabs(partition: string, onNews: (news: TabNews) => void): Tabs {
  const name = `imbachat-outbox ${partition}`
  let suspended = false
  let closed = false
  let channel = open()

  function open() {
    if (typeof BroadcastChannel === 'undefined') return null
    const opened = new BroadcastChannel(name)
    opened.onmessage = ({ data }) => onNews(data)
    return opened
  }

  return {
    post(news) {
      if (!suspended && !closed) channel?.postMessage(news)
    },
    async alone(run) {
      let ran = false
      const once = () => {
        ran = true
        return run()
      }
      try {
        await navigator.locks.request(name, once)
      } catch (error) {
        // no Web Locks here (old browser, sandboxed iframe): sending twice is harmless, since the server knows the
        // client id
        if (ran) throw error
        await run()
      }
    },
    suspend() {
      suspended = true
      channel?.close()
    },
    resume() {
      if (!suspended || closed) return false
      suspended = false
      channel = open()
      return true
    },
    close() {
      closed = true
      channel?.close()
    },
  }
}
