import type { RoomPicture } from '@imbachat/sdk'
import { useViewContext } from '../core/view-context.ts'
import { tinyPicture } from '../files/files-text.ts'
import { roomPictureUrl } from './room-pictures.ts'

interface Props {
  picture?: RoomPicture | null | undefined
  room_id?: number | undefined
  /** of the invite link by which the reader sees the room */
  token?: string | undefined
}

/** In an avatar: blurred until the file is there. */
export function GroupPicture({ picture, room_id, token }: Props) {
  const { frame } = useViewContext()
  const chat = frame.chat.value
  if (!picture || !room_id || !chat) return null
  const url = roomPictureUrl(chat.client, room_id, picture, token).value
  const src = url ?? (picture.blur && tinyPicture(picture.blur))
  return src ? <img src={src} alt="" decoding="async" draggable={false} /> : null
}
