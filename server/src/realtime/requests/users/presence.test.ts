import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

let pairs = 0
async function pair() {
  const [annId, bobId] = [`ann${++pairs}`, `bob${pairs}`]
  chat.siteUsers.set(annId, { name: 'Ann' }).set(bobId, { name: 'Bob' })
  const ann = await chat.signIn(annId)
  const { room } = await ann.request('dialog.open', { user_id: bobId })
  return { annId, bobId, ann, room_id: room.room_id }
}

test('PRES-1 PRES-2 a peer is offline 10 s after the last connection closed, and has a last-seen time', async () => {
  const { ann, bobId, room_id } = await pair()
  const watch = () => ann.request('presence.watch', { room_ids: [room_id] })
  expect(await watch()).toEqual({ users: [{ user_id: bobId, online: false, last_seen: null }] })

  const [desk, phone] = [await chat.signIn(bobId), await chat.signIn(bobId)]
  expect(await ann.event('presence')).toMatchObject({ user_id: bobId, online: true, last_seen: null })
  desk.close()
  await desk.closed
  const closing = chat.clock.now()
  phone.close()
  await phone.closed
  await ann.settled()
  const left = chat.clock.now()
  chat.clock.elapse(5_000)
  await ann.settled()
  expect(ann.events.filter((event) => event.t === 'presence')).toEqual([])
  chat.clock.elapse(6_000)
  const gone = await ann.event('presence')
  expect(gone).toMatchObject({ user_id: bobId, online: false })
  expect(gone.last_seen).toBeGreaterThanOrEqual(closing)
  expect(gone.last_seen).toBeLessThanOrEqual(left)
  expect((await watch()).users).toEqual([{ user_id: bobId, online: false, last_seen: gone.last_seen }])
})

test('PRES-1 a reload within the grace is no absence', async () => {
  const { ann, bobId, room_id } = await pair()
  const before = await chat.signIn(bobId)
  await ann.request('presence.watch', { room_ids: [room_id] })
  before.close()
  await before.closed
  await chat.signIn(bobId)
  chat.clock.elapse(20_000)
  await ann.settled()
  expect(ann.events.filter((event) => event.t === 'presence')).toEqual([])
})

test('PRES-1 a user who stopped watching, or never did, receives no presence', async () => {
  const { ann, bobId, room_id } = await pair()
  await ann.request('presence.watch', { room_ids: [room_id] })
  await ann.request('presence.watch', { room_ids: [] })
  await chat.signIn(bobId)
  await ann.settled()
  expect(ann.events.filter((event) => event.t === 'presence')).toEqual([])
})

test('PRES-3 typing reaches the peer and is stored nowhere', async () => {
  const { ann, annId, bobId, room_id } = await pair()
  const bob = await chat.signIn(bobId)
  await ann.request('typing', { room_id, typing: true })
  expect(await bob.event('typing')).toEqual({ t: 'typing', room_id, user_id: annId, typing: true })
  expect((await ann.request('rooms.get', { room_id })).room.last_rev).toBe(0)
})

test('PRES-3 typing of a member who may not write in the room is not shown', async () => {
  const pipe = `group ${++pairs}`
  const [owner, reader] = [`owner${pairs}`, `reader${pairs}`]
  chat.siteUsers.set(owner, { name: 'Owner' }).set(reader, { name: 'Reader' })
  const [ann, bob] = [await chat.signIn(owner), await chat.signIn(reader)]
  const { room } = await ann.request('room.open', { pipe, user_ids: [reader] })
  const { room_id } = room
  const typed = async (member: typeof ann) => {
    await member.request('typing', { room_id, typing: true })
    // the room's events have one order
    await ann.request('typing', { room_id, typing: false })
    const shown: string[] = []
    for (;;) {
      const { user_id, typing } = await ann.event('typing')
      if (!typing) return shown
      shown.push(user_id)
    }
  }
  expect(await typed(bob)).toEqual([reader])
  await ann.request('room.edit', { room_id, rights: { send: 'managers' } })
  expect(await typed(bob)).toEqual([])
  expect(await typed(ann)).toEqual([owner])
})
