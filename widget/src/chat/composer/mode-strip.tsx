import { authorName } from '../core/names/author-name.ts'
import { useLaterContext } from '../core/view-context.ts'
import { filesInWords } from '../files/files-text.ts'
import { GroupPicture } from '../groups/group-picture.tsx'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'

/** The strip above the text with the message that is answered or edited. */
export function ModeStrip({ roomModel }: { roomModel: RoomModel }) {
  const { phrases, say } = useLaterContext()
  const mode = roomModel.composer.mode.value
  if (mode.kind === 'new') return null
  const target = roomModel.message(mode.seq)
  const picture = target?.attachments?.find((file) => file.kind === 'image' || file.thumb)
  const author = target ? authorName(roomModel, target.sender_id) : ''
  return (
    <div class="mode-strip">
      <LaterIcon name={mode.kind === 'edit' ? 'edit' : 'reply'} />
      {picture && (
        <span class="mode-picture">
          <GroupPicture picture={picture} room_id={roomModel.room_id} />
        </span>
      )}
      <div class="mode-text">
        <strong>{mode.kind === 'edit' ? say.editing : phrases.fill(say.reply_to, { name: author })}</strong>
        <span dir="auto">
          {(target?.text ?? (mode.kind === 'edit' && mode.text)) ||
            filesInWords(target?.attachments ?? [], phrases) ||
            say.originalMessage}
        </span>
      </div>
      <button
        type="button"
        class="icon-button small"
        aria-label={say.cancel}
        onClick={() => roomModel.composer.cancel()}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
