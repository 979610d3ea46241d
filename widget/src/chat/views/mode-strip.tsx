import { authorName } from '../model/author-name.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { filesInWords } from '../model/files/words.ts'
import { useLaterFrame } from './frame-context.ts'
import { GroupPicture } from './group-picture.tsx'
import { Icon } from './icons.tsx'

/** Above the text: the message that is answered or edited. */
export function ModeStrip({ dialog }: { dialog: DialogModel }) {
  const { phrases, say } = useLaterFrame()
  const mode = dialog.composer.mode.value
  if (mode.kind === 'new') return null
  const target = dialog.message(mode.seq)
  const picture = target?.attachments?.find((file) => file.kind === 'image' || file.thumb)
  const author = target ? authorName(dialog, target.sender_id) : ''
  return (
    <div class="mode-strip">
      <Icon name={mode.kind === 'edit' ? 'edit' : 'reply'} />
      {picture && (
        <span class="mode-picture">
          <GroupPicture picture={picture} roomId={dialog.roomId} />
        </span>
      )}
      <div class="mode-text">
        <strong>{mode.kind === 'edit' ? say.editing : phrases.fill(say.replyTo, author)}</strong>
        <span dir="auto">
          {(mode.kind === 'edit' ? mode.text : target?.text) ||
            filesInWords(target?.attachments ?? [], phrases) ||
            say.originalMessage}
        </span>
      </div>
      <button type="button" class="icon-button small" aria-label={say.cancel} onClick={() => dialog.composer.cancel()}>
        <Icon name="close" />
      </button>
    </div>
  )
}
