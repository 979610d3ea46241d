import type { UserCard } from '@imbachat/protocol'
import { cardsById } from '../../chat/users/user-card.ts'
import { lastMessageAt } from '../monitor/seq-at.ts'
import type { ModeratedRoomsDeps, OfRoom } from './rooms-deps.ts'

const DAY_MS = 86_400_000

export interface RoomFigures {
  /** null: it has none */
  owner: UserCard | null
  reports: number
  open_reports: number
  messages_7_days: number
  messages_30_days: number
}

/** Numbers of one room. Messages of days are those between two places: nothing is counted. */
export async function figuresOfRoom(
  { readDb, chat, clock }: ModeratedRoomsDeps,
  room: OfRoom & { last_seq: number; uncounted: number },
): Promise<RoomFigures> {
  const { widget_id, room_id, last_seq, uncounted } = room
  const since = async (days: number) => {
    const before = await lastMessageAt(readDb, room, clock.now() - days * DAY_MS)
    return last_seq - before.seq - (uncounted - before.uncounted)
  }
  const [messages_7_days, messages_30_days, reports, managers] = await Promise.all([
    since(7),
    since(30),
    readDb
      .selectFrom('report')
      .select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('closed_at').as('closed')])
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', 'is not', null)
      .executeTakeFirstOrThrow(),
    chat.store.managersOf(widget_id, room_id, 1),
  ])
  const owner = managers.find(({ role }) => role === 'owner')?.user_id
  const cardOf = await cardsById(chat.users, widget_id, owner === undefined ? [] : [owner])
  return {
    owner: owner === undefined ? null : cardOf(owner),
    reports: Number(reports.all),
    open_reports: Number(reports.all) - Number(reports.closed),
    messages_7_days,
    messages_30_days,
  }
}
