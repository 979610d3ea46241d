import type { ContextGiven } from '@imbachat/protocol/context-given'
import type { PagePrincipal, UserPrincipal } from '../principal.ts'

/** What a site's dialog permission token says (contract section 2). */
export interface DialogPermission {
  initiator: string
  target: string
  /** false: the first message is a request that the target answers */
  mayWriteAtOnce: boolean
  /** what the site says the dialog is about; null: it does not say */
  context: ContextGiven | null
}

/** The one place where a page's principal is made. */
export interface Identity {
  /**
   * `null`, or a valid token of `user_id` 0, is a guest.
   * @throws ChatError guest_forbidden for a guest's token where guests don't write; token_* naming what is wrong,
   * widget_unknown
   */
  authenticate(widgetId: number, token: string | null): Promise<PagePrincipal>
  /** A token by which a guest writes; whether guests may is asked whenever it is used. */
  guestToken(guest: { widgetId: number; userId: string }): { token: string; expiresAt: number }
  /** @throws ChatError permission_token_invalid unless the site signed that `principal` may address `targetId` */
  dialogPermission(principal: UserPrincipal, targetId: string, token: string): Promise<DialogPermission>
}
