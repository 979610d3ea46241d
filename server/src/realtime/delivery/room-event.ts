import type { ServerEvent } from '@imbachat/protocol'
import type { BusEvent } from '../../chat/bus.ts'

/** What nodes tell one another for the connections of a room, besides its messages. */
export type RoomNews = Extract<BusEvent, { t: 'receipt' | 'typing' | 'members' | 'room-info' | 'speaker' }>

/** The event that connections get for it. */
export function roomEvent(news: RoomNews): ServerEvent {
  switch (news.t) {
    case 'receipt':
      return {
        t: 'receipt',
        room_id: news.room_id,
        user_id: news.user_id,
        delivered_seq: news.delivered_seq,
        read_seq: news.read_seq,
        ...(news.read_uncounted > 0 && { uncounted: news.read_uncounted }),
      }
    case 'typing':
      return { t: 'typing', room_id: news.room_id, user_id: news.user_id, typing: news.typing }
    case 'members':
      return {
        t: 'members',
        room_id: news.room_id,
        member_count: news.member_count,
        live: news.live,
        joined: news.joined,
        left: news.left,
      }
    case 'room-info': {
      const { title, description, is_public, by_request, picture, rights, frozen, archived } = news.info
      const shown = { title, description, is_public, by_request, picture, rights }
      const info = { ...shown, ...(frozen && { frozen }), archived }
      return { t: 'room_info', room_id: news.room_id, info }
    }
    case 'speaker':
      return { t: 'users', users: [news.user] }
  }
}
