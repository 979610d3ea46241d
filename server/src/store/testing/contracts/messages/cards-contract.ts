import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Card, CardButton } from '@imbachat/protocol/messages/cards'
import type { ChatStore, PressOutcome } from '../../../../chat/ports.ts'
import { type InADialog, inADialog } from '../../in-a-dialog.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

const YES: CardButton = { id: 'yes', label: 'Yes', type: 'reply' }
const PAY: CardButton = { id: 'pay', label: 'Pay', type: 'event' }

/** Cards, their buttons and what the site says, for any database. */
export function cardsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`cards on ${name}`, () => {
    let stage: InADialog
    let chat: ChatStore
    let widget_id: number
    let room_id: number
    beforeEach(async () => {
      stage = await inADialog(open, 'shop', 'ann')
      ;({ chat, widget_id, room_id } = stage)
    })
    afterEach(() => stage.close())

    const send = (card: Card) => stage.send('shop', 'Your order', { card })
    const press = (seq: number, button: CardButton, user_id = 'ann', client_id: string = crypto.randomUUID()) => {
      const reply = { widget_id, room_id, sender_id: user_id, client_id, text: button.label, reply_to: seq }
      const isReply = button.type === 'reply'
      return chat.pressButton({ widget_id, room_id, seq, user_id, button, client_id, reply: isReply ? reply : null })
    }
    const at = async (seq: number) => (await chat.messagesAt(widget_id, [{ room_id, seq }]))[0]
    const reasonOf = (outcome: PressOutcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.kind)

    test('CARD-5 of two presses at once one is stored, with its reply and its mark in one commit', async () => {
      const seq = await send({ buttons: [YES], after_press: 'lock' })
      const outcomes = await Promise.all([press(seq, YES), press(seq, YES), press(seq, YES)])
      expect(outcomes.map(reasonOf).sort()).toEqual(['button_used', 'button_used', 'pressed'])
      const won = outcomes.find((outcome) => outcome.kind === 'pressed')
      expect(won).toMatchObject({
        changed: true,
        appended: { kind: 'appended', message: { seq: 2, rev: 2, text: 'Yes', reply_to: seq, sender_id: 'ann' } },
        message: { seq, rev: 3, edited_at: null, card: { pressed: { button_id: 'yes', user_id: 'ann' } } },
      })
      expect(await at(3)).toBeNull()
    })

    test('MSG-5 a stored message is found by its client id, room and sender, and by nothing less', async () => {
      const sent = { widget_id, room_id, sender_id: 'shop', client_id: crypto.randomUUID() }
      const stored = await chat.appendMessage({ ...sent, text: 'Your order', reply_to: null })
      expect(await chat.messageSent(widget_id, sent)).toEqual(stored.kind === 'appended' ? stored.message : null)
      expect(await chat.messageSent(widget_id + 1, sent)).toBeNull()
      const others = { room_id: room_id + 1, sender_id: 'ann', client_id: crypto.randomUUID() }
      for (const [field, value] of Object.entries(others)) {
        expect([field, await chat.messageSent(widget_id, { ...sent, [field]: value })]).toEqual([field, null])
      }
    })

    test('CARD-6 the same press again is one press, whatever its button does', async () => {
      const client_id = crypto.randomUUID()
      for (const button of [YES, PAY]) {
        for (const after_press of [undefined, 'lock', 'hide'] as const) {
          const seq = await send({ buttons: [button], ...(after_press && { after_press }) })
          const one = crypto.randomUUID()
          expect(await press(seq, button, 'ann', one)).toMatchObject({ kind: 'pressed', changed: !!after_press })
          const again = await press(seq, button, 'ann', one)
          expect(again).toMatchObject({ kind: 'pressed', changed: false })
          if (again.kind === 'pressed' && button.type === 'reply') expect(again.appended?.kind).toBe('repeated')
        }
      }
      // another user's press may have the same id
      const seq = await send({ buttons: [PAY], after_press: 'lock' })
      await chat.openDialog({ widget_id, user_id: 'shop', peer_id: 'eve', needAccess: false })
      expect(await press(seq, PAY, 'ann', client_id)).toMatchObject({ kind: 'pressed' })
      expect(reasonOf(await press(seq, PAY, 'eve', client_id))).toBe('room_not_found')
    })

    test('CARD-7 only members press, only what is there, and nobody their own', async () => {
      const seq = await send({ buttons: [YES, PAY] })
      expect(reasonOf(await press(seq, YES, 'shop'))).toBe('own_button')
      for (const button of [YES, PAY]) expect(reasonOf(await press(seq, button, 'eve'))).toBe('room_not_found')
      expect(reasonOf(await press(seq, { ...YES, label: 'No' }))).toBe('button_not_found')
      expect(reasonOf(await press(99, YES))).toBe('message_not_found')
      await chat.putBlock({ widget_id, user_id: 'shop', peer_id: 'ann', blocked: true })
      for (const button of [YES, PAY]) expect(reasonOf(await press(seq, button))).toBe('blocked')
      await chat.deleteMessage({ widget_id, room_id, seq, sender_id: null })
      expect(reasonOf(await press(seq, YES))).toBe('message_not_found')
    })

    test('CARD-8 the site replaces buttons without an edit mark, and they can be pressed anew', async () => {
      const seq = await send({ title: 'Order 17', buttons: [PAY], after_press: 'lock' })
      await press(seq, PAY)
      const edit = (card: Parameters<ChatStore['editForSite']>[0]['card'], text?: string) =>
        chat.editForSite({
          widget_id,
          room_id,
          seq,
          card,
          keepsVersion: true,
          ...(text !== undefined && { edit: { text, parts: {}, link: null } }),
        })
      const replaced = await edit({ buttons: [{ ...PAY, label: 'Pay again' }] })
      expect(replaced).toMatchObject({ kind: 'changed', message: { edited_at: null } })
      expect(replaced.kind === 'changed' && replaced.message.card).toEqual({
        title: 'Order 17',
        buttons: [{ ...PAY, label: 'Pay again' }],
        after_press: 'lock',
      })
      expect(await edit({ buttons: [{ ...PAY, label: 'Pay again' }] })).toMatchObject({ kind: 'unchanged' })
      const paid = await edit({ buttons: [] }, 'Paid')
      expect(paid).toMatchObject({ kind: 'changed', message: { text: 'Paid', edited_at: expect.any(Number) } })
      expect(paid.kind === 'changed' && paid.message.card).toEqual({ title: 'Order 17' })
      expect((await chat.versionsOf(widget_id, room_id, seq)).map(({ text }) => text)).toEqual(['Your order'])
      expect(await edit(null)).toMatchObject({ kind: 'changed', message: { text: 'Paid' } })
      expect(await at(seq)).not.toHaveProperty('card')
      expect(await chat.editForSite({ widget_id, room_id: 99, seq, card: null, keepsVersion: false })).toMatchObject({
        reason: 'room_not_found',
      })
    })

    test('CARD-4 an edit by its author keeps the card', async () => {
      const seq = await send({ title: 'Order 17', buttons: [YES] })
      const edit = { widget_id, room_id, seq, sender_id: 'shop', text: 'Your new order' }
      expect(await chat.editMessage(edit)).toMatchObject({
        kind: 'changed',
        message: { text: 'Your new order', card: { title: 'Order 17', buttons: [YES] } },
      })
    })

    test('CARD-11 erasing a user puts an alias in the place of their press', async () => {
      const seq = await send({ buttons: [PAY], after_press: 'lock' })
      await press(seq, PAY)
      const erase = {
        widget_id,
        room_id,
        user_id: 'ann',
        alias: 'guest/gone',
        part: 'presses' as const,
        seqs: [seq, 99],
      }
      const { messages } = await chat.eraseFromRoom(erase)
      expect(messages).toMatchObject([{ seq, rev: 3, card: { buttons: [PAY], pressed: { user_id: 'guest/gone' } } }])
      expect((await chat.eraseFromRoom(erase)).messages).toEqual([])
    })

    test('NOTICE-1 a notice of the site is stored once and never counts as unread', async () => {
      const notice = { widget_id, room_id, client_id: crypto.randomUUID(), text: 'Paid', texts: { ru: 'Оплачено' } }
      const posted = await chat.postNotice(notice)
      expect(posted).toMatchObject({
        kind: 'appended',
        message: { seq: 1, rev: 1, sender_id: '', text: '', uncounted: 1, system: { kind: 'site', text: 'Paid' } },
      })
      expect(await chat.postNotice(notice)).toEqual({ ...posted, kind: 'repeated' } as never)
      expect(await chat.postNotice({ ...notice, room_id: 99 })).toEqual({ kind: 'room_not_found' })
      const row = await chat.roomOf(widget_id, room_id, 'ann')
      expect([row?.room.last_seq, row?.room.uncounted]).toEqual([1, 1])
    })

    test('NOTICE-2 a request may still be written below a notice of the site', async () => {
      const asked = await chat.openDialog({ widget_id, user_id: 'cat', peer_id: 'dan', needAccess: true })
      await chat.postNotice({ widget_id, room_id: asked.room_id, client_id: crypto.randomUUID(), text: 'Say hello' })
      const say = () =>
        chat.appendMessage({
          widget_id,
          room_id: asked.room_id,
          sender_id: 'cat',
          client_id: crypto.randomUUID(),
          text: 'Hello',
          reply_to: null,
        })
      expect(await say()).toMatchObject({ kind: 'appended', message: { seq: 2 } })
      expect(await say()).toMatchObject({ reason: 'request_pending' })
    })
  })
}
