import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { isHeldSeq, ownCopyAt } from '../held/own-copy.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal } from '../refusals.ts'
import { settingsOf } from './check-message.ts'
import { readableMessage } from './readable-message.ts'

/** @throws ChatError room_not_found, message_not_found */
export async function listVersions(
  deps: Pick<ChatDeps, 'store' | 'widgets'>,
  reader: UserPrincipal,
  place: { room_id: number; seq: number },
): Promise<ReplyTo<'message.versions'>> {
  const { edit_history } = await settingsOf(deps, reader.widget_id)
  if (isHeldSeq(place.seq)) {
    const copy = await ownCopyAt(deps, reader, place)
    if (!copy) throw notFound()
    return { versions: edit_history ? (copy.held.versions ?? []) : [] }
  }
  const versions = edit_history ? await deps.store.versionsOf(reader.widget_id, place.room_id, place.seq) : []
  // read last: a message that was deleted meanwhile has no versions
  const { message } = await readableMessage(deps, reader, place)
  if (!message) throw notFound()
  return {
    versions: versions.map(({ text, parts: { entities }, at }) => ({ text, ...(entities && { entities }), at })),
  }
}

const notFound = () => new Refusal('message_not_found', { field: 'seq' })
