import type { Attachment } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { SendingRing } from '../attaching/ring.tsx'
import { useLaterContext } from '../core/view-context.ts'
import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'
import { openViewer } from '../viewer/open-viewer.tsx'
import { albumTiles, type Tile } from './album.ts'
import { FileIcon } from './file-icons.tsx'
import { durationText } from './file-text.ts'
import { isSeen, tinyPicture } from './files-text.ts'
import { useFileUrl } from './use-file-url.ts'

const WHOLE: Tile = { x: 0, y: 0, width: 1, height: 1 }

/** The pictures and videos of a message: one, or an album. */
export function Seen({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const files = item.files.filter(isSeen)
  const tiles = files.length > 1 ? albumTiles(files.map(({ width = 4, height = 3 }) => width / height)) : [WHOLE]
  return (
    <div class="tiles">
      {files.map((file, index) => (
        // by place: a file gets another id once it is uploaded
        <Picture key={index} file={file} tile={tiles[index] ?? WHOLE} item={item} roomModel={roomModel} />
      ))}
    </div>
  )
}

const percent = (share: number) => `${share * 100}%`
const still = matchMedia('(prefers-reduced-motion: reduce)')

interface Props {
  file: Attachment
  tile: Tile
  item: MessageItem
  roomModel: RoomModel
}

function Picture({ file, tile, item, roomModel }: Props) {
  const { frame, phrases, say } = useLaterContext()
  const moves = file.animated && !still.matches
  const { url, renew } = useFileUrl(roomModel, file.file_id, file.thumb && !moves ? 'thumb' : 'original')
  const here = useSignal(false)
  const video = file.kind === 'video'
  const isPicture = !video || file.thumb || url?.startsWith('blob:')
  return (
    <div
      class="tile"
      style={{
        insetInlineStart: percent(tile.x),
        insetBlockStart: percent(tile.y),
        inlineSize: percent(tile.width),
        blockSize: percent(tile.height),
      }}
    >
      <button
        type="button"
        class="tile-open"
        tabIndex={-1}
        aria-label={phrases.fill(video ? say.playVideo : say.openPicture, { name: file.name })}
        onClick={({ currentTarget }) => {
          if (item.seq !== null) openViewer(frame, roomModel, file.file_id, currentTarget)
        }}
      >
        {file.blur && !here.value && <img class="tile-blur" src={tinyPicture(file.blur)} alt="" />}
        {url && isPicture && (
          <img
            class={here.value ? 'here' : ''}
            src={url}
            alt={file.name}
            draggable={false}
            decoding="async"
            onLoad={() => (here.value = true)}
            onError={renew}
          />
        )}
        {url && !isPicture && (
          <video src={`${url}#t=0.1`} preload="metadata" muted playsInline onLoadedData={() => (here.value = true)} />
        )}
        {video && (
          <>
            <span class="tile-play">
              <FileIcon name="play" />
            </span>
            {file.duration_ms !== undefined && <span class="tile-badge">{durationText(file.duration_ms)}</span>}
          </>
        )}
      </button>
      {item.seq === null && (
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
