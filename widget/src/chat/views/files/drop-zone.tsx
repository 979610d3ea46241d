import { roomFiles } from '../../model/files/room-files.ts'
import type { RoomModel } from '../../model/room-model.ts'
import { useLaterContext } from '../view-context.ts'
import { FileIcon } from './file-icons.tsx'

/** Over the conversation while files are dragged over it. */
export function DropZone({ roomModel, close }: { roomModel: RoomModel; close: () => void }) {
  const { say } = useLaterContext()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; the button "Attach files" does the same
    <div
      class="drop-zone"
      onDragOver={(event) => {
        event.preventDefault()
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      }}
      onDragLeave={close}
      onDrop={(event) => {
        event.preventDefault()
        close()
        roomFiles(...roomModel.fileParts).attach(event.dataTransfer?.files ?? [])
        roomModel.composer.focus()
      }}
    >
      <div class="drop-card">
        <FileIcon name="clip" />
        {say.dropFiles}
      </div>
    </div>
  )
}
