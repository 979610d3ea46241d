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
  close(): void
}

/** A client with an outbox of its own. */
export const noOtherTabs: Tabs = { tell() {}, alone: (run) => run(), close() {} }

/** The tabs of this browser that share the outbox `partition`. */
export function openTabs(partition: string, heard: (news: TabNews) => void): Tabs {
  const name = `imbachat-outbox ${partition}`
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  if (channel) channel.onmessage = ({ data }) => heard(data)
  return {
    tell: (news) => channel?.postMessage(news),
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
    close: () => channel?.close(),
  }
}
