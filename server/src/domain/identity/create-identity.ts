import { ChatError, DIALOG_PERMISSION, isGuestId, userId } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'
import type { WidgetReader } from '../widgets/widget.ts'
import type { Identity } from './identity.ts'
import { keyMarks } from './signing-keys.ts'
import { dialogStatus, permissionTokenRules, TOLERANCE_SECONDS, USER_TOKEN_RULES } from './token-rules.ts'
import { verifyToken } from './verify-token.ts'

export function createIdentity({ widgets, clock }: { widgets: WidgetReader; clock: Clock }): Identity {
  /** @throws ChatError widget_unknown */
  async function secretKeysOf(widgetId: number): Promise<string[]> {
    const widget = await widgets.find(widgetId)
    if (widget === null) throw new ChatError('widget_unknown', `There is no widget ${widgetId}.`)
    return widget.secretKeys
  }

  return {
    async authenticate(widgetId, token) {
      const secretKeys = await secretKeysOf(widgetId)
      if (token === null) return { kind: 'guest', widgetId }
      const verified = verifyToken(token, { secretKeys, rules: USER_TOKEN_RULES, now: clock.now() })
      if (!verified.ok) throw new ChatError(verified.fault.code, verified.fault.message, { field: 'token' })
      const id = userId.parse(verified.claims.user_id)
      if (isGuestId(id)) return { kind: 'guest', widgetId }
      // the tolerance counts here too: a site whose clock is a little behind must not get sessions that end at once
      const expiresAt = (Number(verified.claims.exp) + TOLERANCE_SECONDS) * 1000
      const signedWith = keyMarks(secretKeys)[secretKeys.indexOf(verified.key)] ?? ''
      return { kind: 'user', widgetId, userId: id, expiresAt, signedWith }
    },

    async dialogPermission(principal, targetId, token) {
      const secretKeys = await secretKeysOf(principal.widgetId)
      const rules = permissionTokenRules(principal.userId, targetId)
      const verified = verifyToken(token, { secretKeys, rules, now: clock.now() })
      if (!verified.ok) {
        throw new ChatError('permission_token_invalid', verified.fault.message, { field: 'permission' })
      }
      const mayWriteAtOnce = dialogStatus(verified.claims) === DIALOG_PERMISSION.may_write
      return { initiator: principal.userId, target: targetId, mayWriteAtOnce }
    },
  }
}
