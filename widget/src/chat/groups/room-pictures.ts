import type { ChatClient, RoomPicture } from '@imbachat/sdk'
import { type Signal, signal } from '@preact/signals'
import { localUrl } from '../files/file-urls.ts'

/** Pictures that are kept in memory: as many groups as a long list shows. */
const MOST = 300

/** Addresses by file: a picture never changes, but the ticket in its address is valid for minutes only. */
const known = new Map<string, Signal<string | null>>()

/** The address of a group's picture, in memory; null: it is not there yet. */
export function roomPictureUrl(
  client: Pick<ChatClient, 'fileUrl'>,
  room_id: number,
  { file_id, thumb }: RoomPicture,
  token?: string,
): Signal<string | null> {
  const now = known.get(file_id)
  if (now) return now
  const url = signal(localUrl(file_id))
  known.set(file_id, url)
  forgetOldest()
  if (url.peek() !== null) return url
  const variant = thumb ? 'thumb' : 'original'
  client
    .fileUrl(room_id, file_id, variant, token)
    .then((address) => fetch(address))
    .then(async (answer) => {
      if (!answer.ok) throw new Error(`the picture was answered with ${answer.status}`)
      url.value = URL.createObjectURL(await answer.blob())
    })
    // the next place that shows it tries again; until then it is blurred
    .catch(() => known.delete(file_id))
  return url
}

function forgetOldest(): void {
  const [oldest] = known
  if (known.size <= MOST || !oldest) return
  const [id, url] = oldest
  known.delete(id)
  if (url.peek() !== null && localUrl(id) === null) URL.revokeObjectURL(url.peek() ?? '')
}
