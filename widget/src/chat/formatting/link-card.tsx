import { tinyPicture } from '../files/files-text.ts'
import { useFileUrl } from '../files/use-file-url.ts'
import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'

/** Width ÷ height from which on a picture stands above the words; a narrower one stands beside them. */
const WIDE = 1.3

/** Preview of the linked page, below the text. It reserves the picture's place before the picture is loaded. */
export function LinkCard({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { preview } = item
  if (!preview) return null
  const { picture } = preview
  const isWide = picture !== undefined && picture.width / picture.height >= WIDE
  return (
    <a
      class={isWide ? 'link-card wide' : 'link-card'}
      href={preview.url}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      tabIndex={-1}
      draggable={false}
    >
      <span class="link-words" dir="auto">
        <bdi class="link-site">{preview.site ?? new URL(preview.url).host}</bdi>
        <bdi class="link-title">{preview.title}</bdi>
        {preview.description && <bdi class="link-about">{preview.description}</bdi>}
      </span>
      {picture && <Picture roomModel={roomModel} picture={picture} />}
    </a>
  )
}

type Shown = NonNullable<NonNullable<MessageItem['preview']>['picture']>

function Picture({ roomModel, picture }: { roomModel: RoomModel; picture: Shown }) {
  const { url, renew } = useFileUrl(roomModel, picture.file_id, 'original', false)
  const blur = picture.blur && tinyPicture(picture.blur)
  return (
    <span class="link-picture" style={blur ? { backgroundImage: `url("${blur}")` } : undefined}>
      {url && <img src={url} alt="" decoding="async" draggable={false} onError={renew} />}
    </span>
  )
}
