import type { Attachment } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { SendingRing } from '../attaching/ring.tsx'
import { useLaterContext } from '../core/view-context.ts'
import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Voice } from '../voice/voice.tsx'
import { FileIcon } from './file-icons.tsx'
import { sizeText, splitName } from './file-text.ts'
import { isSeen } from './files-text.ts'
import { roomFiles } from './room-files.ts'
import { saveFile } from './save-file.ts'

interface Props {
  item: MessageItem
  roomModel: RoomModel
}

/** The files and voice messages of a message, one below the other. */
export function FileRows({ item, roomModel }: Props) {
  return (
    <>
      {item.files
        .filter((file) => !isSeen(file))
        .map((file, index) =>
          file.kind === 'voice' ? (
            <Voice key={index} file={file} item={item} roomModel={roomModel} />
          ) : (
            <FileRow key={index} file={file} item={item} roomModel={roomModel} />
          ),
        )}
    </>
  )
}

function FileRow({ file, item, roomModel }: Props & { file: Attachment }) {
  const { phrases, say } = useLaterContext()
  const failed = useSignal(false)
  const [start, end] = splitName(file.name)
  const isHere = item.seq !== null

  async function save(): Promise<void> {
    failed.value = false
    try {
      await saveFile(roomFiles(...roomModel.fileParts), file)
    } catch {
      failed.value = true
    }
  }

  return (
    <div class="file-row">
      <button
        type="button"
        class="file-open"
        tabIndex={-1}
        disabled={!isHere}
        aria-label={phrases.fill(say.download, { name: file.name })}
        onClick={() => void save()}
      >
        <span class="file-mark">
          <FileIcon name={isHere ? 'download' : 'file'} />
        </span>
        <span class="file-words">
          <bdi class="file-name" title={file.name}>
            <span>{start}</span>
            <span>{end}</span>
          </bdi>
          <span class="file-size">{failed.value ? say.fileGone : sizeText(file.size, phrases.language)}</span>
        </span>
      </button>
      {!isHere && (
        <SendingRing
          roomModel={roomModel}
          file_id={file.file_id}
          name={file.name}
          cancel={() => void roomModel.discard(item.client_id)}
        />
      )}
    </div>
  )
}
