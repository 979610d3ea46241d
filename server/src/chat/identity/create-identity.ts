import { randomBytes } from 'node:crypto'
import { ChatError, DIALOG_PERMISSION, isGuestId, userId as userIdSchema } from '@imbachat/protocol'
import { contextGiven } from '@imbachat/protocol/rooms/context-given'
import type { Clock } from '../clock.ts'
import type { UserPrincipal } from '../principal.ts'
import { type KeyNotes, mustNotBeSuspended, type Widget, type WidgetReader } from '../widget.ts'
import { isGuestToken, readGuestToken, signGuestToken } from './guest-token.ts'
import type { Identity } from './identity.ts'
import { keyMarks } from './signing-keys.ts'
import { claimedUser, dialogStatus, permissionTokenRules, TOLERANCE_SECONDS, USER_TOKEN_RULES } from './token-rules.ts'
import { verifyToken } from './verify-token.ts'

/** @param guestKey the same on all nodes; without one, guests' tokens end with the process */
export function createIdentity({
  widgets,
  clock,
  guestKey = randomBytes(32),
  keyUse,
}: {
  widgets: WidgetReader
  clock: Clock
  guestKey?: Uint8Array
  /** missing: it is not kept which key is used */
  keyUse?: KeyNotes
}): Identity {
  /** @throws ChatError widget_unknown, widget_suspended */
  async function widgetOf(widget_id: number): Promise<Widget> {
    const widget = await widgets.find(widget_id)
    if (widget === null) throw new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
    mustNotBeSuspended(widget)
    return widget
  }

  /** @throws ChatError guest_forbidden, token_signature */
  function guestWhoWrites({ id: widget_id, settings }: Widget, token: string): UserPrincipal {
    const guest = readGuestToken(guestKey, widget_id, token, clock.now())
    if (guest === null) throw new ChatError('token_signature', 'This guest has to enter again.', { field: 'token' })
    if (settings.guests !== 'write') throw new ChatError('guest_forbidden', 'Guests do not write here.')
    return { kind: 'user', widget_id, ...guest, signed_with: '', guest: true }
  }

  return {
    async authenticate(widget_id, token) {
      const widget = await widgetOf(widget_id)
      const { secretKeys } = widget
      if (token === null) return { kind: 'guest', widget_id }
      if (isGuestToken(token)) return guestWhoWrites(widget, token)
      const verified = verifyToken(token, { secretKeys, rules: USER_TOKEN_RULES, now: clock.now() })
      if (!verified.ok) throw new ChatError(verified.fault.code, verified.fault.message, { field: 'token' })
      const id = userIdSchema.parse(claimedUser(verified.claims.user_id))
      if (isGuestId(id)) return { kind: 'guest', widget_id }
      // the tolerance counts here too: a site whose clock is a little behind must not get sessions that end at once
      const expires_at = (Number(verified.claims.exp) + TOLERANCE_SECONDS) * 1000
      const signed_with = keyMarks(secretKeys)[secretKeys.indexOf(verified.key)] ?? ''
      keyUse?.note(widget_id, 'secret_key', signed_with, 'token')
      const { iat } = verified.claims
      const issued = typeof iat === 'number' ? { issuedAt: iat * 1000 } : {}
      return { kind: 'user', widget_id, user_id: id, expires_at, signed_with, ...issued }
    },

    guestToken: (guest) => signGuestToken(guestKey, guest, clock.now()),
    async dialogPermission(principal, targetId, token) {
      const { secretKeys } = await widgetOf(principal.widget_id)
      const rules = permissionTokenRules([principal.user_id, principal.person_id], targetId)
      const verified = verifyToken(token, { secretKeys, rules, now: clock.now() })
      if (!verified.ok) {
        throw new ChatError('permission_token_invalid', verified.fault.message, { field: 'permission' })
      }
      const mayWriteAtOnce = dialogStatus(verified.claims) === DIALOG_PERMISSION.may_write
      const context = contextGiven.optional().parse(verified.claims.context) ?? null
      return { initiator: principal.user_id, target: targetId, mayWriteAtOnce, context }
    },
  }
}
