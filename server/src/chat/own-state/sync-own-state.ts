import type { ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { fromRow } from './own-item.ts'

/** Items on one page. */
const PAGE = 200

/** The user's own items that changed after `rev`. Each item comes once, as it is now, so no rev is too old. */
export async function syncOwnState(
  { store }: Pick<ChatParts, 'store'>,
  { widgetId, userId }: Pick<UserPrincipal, 'widgetId' | 'userId'>,
  rev: number,
): Promise<ReplyTo<'user.sync'>> {
  const rows = await store.ownItems(widgetId, userId, rev, PAGE + 1)
  const last = rows[Math.min(rows.length, PAGE) - 1]
  if (last) return { kind: 'changes', items: rows.slice(0, PAGE).map(fromRow), rev: last.rev, more: rows.length > PAGE }
  const [known] = await store.ownRevs(widgetId, [userId])
  return rev > (known?.rev ?? 0) ? { kind: 'resync' } : { kind: 'changes', items: [], rev, more: false }
}
