import type { ContextGiven } from '@imbachat/protocol/rooms/context-given'
import type { PagePrincipal, UserPrincipal } from '../principal.ts'

/** The content of a site's dialog permission token. */
export interface DialogPermission {
  initiator: string
  target: string
  /** false: the first message is a request that the target answers */
  mayWriteAtOnce: boolean
  /** the dialog's context as the site signed it; null: the token has none */
  context: ContextGiven | null
}

/** The only place that makes a page's principal. */
export interface Identity {
  /**
   * `null`, or a valid token of `user_id` 0, is a guest.
   * @throws ChatError guest_forbidden for a guest's token if guests may not write; token_* for a wrong token;
   * widget_unknown
   */
  authenticate(widget_id: number, token: string | null): Promise<PagePrincipal>
  /** A token with which a guest writes; each use checks whether guests may. */
  guestToken(guest: { widget_id: number; user_id: string }): { token: string; expires_at: number }
  /** @throws ChatError permission_token_invalid unless the site signed that `principal` may address `targetId` */
  dialogPermission(principal: UserPrincipal, targetId: string, token: string): Promise<DialogPermission>
}
