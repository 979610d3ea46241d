import type { Message } from '@imbachat/protocol'
import { mustBeFitText } from '../../moderation/rules/fit-line.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { SitePrincipal } from '../principal.ts'
import { missing } from '../refusals.ts'
import { widgetOf } from './check-message.ts'
import { checkMessageText } from './message-text.ts'
import { clientIdOf } from './send-for-user.ts'
import { storedBefore } from './send-message.ts'

/** The sender of notices of the site. */
const NOBODY = ''

interface SiteNotice {
  room_id: number
  /** one text, or the same in several languages; readers of others get the English one, else the first */
  text: string | Record<string, string>
  /** any text; the same key again returns the notice that was stored first */
  idempotencyKey: string | undefined
}

/**
 * Posts a message of the site in a room, without an author. It never counts as unread, and it is allowed in a room that
 * moderators froze: that silences users, not the site.
 * @throws ChatError message_*, words_refused, room_not_found, server_busy
 */
export async function postNotice(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'widgets'>,
  { widget_id }: SitePrincipal,
  { room_id, text: given, idempotencyKey }: SiteNotice,
): Promise<Message> {
  const { store, bus } = deps
  const client_id = clientIdOf(idempotencyKey)
  try {
    await mustBeFit(deps, widget_id, given)
  } catch (error) {
    return storedBefore(deps, { widget_id, room_id, sender_id: NOBODY, client_id }, error)
  }
  const texts = typeof given === 'string' ? {} : given
  const text = typeof given === 'string' ? given : (given.en ?? Object.values(given)[0] ?? '')
  const others = Object.fromEntries(Object.entries(texts).filter(([, other]) => other !== text))
  const outcome = await store.postNotice({
    widget_id,
    room_id,
    client_id,
    text,
    ...(Object.keys(others).length > 0 && { texts: others }),
  })
  if (outcome.kind === 'room_not_found') throw missing('room', room_id)
  if (outcome.kind === 'appended') bus.publish({ t: 'message', widget_id, room_id, message: outcome.message })
  return outcome.message
}

/** @throws ChatError message_*, words_refused, widget_unknown */
async function mustBeFit(deps: Pick<ChatDeps, 'widgets'>, widget_id: number, given: SiteNotice['text']): Promise<void> {
  const widget = await widgetOf(deps, widget_id)
  for (const text of typeof given === 'string' ? [given] : Object.values(given)) {
    checkMessageText(text, widget.settings.message_max_chars)
    await mustBeFitText(text, widget, 'message')
  }
}
