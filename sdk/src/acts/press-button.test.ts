import { afterEach, expect, test } from 'bun:test'
import { dialog, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import type { SentMessage } from '../types.ts'
import { pressButton } from './press-button.ts'

let the: SignedIn
afterEach(() => the.end())

test('PAGE-23 a reply by a button is reported as sent; a press that calls the page is not', async () => {
  the = await signedIn([dialog(5, 3)])
  const told: SentMessage[] = []
  the.client.onSent((sent) => told.push(sent))
  const calling = pressButton(the.client, 5, 3, 'pay')
  ;(await the.server.asked('button.press')).reply({ message: message(3, { rev: 4 }) })
  expect(await calling).toBeNull()
  expect(told).toEqual([])
  const replying = pressButton(the.client, 5, 3, 'yes')
  const sent = message(4, { rev: 5, sender_id: '1' })
  ;(await the.server.asked('button.press')).reply({ message: message(3, { rev: 6 }), sent })
  expect(await replying).toEqual(sent)
  expect(told).toEqual([{ room_id: 5, seq: 4 }])
})
