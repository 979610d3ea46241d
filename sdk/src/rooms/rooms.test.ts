import { afterEach, describe, expect, test } from 'bun:test'
import { type Asked, card, tokenOf } from '../testing/scripted-server.ts'
import { dialog, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'
import type { IncomingMessage, RoomSummary } from '../types.ts'

let the: SignedIn
afterEach(() => the.end())

const list = () => the.client.rooms.state.get()
const ids = () => list().rooms.map((room) => room.room_id)
const came = (room_id: number, seq: number, more = {}) =>
  the.server.event({ t: 'message', room_id, message: message(seq, { created_at: 1_800_000_000_000 + seq, ...more }) })

/** The requests for a list, which the test answers from now on. */
function holdLists(): Asked<'rooms.list'>[] {
  const held: Asked<'rooms.list'>[] = []
  the.server.script['rooms.list'] = (asked) => void held.push(asked)
  return held
}

describe('the list', () => {
  test('the list of rooms is in order of activity, counts unread rooms, and knows the peers', async () => {
    the = await signedIn([dialog(1, 5), dialog(2, 9, { read: 7 }), dialog(3, 3, { read: 0 })])
    expect(ids()).toEqual([2, 1, 3])
    expect(list().unreadRooms).toBe(2)
    expect(the.client.users.get().get('2')).toEqual(card('2'))
  })

  test('a message moves its room to the top, raises unread, and is announced once', async () => {
    the = await signedIn([dialog(2, 9), dialog(1, 5)])
    const incoming: IncomingMessage[] = []
    the.client.onIncoming((one) => incoming.push(one))
    came(1, 6)
    came(1, 6)
    await until(() => list().unreadRooms === 1)
    expect(ids()).toEqual([1, 2])
    expect(list().rooms[0]).toMatchObject({ last_seq: 6, unread: 1, last_message: { seq: 6 } })
    came(1, 6, { rev: 7, text: 'edited', edited_at: 1 })
    await until(() => list().rooms[0]?.last_message?.text === 'edited')
    expect(incoming.map(({ room, message }) => [room.room_id, message.seq])).toEqual([[1, 6]])
  })

  test('READ-1 own messages from another device are not announced, and are read if all before them were', async () => {
    the = await signedIn([dialog(1, 5), dialog(2, 5, { read: 3 })])
    const incoming: IncomingMessage[] = []
    the.client.onIncoming((one) => incoming.push(one))
    came(1, 6, { sender_id: '1' })
    came(2, 6, { sender_id: '1' })
    await until(() => list().rooms.every(({ last_seq }) => last_seq === 6))
    expect(list().rooms.map(({ room_id, unread }) => [room_id, unread])).toEqual([
      [2, 3],
      [1, 0],
    ])
    expect(incoming).toEqual([])
  })

  test('PAGE-12 a search adds rooms to the list that were not loaded, and recounts the unread ones', async () => {
    the = await signedIn([dialog(2, 9)])
    const searching = the.client.rooms.search('old')
    const asked = await the.server.asked('rooms.search')
    expect(asked.frame).toMatchObject({ query: 'old' })
    asked.reply({ rooms: [dialog(1, 5, { read: 3 })], next: '1', unread_rooms: 1, requests: 0, archived: 0 })
    expect(await searching).toBe('1')
    expect(ids()).toEqual([2, 1])
    expect(list().unreadRooms).toBe(1)
  })

  test('a message in an unknown room loads the room', async () => {
    the = await signedIn([dialog(1, 5)])
    const incoming: IncomingMessage[] = []
    the.client.onIncoming((one) => incoming.push(one))
    came(8, 1)
    const get = await the.server.asked('rooms.get')
    expect(get.frame.room_id).toBe(8)
    get.reply({ room: dialog(8, 1, { read: 0, active_at: 1_900_000_000_000 }) })
    await until(() => ids().length === 2)
    expect(ids()).toEqual([8, 1])
    expect(incoming).toHaveLength(1)
    expect(list().unreadRooms).toBe(1)
  })

  test('older pages are loaded on request, and their unread rooms are counted before', async () => {
    the = await signedIn()
    the.server.script['rooms.list'] = ({ frame, reply }) =>
      frame.cursor === 'second'
        ? reply({ rooms: [dialog(1, 1, { read: 0 })], next: null, unread_rooms: 1, requests: 0, archived: 0 })
        : reply({ rooms: [dialog(2, 2)], next: 'second', unread_rooms: 1, requests: 0, archived: 0 })
    the.client.setToken(tokenOf(2))
    await until(() => list().more)
    expect(list().unreadRooms).toBe(1)
    await the.client.rooms.loadMore()
    expect(ids()).toEqual([2, 1])
    expect(list()).toMatchObject({ more: false, unreadRooms: 1 })
  })

  test('a room of an older page that a message brought is not counted twice', async () => {
    the = await signedIn()
    the.server.script['rooms.list'] = ({ reply }) =>
      reply({ rooms: [dialog(2, 2)], next: 'second', unread_rooms: 1, requests: 0, archived: 0 })
    the.client.setToken(tokenOf(2))
    await until(() => list().more && list().unreadRooms === 1)
    the.server.event({ t: 'message', room_id: 1, message: message(2, { sender_id: '9' }) })
    ;(await the.server.asked('rooms.get')).reply({ room: { ...dialog(1, 2, { read: 1 }), watermarks: [] } })
    await until(() => ids().length === 2)
    expect(list().unreadRooms).toBe(1)
  })

  test('a room that is read while an older answer is on its way is not counted as unread', async () => {
    the = await signedIn([dialog(2, 9, { read: 7 })])
    const searching = the.client.rooms.search('old')
    const asked = await the.server.asked('rooms.search')
    the.server.event({ t: 'receipt', room_id: 2, user_id: '1', delivered_seq: 9, read_seq: 9 })
    await until(() => list().unreadRooms === 0)
    asked.reply({ rooms: [dialog(2, 9, { read: 7 })], next: null, unread_rooms: 1, requests: 0, archived: 0 })
    await searching
    came(2, 10, { sender_id: '1' })
    await until(() => list().rooms[0]?.last_seq === 10)
    expect(list().unreadRooms).toBe(0)
  })

  test('a request that is answered while an older list is on its way stays answered, and is not counted', async () => {
    const invited = dialog(1, 1, { state: 'invited' })
    the = await signedIn([invited])
    const asked = holdLists()
    for (const ask of [() => the.client.rooms.list('requests'), () => the.reconnect()]) {
      the.server.event({ t: 'room', room: invited })
      await until(() => list().requests === 1)
      const asking = ask()
      await until(() => asked.length === 1)
      the.server.event({ t: 'room', room: dialog(1, 1, { state: 'joined' }) })
      await until(() => list().requests === 0)
      asked.pop()?.reply({ rooms: [invited], next: null, unread_rooms: 0, requests: 1, archived: 0 })
      await asking
      came(1, Number(list().rooms[0]?.last_seq) + 1)
      await until(() => list().unreadRooms === 1)
      expect([list().rooms[0]?.state, list().requests]).toEqual(['joined', 0])
      the.server.event({ t: 'receipt', room_id: 1, user_id: '1', delivered_seq: 9, read_seq: 9 })
      await until(() => list().unreadRooms === 0)
    }
  })

  test('a room that leaves the archive while an older list is on its way is not counted as archived', async () => {
    the = await signedIn([dialog(1, 3)])
    const archive = (rev: number, seq: number | null) =>
      the.server.event({ t: 'own', items: [{ kind: 'archive', rev, room_id: 1, seq }] })
    archive(1, 3)
    await until(() => list().archivedRooms === 1)
    const [asked, listing] = [holdLists(), the.client.rooms.list('archive')]
    await until(() => asked.length === 1)
    archive(2, null)
    await until(() => list().archivedRooms === 0)
    asked.pop()?.reply({ rooms: [dialog(1, 3)], next: null, unread_rooms: 0, requests: 0, archived: 1 })
    await listing
    came(1, 4)
    await until(() => list().unreadRooms === 1)
    expect(list()).toMatchObject({ archivedRooms: 0, archived: [] })
  })

  test('an unread room that is archived while an older list is on its way is not counted as unread', async () => {
    the = await signedIn([dialog(1, 3, { read: 1 }), dialog(2, 2)])
    const [asked, listing] = [holdLists(), the.client.rooms.list('unread')]
    await until(() => asked.length === 1)
    the.server.event({ t: 'own', items: [{ kind: 'archive', rev: 1, room_id: 1, seq: 3 }] })
    await until(() => list().archivedRooms === 1)
    asked.pop()?.reply({ rooms: [dialog(1, 3, { read: 1 })], next: null, unread_rooms: 1, requests: 0, archived: 0 })
    await listing
    came(2, 3)
    await until(() => list().rooms[0]?.unread === 1)
    expect(list()).toMatchObject({ unreadRooms: 1, archivedRooms: 1 })
  })

  test('an opened dialog is listed even while it is empty; one that another user opened is not', async () => {
    the = await signedIn()
    const opening = the.client.openDialog('P11-A', 'permission')
    const open = await the.server.asked('dialog.open')
    expect(open.frame).toMatchObject({ user_id: 'P11-A', permission: 'permission' })
    open.reply({ room: dialog(4, 0) })
    expect((await opening).room_id).toBe(4)
    expect(ids()).toEqual([4])
    the.server.event({ t: 'room', room: dialog(5, 0) })
    came(5, 1)
    await until(() => ids().includes(5))
  })

  test("answering a request shows the room's new state", async () => {
    the = await signedIn([dialog(1, 1, { state: 'invited' })])
    const answering = the.client.answerDialog(1, true)
    const answer = await the.server.asked('dialog.answer')
    expect(answer.frame).toMatchObject({ room_id: 1, accept: true })
    answer.reply({ room: dialog(1, 1, { state: 'joined' }) })
    await answering
    expect(list().rooms[0]?.state).toBe('joined')
  })

  test('a name that changes on the site changes everywhere', async () => {
    the = await signedIn([dialog(1, 5)])
    const renamed = { ...card('2'), name: 'Артём' }
    the.server.event({ t: 'users', users: [renamed, { ...card('1'), name: 'Me' }] })
    await until(() => list().rooms[0]?.peer?.name === 'Артём')
    expect(the.client.users.get().get('2')).toEqual(renamed)
    expect(the.client.me.get()?.name).toBe('Me')
  })
})

describe('after a reconnect', () => {
  function pages(...contents: RoomSummary[][]) {
    the.server.script['rooms.list'] = ({ frame, reply }) => {
      const page = Number(frame.cursor ?? 0)
      const next = page + 1 < contents.length ? String(page + 1) : null
      reply({
        rooms: contents[page] ?? [],
        next,
        unread_rooms: contents.flat().filter((room) => room.unread > 0).length,
        requests: 0,
        archived: 0,
      })
    }
  }

  const rooms = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => dialog(from + i, 1_000 - from - i))

  test('one page is enough if nothing changed, together with one sync of the open room', async () => {
    the = await signedIn()
    pages(rooms(1, 50), rooms(51, 100))
    the.client.setToken(tokenOf(2))
    await until(() => list().more)
    await the.client.rooms.loadMore()
    const timeline = the.client.openRoom(1)
    ;(await the.server.asked('messages.list')).reply({ messages: [], last_seq: 0, last_rev: 0 })
    await until(() => timeline.state.get().loaded)
    const before = the.server.frames.length
    await the.reconnect()
    ;(await the.server.asked('messages.sync')).reply({ kind: 'changes', messages: [], rev: 0, more: false })
    the.client.watchPresence([1])
    await until(() => the.server.sent('presence.watch') === 1)
    expect(the.server.frames.slice(before).map(({ t }) => t)).toEqual([
      'auth',
      'rooms.list',
      'messages.sync',
      'presence.watch',
    ])
    expect(ids()).toHaveLength(100)
  })

  test('pages are loaded until nothing changed, and rooms that left the list are gone', async () => {
    the = await signedIn()
    pages(rooms(1, 50), rooms(51, 100), rooms(101, 150))
    the.client.setToken(tokenOf(2))
    await until(() => list().more)
    await the.client.rooms.loadMore()
    await the.client.rooms.loadMore()
    const pagesAsked = () => the.server.frames.filter(({ t, limit }) => t === 'rooms.list' && limit !== 1).length
    const asked = pagesAsked()
    the.server.script['rooms.get'] = ({ fail }) => fail({ code: 'room_not_found', message: 'no such room' })
    const news = dialog(200, 2_000, { read: 0 })
    pages([news, ...rooms(1, 48)], rooms(50, 99), rooms(100, 149))
    await the.reconnect()
    await until(() => list().unreadRooms === 1 && !ids().includes(49))
    expect(ids()[0]).toBe(200)
    expect(pagesAsked() - asked).toBeLessThanOrEqual(2)
  })

  test('ROOMS-5 a room that was archived while the client was offline is in the archive, and not left', async () => {
    the = await signedIn([dialog(1, 5), dialog(2, 4, { read: 1 })])
    await the.lose()
    pages([dialog(1, 5)])
    await the.comeBack()
    const get = await the.server.asked('rooms.get')
    expect(get.frame.room_id).toBe(2)
    expect(ids()).toEqual([1, 2])
    get.reply({ room: dialog(2, 4, { archived: true, write_block: 'frozen' }) })
    await until(() => list().archived.length === 1)
    expect(list().archived[0]).toMatchObject({ room_id: 2, state: 'joined', write_block: 'frozen' })
    expect(ids()).toEqual([1])
    expect(list().unreadRooms).toBe(0)
  })

  test('a room that was deleted while the client was offline leaves the list', async () => {
    the = await signedIn([dialog(1, 5), dialog(2, 4, { read: 1 })])
    const timeline = the.client.openRoom(2)
    ;(await the.server.asked('messages.list')).reply({ messages: [], last_seq: 0, last_rev: 0 })
    await the.lose()
    pages([dialog(1, 5)])
    the.server.script['rooms.get'] = ({ fail }) => fail({ code: 'room_not_found', message: 'no such room' })
    await the.comeBack()
    await until(() => ids().length === 1 && timeline.state.get().room?.state === 'left')
    expect(list()).toMatchObject({ archived: [], unreadRooms: 0 })
  })

  test('messages that arrived while offline are not announced', async () => {
    the = await signedIn([dialog(1, 5)])
    const incoming: IncomingMessage[] = []
    the.client.onIncoming((one) => incoming.push(one))
    await the.lose()
    pages([dialog(1, 8, { read: 5 })])
    await the.comeBack()
    await until(() => list().unreadRooms === 1)
    expect(incoming).toEqual([])
  })

  test('a list that could not be loaded is requested again', async () => {
    the = await signedIn([dialog(1, 5)])
    await the.lose()
    the.server.script['rooms.list'] = ({ fail }) => {
      fail({ code: 'server_busy', message: 'later', retry_after_ms: 2_000 })
      pages([dialog(2, 5)])
    }
    await the.comeBack()
    await until(() => the.server.sent('rooms.list') === 2)
    await until(() => {
      the.clock.elapse(500)
      return ids().includes(2)
    })
  })

  test('presence of the watched rooms is watched again', async () => {
    the = await signedIn([dialog(1, 5)])
    the.server.script['presence.watch'] = ({ reply }) =>
      reply({ users: [{ user_id: '2', online: true, last_seen: null }] })
    the.client.watchPresence([1, 1])
    await until(() => the.client.presence.get().get('2')?.online)
    the.client.watchPresence([1])
    expect(the.server.frames.filter(({ t }) => t === 'presence.watch')).toMatchObject([{ room_ids: [1] }])
    the.server.event({ t: 'presence', user_id: '2', online: false, last_seen: 99 })
    await until(() => the.client.presence.get().get('2')?.online === false)
    await the.reconnect()
    await until(() => the.client.presence.get().get('2')?.online)
  })
})

