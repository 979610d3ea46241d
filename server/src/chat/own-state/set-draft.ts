import { ChatError, isVisible, type OwnItem } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import { checkMessageText } from '../messages/message-text.ts'
import type { PutDraft } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { fromRow } from './own-item.ts'

/** Clients store a draft when its writer pauses. */
const RATE = { burst: 60, perSecond: 1 }

/** @throws ChatError room_not_found, message_too_long, message_text_invalid, draft_stale, rate_limited */
export async function setDraft(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'widgets' | 'messageRate'>,
  { widget_id, user_id }: UserPrincipal,
  draft: Omit<PutDraft, 'widget_id' | 'user_id'>,
): Promise<OwnItem> {
  const { message_max_chars } = await settingsOf(deps, widget_id)
  // invisible text is a draft, but not a message
  const text = isVisible(draft.text) ? draft.text : ''
  if (text !== '') checkMessageText(text, message_max_chars)
  takeOrRefuse(deps.messageRate, `drafts ${widget_id}/${user_id}`, RATE, 'Too many changes of drafts.')
  const outcome = await deps.store.putDraft({ widget_id, user_id, ...draft, text })
  switch (outcome.kind) {
    case 'room_not_found':
      throw roomNotFound(draft.room_id)
    case 'stale':
      throw new ChatError('draft_stale', 'Another draft was stored meanwhile.', { field: 'rev' })
    case 'put': {
      const item = fromRow(outcome.item)
      if (outcome.changed) deps.bus.publish({ t: 'own', widget_id, user_id, items: [item] })
      return item
    }
  }
}
