import type { RequestErrorCode } from '@imbachat/sdk'
import { messageActs } from '@imbachat/sdk/message-acts'
import { useLaterContext } from '../../core/view-context.ts'
import { writeMarkdown } from '../../formatting/write-markdown.ts'
import type { RoomModel } from '../../room/room-model.ts'
import type { MessageItem } from '../message-items.ts'

/** Text below a message that could not be sent, or waits for review: the reason, and the possible actions. */
export function Failure({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { say } = useLaterContext()
  if (item.status === 'held') {
    return (
      <div class="failure waits">
        <span>{say.held}</span>
        <button type="button" class="text-button" onClick={() => withdraw(roomModel, item.client_id)}>
          {say.withdraw}
        </button>
      </div>
    )
  }
  const edits = item.text !== null && item.files.length === 0 && OF_THE_TEXT.has(item.error ?? 'internal')
  const out = item.error === 'room_not_found' && roomModel.room.peek().peer === null
  return (
    <div class="failure">
      <span>{out ? say.outOfRoom : (reasonOf(roomModel, item) ?? say.errors[item.error ?? 'internal'])}</span>
      {edits ? (
        <button type="button" class="text-button" onClick={() => edit(roomModel, item)}>
          {say.edit}
        </button>
      ) : (
        <button type="button" class="text-button" onClick={() => void roomModel.retry(item.client_id)}>
          {say.retry}
        </button>
      )}
      <button type="button" class="text-button danger" onClick={() => void roomModel.discard(item.client_id)}>
        {say.discard}
      </button>
    </div>
  )
}

/** The site's own text about a message that it refused. */
function reasonOf({ timeline }: RoomModel, { client_id }: MessageItem): string | undefined {
  const status = timeline.state.get().outgoing.find((message) => message.client_id === client_id)?.status
  return status?.kind === 'failed' ? status.error.reason : undefined
}

/** The same text would be refused again. */
const OF_THE_TEXT: ReadonlySet<RequestErrorCode> = new Set([
  'words_refused',
  'refused_by_site',
  'message_too_long',
  'message_text_invalid',
  'too_many_mentions',
  'mention_unknown',
  'mention_all_forbidden',
])

/** Back into the composer, before what was begun there since. */
function edit({ composer, discard }: RoomModel, { text, entities, replySeq, client_id }: MessageItem): void {
  const written = writeMarkdown(text ?? '', entities)
  const begun = composer.draft.peek()
  composer.setDraft({
    text: begun.text ? `${written}\n${begun.text}` : written,
    reply_to: replySeq ?? begun.reply_to,
  })
  void discard(client_id)
}

/** Others have not seen it, and no longer will. */
export function withdraw(roomModel: RoomModel, client_id: string): void {
  const [client] = roomModel.fileParts
  void roomModel.attempt(messageActs(client).withdraw(roomModel.room_id, client_id))
}
