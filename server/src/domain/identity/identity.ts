import type { PagePrincipal, UserPrincipal } from '../principal.ts'

/** What a site's dialog permission token says (contract section 2). */
export interface DialogPermission {
  initiator: string
  target: string
  /** false: the first message is a request that the target answers */
  mayWriteAtOnce: boolean
}

/** The one place where a page's principal is made. */
export interface Identity {
  /**
   * `null`, or a valid token of `user_id` 0, is a guest.
   * @throws ChatError token_* naming what is wrong, widget_unknown
   */
  authenticate(widgetId: number, token: string | null): Promise<PagePrincipal>
  /** @throws ChatError permission_token_invalid unless the site signed that `principal` may address `targetId` */
  dialogPermission(principal: UserPrincipal, targetId: string, token: string): Promise<DialogPermission>
}
