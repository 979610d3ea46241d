import { expect, test } from 'bun:test'
import { readBusMessage } from '../bus/bus-event-schema.ts'
import type { BusEvent } from '../chat/bus.ts'
import { fromStored, toOldEvent, toStored } from './old-names.ts'

const rights = { send: 'all', media: 'all', add: 'all', pin: 'all', slow_seconds: 0 } as const
const info = { title: 'Boats', description: null, picture: null, rights, frozen: false, archived: false }
const room = { widget_id: 1, room_id: 2 }

test('UPGRADE-2 an event reaches nodes of version 0.1 in their spelling, and theirs is read', () => {
  const event: BusEvent = { t: 'room-info', ...room, info: { ...info, is_public: true, by_request: false } }
  const old = { t: 'room-info', widgetId: 1, roomId: 2, info: { ...info, isPublic: true, byRequest: false } }
  expect(toOldEvent(event)).toEqual(old)
  expect(readBusMessage(JSON.stringify({ from: 'a', n: 1, event: old }))).toEqual({ from: 'a', n: 1, event })
})

test('a text of users is the same in an event of any version', () => {
  const reactions = [{ emoji: 'wave_hand', count: 1, user_ids: ['an_n'] }]
  const texts = { 'pt-BR': 'barco_a' }
  const message = { seq: 1, client_id: 'x', reactions, system: { kind: 'site', user_ids: [], text: 'boat', texts } }
  expect(toOldEvent({ t: 'message', ...room, message } as never)).toEqual({
    t: 'message',
    widgetId: 1,
    roomId: 2,
    message,
  } as never)
})

test('UPGRADE-2 stored JSON of version 0.1 is read, and its nodes read what is stored now', () => {
  const kept = { upload_id: 'u', from: [{ room_id: 7, edited_at: null }] }
  expect(toStored(kept)).toBe('{"uploadId":"u","from":[{"roomId":7,"editedAt":null}]}')
  expect(fromStored<typeof kept>(toStored(kept))).toEqual(kept)
  expect(fromStored<typeof kept>(JSON.stringify(kept))).toEqual(kept)
})
