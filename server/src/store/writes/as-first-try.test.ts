import { expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import { declarationOf, type Operation } from './index.ts'

const message: Message = {
  seq: 1,
  rev: 2,
  client_id: crypto.randomUUID(),
  sender_id: 'ann',
  text: 'new',
  reply_to: null,
  created_at: 1,
  edited_at: 2,
  deleted_at: null,
}

test('LIFE-20 an edit or a deletion that ran again is published, since its first try was not published', () => {
  const own = { widget_id: 1, room_id: 1, seq: 1, sender_id: 'ann', at: 2 }
  const published = { kind: 'changed', message }
  expect(asFirstTry({ name: 'editMessage', input: { ...own, text: 'new' } } as Operation)).toEqual(published)
  expect(asFirstTry({ name: 'deleteMessage', input: own } as Operation)).toEqual(published)
})

function asFirstTry(operation: Operation): unknown {
  return declarationOf(operation).asFirstTry({ kind: 'unchanged', message }, operation.input)
}

test('LIFE-20 a pin or an own item that ran again is published, but no pin of a shadow-banned user', () => {
  const again = (name: Operation['name'], input: object) =>
    declarationOf({ name } as Operation).asFirstTry({ kind: 'done', changed: false }, input)
  expect(again('pinMessage', {})).toEqual({ kind: 'done', changed: true })
  expect(again('putDraft', {})).toEqual({ kind: 'done', changed: true })
  expect(again('pinMessage', { unseen: true })).toEqual({ kind: 'done', changed: false })
})

test('LIFE-20 a stored message or call inside an output that ran again is published', () => {
  const again = (name: Operation['name'], output: object) => declarationOf({ name } as Operation).asFirstTry(output, {})
  const repeated = { kind: 'repeated', message }
  const appended = { kind: 'appended', message, membersChanged: true, inGroup: true }
  expect(again('appendMessage', repeated)).toEqual(appended)
  expect(again('postNotice', repeated)).toEqual(appended)
  expect(again('decideHeld', { kind: 'published', appended: repeated, items: [] })).toEqual({
    kind: 'published',
    appended,
    items: [],
  })
  const pressed = { kind: 'pressed', message, changed: false }
  expect(again('pressButton', { ...pressed, appended: repeated })).toEqual({ ...pressed, changed: true, appended })
  expect(again('pressButton', { ...pressed, appended: null })).toEqual({ ...pressed, changed: true, appended: null })
  const held = { kind: 'held', message, items: [], repeated: true }
  expect(again('pressButton', { ...pressed, appended: held })).toEqual({ ...pressed, changed: true, appended: held })
  const refused = { kind: 'refused', reason: 'call_elsewhere', due: null }
  for (const name of ['startCall', 'enterCall'] as const) {
    const call = { call_id: 'c', changed: false }
    expect(again(name, { kind: 'started', call })).toEqual({ kind: 'started', call: { ...call, changed: true } })
    expect(again(name, refused)).toEqual(refused)
  }
  expect(again('importMessages', [{ kind: 'repeated', seq: 1 }])).toEqual([{ kind: 'repeated', seq: 1 }])
})
