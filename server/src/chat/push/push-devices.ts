import type { Language } from '@imbachat/protocol/phrases/languages'
import type { PushDevice } from '@imbachat/protocol/requests/push'
import type { UserPrincipal } from '../principal.ts'

/** The data that a browser sends when it subscribes. */
export interface PushBrowser {
  /** its own secret */
  device: string
  name: string
  language: Language
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
}

/** The user's acts on the browsers that get their notifications. */
export interface PushDevices {
  /** @throws ChatError forbidden */
  ticket(user: UserPrincipal, page: string | null): Promise<{ ticket: string; expires_at: number }>
  /** @returns the device's id. @throws ChatError forbidden, invalid_field */
  subscribe(user: UserPrincipal, browser: PushBrowser & { page: string | null }): Promise<string>
  /** The browser that asks is confirmed: its user has signed in on it. */
  list(user: UserPrincipal, here: string | null): Promise<PushDevice[]>
  /** @param device_id null: all */
  off(user: UserPrincipal, device_id: string | null): Promise<void>
}
