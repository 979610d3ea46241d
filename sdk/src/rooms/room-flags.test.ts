import { afterEach, expect, test } from 'bun:test'
import type { OwnItem } from '@imbachat/protocol'
import { roomActs } from '../acts/room-acts.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { dialog, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'

let the: SignedIn
afterEach(() => the.end())

const list = () => the.client.rooms.state.get()
const ids = () => list().rooms.map((room) => room.room_id)
const archived = () => list().archived.map((room) => room.room_id)
const tell = (...items: OwnItem[]) => the.server.event({ t: 'own', items })

test('LIST-1 pinned rooms come first, the last pinned on top', async () => {
  the = await signedIn([dialog(1, 3), dialog(2, 2), dialog(3, 1)])
  expect(ids()).toEqual([1, 2, 3])
  tell({ kind: 'pin', rev: 1, room_id: 3, order: 10 }, { kind: 'pin', rev: 2, room_id: 2, order: 20 })
  await until(() => ids().join() === '2,3,1')
  tell({ kind: 'pin', rev: 3, room_id: 2, order: null })
  await until(() => ids().join() === '3,1,2')
})

test('LIST-1 a room that another device pinned is loaded if the list does not have it', async () => {
  the = await signedIn([dialog(1, 3)])
  tell({ kind: 'pin', rev: 1, room_id: 9, order: 10 })
  ;(await the.server.asked('rooms.get')).reply({ room: dialog(9, 1) })
  await until(() => ids().join() === '9,1')
})

test('LIST-2 an archived room is listed apart and not counted, and comes back with the next message', async () => {
  the = await signedIn([dialog(1, 3, { read: 1 }), dialog(2, 2)])
  tell({ kind: 'archive', rev: 1, room_id: 1, seq: 3 })
  await until(() => archived().join() === '1')
  expect(list()).toMatchObject({ unreadRooms: 0, archivedRooms: 1 })
  the.server.event({ t: 'message', room_id: 1, message: message(4) })
  await until(() => ids().join() === '1,2')
  expect(list()).toMatchObject({ unreadRooms: 1, archivedRooms: 0 })
})

test('LIST-2 a muted room stays in the archive', async () => {
  the = await signedIn([dialog(1, 3)])
  const ends = the.clock.now() + 60_000
  tell({ kind: 'mute', rev: 1, room_id: 1, until: ends }, { kind: 'archive', rev: 2, room_id: 1, seq: 3 })
  the.server.event({ t: 'message', room_id: 1, message: message(4) })
  await until(() => list().archived[0]?.last_seq === 4)
  expect(ids()).toEqual([])
})

test('ROOMS-5 a room that moderators archive moves to the archive at once, and comes back when they restore it', async () => {
  const club = { ...dialog(1, 3), type: 1 as const, peer: null, title: 'Club' }
  the = await signedIn([club, dialog(2, 2)])
  const { title, description, is_public, by_request, picture, rights } = club
  const info = { title, description, is_public, by_request, picture, rights }
  the.server.event({ t: 'room_info', room_id: 1, info: { ...info, frozen: true, archived: true } })
  await until(() => archived().join() === '1')
  expect(list().archived[0]?.write_block).toBe('frozen')
  the.server.event({ t: 'room_info', room_id: 1, info: { ...info, archived: false } })
  await until(() => ids().join() === '1,2')
  expect(list().rooms[0]?.write_block).toBeNull()
})

test('ROOM-13 of an archived room that ended for the reader only the server says that it was deleted', async () => {
  const club = { ...dialog(1, 3), type: 1 as const, peer: null, archived: true }
  const left = { ...dialog(1, 0), type: 1 as const, peer: null, state: 'left' as const }
  the = await signedIn([club])
  the.server.script['messages.list'] = ({ reply }) => reply({ messages: [], last_seq: 0, last_rev: 0 })
  const timeline = the.client.openRoom(1)
  const room = () => timeline.state.get().room
  the.server.event({ t: 'room', room: left })
  await until(() => room()?.state === 'left')
  expect(room()?.archived).toBeUndefined()
  the.server.event({ t: 'room', room: { ...left, archived: true } })
  await until(() => room()?.archived === true)
})

test('LIST-3 a marked room counts as unread', async () => {
  the = await signedIn([dialog(1, 3)])
  tell({ kind: 'unread', rev: 1, room_id: 1, marked: true })
  await until(() => list().unreadRooms === 1)
})

test('LIST-4 cleared messages leave list and timeline; later changes of them stay away', async () => {
  the = await signedIn([dialog(1, 3)])
  the.server.script['messages.list'] = ({ reply }) =>
    reply({ messages: [message(1), message(2), message(3)], last_seq: 3, last_rev: 3 })
  const timeline = the.client.openRoom(1)
  await until(() => timeline.state.get().messages.length === 3)
  tell({ kind: 'cleared', rev: 1, room_id: 1, up_to_seq: 3, hidden_seq: 0 })
  await until(() => timeline.state.get().messages.length === 0)
  expect(list().rooms[0]?.last_message).toBeNull()
  expect(timeline.state.get().more).toBe(false)
  the.server.event({ t: 'message', room_id: 1, message: message(3, { rev: 4, text: 'edited' }) })
  the.server.event({ t: 'message', room_id: 1, message: message(4, { rev: 5 }) })
  await until(() => timeline.state.get().messages.length === 1)
  expect(timeline.state.get().messages[0]?.seq).toBe(4)
})

test('LIST-5 a deleted dialog leaves the list until its next message, also if it was opened before', async () => {
  the = await signedIn([dialog(1, 3), dialog(2, 2)])
  tell({ kind: 'cleared', rev: 1, room_id: 1, up_to_seq: 3, hidden_seq: 3 })
  await until(() => ids().join() === '2')
  the.server.event({ t: 'message', room_id: 1, message: message(4) })
  await until(() => ids().join() === '1,2')
})

test('LIST-1 a pin shows at once, waits for the connection, and is put back if the server refuses it', async () => {
  the = await signedIn([dialog(1, 3), dialog(2, 2)])
  await the.lose()
  const pinning = roomActs(the.client).pin(2, true)
  expect(ids()).toEqual([2, 1])
  await the.comeBack()
  const asked = await the.server.asked('room.pin')
  expect(asked.frame).toMatchObject({ room_id: 2, pinned: true })
  asked.fail({ code: 'too_many_pins', message: 'at most 10' })
  expect(await refusalOf(pinning)).toMatchObject({ code: 'too_many_pins' })
  expect(ids()).toEqual([1, 2])
})

test('LIST-6 a page of a part joins the list', async () => {
  the = await signedIn([dialog(1, 3)])
  const parts: unknown[] = []
  the.server.script['rooms.list'] = ({ frame, reply }) => {
    parts.push(frame.filter)
    reply({ rooms: [dialog(7, 1)], next: 'more', unread_rooms: 0, requests: 2, archived: 5 })
  }
  expect(await the.client.rooms.list('archive')).toBe('more')
  expect(parts).toEqual(['archive'])
  expect(list()).toMatchObject({ requests: 2, archivedRooms: 5 })
  expect(ids()).toContain(7)
})
