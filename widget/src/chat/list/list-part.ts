import type { RoomFilter } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel, ListPart } from '../frame/chat-model.ts'
import type { RoomRow } from './room-row.ts'

/** A part of the list, loaded from the server page by page. The rooms join the list, which events keep current. */
export function createListPart(chat: ChatModel, filter: Exclude<RoomFilter, 'all'>): ListPart {
  const loading = signal(false)
  /** undefined: nothing was asked for; null: there is no more */
  let next: string | null | undefined
  return {
    filter,
    has: HAS[filter](chat),
    loading,
    async more() {
      if (next === null || loading.peek()) return
      loading.value = true
      try {
        next = await chat.client.rooms.list(filter, next)
      } catch (error) {
        chat.listProblem.value = errorCodeOf(error)
      } finally {
        loading.value = false
      }
    },
  }
}

const HAS: Record<Exclude<RoomFilter, 'all'>, (chat: ChatModel) => ListPart['has']> = {
  unread: (chat) => {
    // the open one stays until the reader goes on
    const isOpen = ({ room_id }: RoomRow) => room_id === chat.selectedRoomId.value
    return (row, archived) => !archived && (row.unread > 0 || row.marked || isOpen(row))
  },
  requests: () => (row, archived) => !archived && row.request,
  archive: () => (_, archived) => archived,
}

/**
 * The part, without the conversations of the user's other names.
 * @param name id of the user or of one of their profiles
 * @param part null: everything outside the archive
 */
export function partOfName(chat: ChatModel, name: string, part: ListPart | null): ListPart {
  const isOfName = ({ room_id }: RoomRow) => chat.meIn(room_id)?.user_id === name
  return {
    filter: part?.filter ?? 'all',
    loading: part?.loading ?? signal(false),
    has: (row, archived) => isOfName(row) && (part ? part.has(row, archived) : !archived),
    async more() {
      if (part) return part.more()
      if (chat.list.peek().more) await chat.client.rooms.loadMore()
    },
  }
}
