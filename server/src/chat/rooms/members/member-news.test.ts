import { expect, test } from 'bun:test'
import { ROOM_TYPE } from '@imbachat/protocol'
import type { BusEvent } from '../../bus.ts'
import { silentLog } from '../../log.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { roomClass } from '../room-class.ts'
import { createMemberNews } from './member-news.ts'

const card = (user_id: string) => ({
  user_id,
  name: user_id,
  avatar_url: null,
  profile_url: null,
  badge: null,
  placeholder: false,
})

test('ROOM-12 many users who join a live room at once are announced in one event', async () => {
  const clock = manualClock()
  const published: BusEvent[] = []
  const news = createMemberNews({
    store: { answeredIn: async () => new Map() },
    users: { cards: async (_widgetId, ids) => ids.map(card) },
    bus: { publish: (event) => published.push(event) },
    classOf: roomClass(100),
    clock,
    log: silentLog,
  })
  const size = (member_count: number) => ({ type: ROOM_TYPE.conference, member_count })
  const changed = (came: boolean, user_id: string, before: number, after: number) =>
    news.changed(1, 7, came, { changed: [user_id], before: size(before), after: size(after) })
  changed(true, 'bob', 1, 2)
  clock.elapse(99)
  changed(true, 'cat', 2, 3)
  changed(false, 'bob', 3, 2)
  expect(published).toEqual([])
  clock.elapse(1)
  await Bun.sleep(0)
  const joined = [card('cat')]
  const now = { member_count: 2, live: true, answered_by: null }
  expect(published).toEqual([{ t: 'members', widget_id: 1, room_id: 7, ...now, joined, left: ['bob'] }])
})
