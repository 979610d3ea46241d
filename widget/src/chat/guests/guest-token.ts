import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { ChatFrameConfig } from '../../bridge/chat-frame-config.ts'

/** The token by which a guest stays the same one, in this browser. */
export interface GuestToken {
  /** null: this browser has no token, or the visitor is signed in */
  readonly token: string | null
  keep(token: string): void
  /** The server takes it no more. */
  drop(): void
}

export function keepGuestToken(
  storage: Storage | null,
  config: ChatFrameConfig,
  signedInBy: string | null,
): GuestToken {
  const key = keptName(kept('guestToken'), config.widgetId)
  let token = signedInBy === null && config.settings.guests === 'write' ? (storage?.getItem(key) ?? null) : null
  return {
    get token() {
      return token
    },
    keep(next) {
      token = next
      try {
        storage?.setItem(key, next)
      } catch {
        // full: the name lasts until the page is left
      }
    },
    drop() {
      token = null
      storage?.removeItem(key)
    },
  }
}
