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
        room_id: news.roomId,
        user_id: news.userId,
        delivered_seq: news.deliveredSeq,
        read_seq: news.readSeq,
        ...(news.readUncounted > 0 && { uncounted: news.readUncounted }),
      }
    case 'typing':
      return { t: 'typing', room_id: news.roomId, user_id: news.userId, typing: news.typing }
    case 'members':
      return {
        t: 'members',
        room_id: news.roomId,
        member_count: news.memberCount,
        live: news.live,
        joined: news.joined,
        left: news.left,
      }
    case 'room-info': {
      const { title, description, isPublic, byRequest, picture, rights, frozen, archived } = news.info
      const shown = { title, description, is_public: isPublic, by_request: byRequest, picture, rights }
      const info = { ...shown, ...(frozen && { frozen }), archived }
      return { t: 'room_info', room_id: news.roomId, info }
    }
    case 'speaker':
      return { t: 'users', users: [news.user] }
  }
}
