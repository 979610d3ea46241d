import type { Attachment, Message } from '@imbachat/sdk'
import { computed, signal } from '@preact/signals'
import { isSeen } from '../files/files-text.ts'
import { leftOf } from '../message-acts/being-deleted.ts'
import type { RoomModel } from '../room/room-model.ts'

/** Pages of the history that one step looks through for the next picture. */
const MOST_PAGES = 20

export interface Pictured {
  file: Attachment
  message: Message
}

type Readable = Pick<RoomModel, 'messages' | 'room_id' | 'flags' | 'isCovered'>

/** The loaded messages without those that the reader deleted, or that are covered as a blocked user's. */
export const readableIn = ({ messages, room_id, flags, isCovered }: Readable): Message[] =>
  leftOf(messages.value, room_id, flags.value.get(room_id)).filter((message) => !isCovered(message))

/**
 * The pictures and videos of a conversation, the oldest first, and the one that is shown. A step past the first or last
 * that is loaded loads more of the history.
 */
export function createGallery(roomModel: Readable & Pick<RoomModel, 'state' | 'loadMore'>, opened: string) {
  const shown = signal(opened)
  const loading = signal(false)
  const failed = signal(false)
  let ended = false

  const all = computed<Pictured[]>(() =>
    readableIn(roomModel).flatMap((message) =>
      (message.deleted_at === null ? (message.attachments ?? []) : [])
        .filter(isSeen)
        .map((file) => ({ file, message })),
    ),
  )
  const index = computed(() => all.value.findIndex(({ file }) => file.file_id === shown.value))
  const beside = (by: 1 | -1) => all.value[index.value + by]
  const mayLoad = (by: 1 | -1) => (by < 0 ? roomModel.state.value.more : roomModel.state.value.newer)

  /** Loads pages until there is a picture in this direction. */
  async function search(by: 1 | -1): Promise<void> {
    loading.value = true
    let came = true
    for (let pages = 0; came && !ended && !beside(by) && mayLoad(by) && pages < MOST_PAGES; pages++)
      came = await roomModel.loadMore(by > 0)
    failed.value = !came
    loading.value = false
  }

  return {
    all,
    index,
    loading,
    /** a page of the history did not come */
    failed,
    /** Is there a picture in this direction, or may there be one? */
    leads: (by: 1 | -1) => beside(by) !== undefined || mayLoad(by),
    /** @param turned called before another picture is shown */
    async step(by: 1 | -1, turned: () => void): Promise<void> {
      const from = shown.peek()
      if (!beside(by) && !loading.peek()) await search(by)
      const next = beside(by)
      // the reader may have gone another way meanwhile
      if (!next || shown.peek() !== from) return
      turned()
      shown.value = next.file.file_id
    },
    end(): void {
      ended = true
    },
  }
}