describe('receipts', () => {
  const told = () => the.server.frames.filter(({ t }) => t === 'receipts.update').map(({ rooms }) => rooms)

  test('received messages are reported as delivered, in batches, and as read only when marked', async () => {
    the = await signedIn([dialog(1, 5), dialog(2, 5)])
    for (let seq = 6; seq <= 9; seq++) came(1, seq)
    came(2, 6)
    await until(() => list().unreadRooms === 2)
    the.clock.elapse(249)
    expect(told()).toEqual([])
    the.clock.elapse(1)
    await until(() => told().length === 1)
    expect(told()[0]).toEqual([
      { room_id: 1, delivered_seq: 9, read_seq: 0 },
      { room_id: 2, delivered_seq: 6, read_seq: 0 },
    ])
  })

  test('messages that waited for this device are reported as delivered when the list loads', async () => {
    const watermarks = [{ user_id: '1', delivered_seq: 3, read_seq: 3 }]
    the = await signedIn([dialog(1, 5, { watermarks, unread: 2 })])
    the.clock.elapse(250)
    await until(() => told().length === 1)
    expect(told()[0]).toEqual([{ room_id: 1, delivered_seq: 5, read_seq: 0 }])
  })

  test('marking read lowers the badge at once and is sent once', async () => {
    the = await signedIn([dialog(1, 5, { read: 2 })])
    const timeline = the.client.openRoom(1)
    timeline.markRead(4)
    expect(list().rooms[0]?.unread).toBe(1)
    timeline.markRead(99)
    timeline.markRead(3)
    expect(list().unreadRooms).toBe(0)
    the.clock.elapse(250)
    await until(() => told().length === 1)
    expect(told()[0]).toEqual([{ room_id: 1, delivered_seq: 5, read_seq: 5 }])
    timeline.markRead(5)
    the.clock.elapse(1_000)
    the.client.watchPresence([1])
    await until(() => the.server.sent('presence.watch') === 1)
    expect(told()).toHaveLength(1)
  })

  test('messages read offline are reported after the reconnect', async () => {
    the = await signedIn([dialog(1, 5, { read: 2 })])
    await the.lose()
    the.client.openRoom(1).markRead(5)
    the.clock.elapse(250)
    await the.comeBack()
    await until(() => told().length === 1)
    expect(told()[0]).toEqual([{ room_id: 1, delivered_seq: 5, read_seq: 5 }])
  })

  test("a room that is no longer the user's does not block the other rooms’ receipts", async () => {
    the = await signedIn([dialog(1, 5), dialog(2, 5)])
    the.server.script['receipts.update'] = undefined as never
    came(1, 6)
    came(2, 6)
    await until(() => list().unreadRooms === 2)
    the.clock.elapse(250)
    const update = await the.server.asked('receipts.update')
    update.fail({ code: 'room_not_found', message: 'no such room', field: 'rooms.0.room_id' })
    await until(() => {
      the.clock.elapse(250)
      return the.server.sent('receipts.update') === 2
    })
    const again = await the.server.asked('receipts.update')
    expect(again.frame.rooms).toEqual([{ room_id: 2, delivered_seq: 6, read_seq: 0 }])
  })

  test('reading on another device lowers the badge here; the peer’s reading shows in the timeline', async () => {
    the = await signedIn([dialog(1, 5, { read: 2 })])
    const timeline = the.client.openRoom(1)
    the.server.event({ t: 'receipt', room_id: 1, user_id: '1', delivered_seq: 5, read_seq: 5 })
    the.server.event({ t: 'receipt', room_id: 1, user_id: '2', delivered_seq: 5, read_seq: 4 })
    await until(() => timeline.state.get().watermarks[0]?.read_seq === 4)
    expect(timeline.state.get().watermarks).toEqual([{ user_id: '2', delivered_seq: 5, read_seq: 4 }])
    expect(list().unreadRooms).toBe(0)
  })
})
