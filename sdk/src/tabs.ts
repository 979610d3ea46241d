import type { Message } from '@imbachat/protocol'
import type { OutgoingMessage } from './types.ts'

/** What tabs with one outbox tell one another. */
export type TabNews =
  | { t: 'written'; message: OutgoingMessage }
  | { t: 'acked'; roomId: number; message: Message }
  | { t: 'discarded'; clientId: string }

export interface Tabs {
  tell(news: TabNews): void
  /** Runs when no other tab runs its own, and holds them off meanwhile. */
  alone(run: () => Promise<void>): Promise<void>
  /** Hears nothing until `resume`: what comes for a page in the back/forward cache throws it out of there. */
  suspend(): void
  /** @returns news may have been missed */
  resume(): boolean
  close(): void
}

/** A client with an outbox of its own. */
export const noOtherTabs: Tabs = { tell() {}, alone: (run) => run(), suspend() {}, resume: () => false, close() {} }

/** The tabs of this browser that share the outbox `partition`. */
export function openTabs(partition: string, heard: (news: TabNews) => void): Tabs {
  const name = `imbachat-outbox ${partition}`
  let suspended = false
  let channel = open()

  function open() {
    if (typeof BroadcastChannel === 'undefined') return null
    const opened = new BroadcastChannel(name)
    opened.onmessage = ({ data }) => heard(data)
    return opened
  }

  return {
    tell(news) {
      if (!suspended) channel?.postMessage(news)
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
        // no locks here (old browser, sandboxed frame): sending twice is harmless, the server knows the client id
        if (ran) throw error
        await run()
      }
    },
    suspend() {
      suspended = true
      channel?.close()
    },
    resume() {
      if (!suspended) return false
      suspended = false
      channel = open()
      return true
    },
    close: () => channel?.close(),
  }
}
