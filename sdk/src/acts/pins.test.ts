import { afterEach, expect, test } from 'bun:test'
import { group, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'
import { openPins, setPinned } from './pins.ts'

let the: SignedIn
afterEach(() => the.end())

const pinned = (seq: number, rev = seq) => message(seq, { rev, pinned_at: rev })

test('PIN-10 pins are read when they are opened, and follow events, also those that come meanwhile', async () => {
  the = await signedIn([group(1, 9, { pins: 2 })])
  const pins = openPins(the.client, 1)
  const seqs = () => pins.state.get().messages.map(({ seq }) => seq)
  const asked = await the.server.asked('pins.list')
  // they change while the page is read
  the.server.event({ t: 'message', room_id: 1, message: message(4, { rev: 11 }) })
  the.server.event({ t: 'message', room_id: 1, message: pinned(6, 12) })
  await until(() => the.client.rooms.state.get().rooms[0]?.last_rev === 12)
  asked.reply({ messages: [pinned(8), pinned(4)], more: false })
  await until(() => pins.state.get().loaded)
  expect(seqs()).toEqual([8, 6])

  the.server.event({ t: 'message', room_id: 1, message: message(8, { rev: 13 }) })
  the.server.event({ t: 'message', room_id: 2, message: pinned(1, 14) })
  await until(() => seqs().length === 1)
  expect(seqs()).toEqual([6])
  pins.close()
})

test('PIN-1 a pin is sent, and shows with its answer', async () => {
  the = await signedIn([group(1, 9)])
  const pins = openPins(the.client, 1)
  ;(await the.server.asked('pins.list')).reply({ messages: [], more: false })
  await until(() => pins.state.get().loaded)
  const done = setPinned(the.client, 1, 3, true)
  const asked = await the.server.asked('message.pin')
  expect(asked.frame).toMatchObject({ room_id: 1, seq: 3, pinned: true })
  asked.reply({ message: pinned(3, 10) })
  await done
  expect(pins.state.get().messages.map(({ seq }) => seq)).toEqual([3])
  expect(the.client.rooms.state.get().rooms[0]?.pins).toBe(1)
  pins.close()
})
