import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { OwnItemRow } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { fromRow } from './own-item.ts'

/** Items on one page, and characters of their values: drafts are as long as messages. */
const PAGE = 200
const PAGE_CHARS = 200_000

/** The user's own items that changed after `rev`. Each item comes once, as it is now, so no rev is too old. */
export async function syncOwnState(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  rev: number,
): Promise<ReplyTo<'user.sync'>> {
  const rows = await store.ownItems(widget_id, user_id, rev, PAGE + 1)
  const page = firstOf(rows)
  const last = page.at(-1)
  if (last) return { kind: 'changes', items: page.map(fromRow), rev: last.rev, more: rows.length > page.length }
  const [known] = await store.ownRevs(widget_id, [user_id])
  return rev > (known?.rev ?? 0) ? { kind: 'resync' } : { kind: 'changes', items: [], rev, more: false }
}

/** As many rows as fit on a page, at least one. */
function firstOf(rows: readonly OwnItemRow[]): readonly OwnItemRow[] {
  let chars = 0
  const end = rows.findIndex(({ value }, place) => {
    chars += value?.length ?? 0
    return place === PAGE || (place > 0 && chars > PAGE_CHARS)
  })
  return end < 0 ? rows : rows.slice(0, end)
}
