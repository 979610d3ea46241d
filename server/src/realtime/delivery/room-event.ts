import type { ServerEvent } from '@imbachat/protocol'
import type { BusEvent } from '../../chat/bus.ts'

/** Events between nodes for the connections of a room, besides its messages. */
export type RoomNews = Extract<BusEvent, { t: 'receipt' | 'typing' | 'members' | 'room-info' | 'speaker' }>

/** The event that connections get for it. */
export function roomEvent(news: RoomNews): ServerEvent {
  switch (news.t) {
    case 'receipt': {
      const { widget_id: _, quiet: __, read_uncounted, ...receipt } = news
      return { ...receipt, ...(read_uncounted > 0 && { uncounted: read_uncounted }) }
    }
    case 'typing':
    case 'members': {
      const { widget_id: _, ...event } = news
      return event
    }
    case 'room-info': {
      const { frozen, ...info } = news.info
      return { t: 'room_info', room_id: news.room_id, info: { ...info, ...(frozen && { frozen }) } }
    }
    case 'speaker':
      return { t: 'users', users: [news.user] }
  }
}
