import { Later } from '../bundles/views.ts'
import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'
import { isSeen } from './files-text.ts'

/** Height of the row of a file or a voice message, CSS pixels. */
const ROW = 56

/** Pictures up to this width, pixels, are shown as large as they are. */
const SMALL = 100

/**
 * The files of a message. Their place is there at once, so that nothing moves when they come; `--shape` is width ÷
 * height.
 */
export function FilesBox({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const seen = item.files.filter(isSeen)
  const rows = item.files.length - seen.length
  const [{ width = 4, height = 3 } = {}, album] = seen
  return (
    <>
      {seen.length > 0 && (
        <div
          class={album || width > SMALL ? 'seen' : 'seen small'}
          style={{ '--shape': album ? (seen[4] ? 1 : 1.25) : width / height }}
        >
          <Later.Seen item={item} roomModel={roomModel} />
        </div>
      )}
      {rows > 0 && (
        <div class="file-rows" style={{ minBlockSize: `${rows * ROW}px` }}>
          <Later.FileRows item={item} roomModel={roomModel} />
        </div>
      )}
    </>
  )
}
