import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore, MaskedText } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Which form of a text is stored, for any database. */
export function maskingContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`masked texts: ${name}`, () => {
    let opened: OpenedStore
    let chat: ChatStore
    let widget_id: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widget_id = await opened.makeWidget()
    })
    afterEach(() => opened.close())

    const TEXT = 'call 8 916 123-45-67'
    const masked = (where: MaskedText['where']): MaskedText => ({
      text: 'call •••',
      parts: { masked: 'contacts' },
      where,
    })
    const send = async (room_id: number, sender_id: string, where: MaskedText['where'], client_id?: string) => {
      const message = { widget_id, room_id, sender_id, client_id: client_id ?? crypto.randomUUID(), reply_to: null }
      const outcome = await chat.appendMessage({ ...message, text: TEXT, masked: masked(where) })
      return outcome.kind === 'refused' ? outcome.reason : outcome.message
    }
    const dialog = async (needAccess: boolean) =>
      (await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess })).room_id

    test('SAFE-14 a request is stored without contact details, later texts as they are written', async () => {
      const room_id = await dialog(true)
      const client_id = crypto.randomUUID()
      const stored = { text: 'call •••', masked: 'contacts' }
      expect(await send(room_id, 'ann', 'requests', client_id)).toMatchObject(stored)
      expect(await send(room_id, 'ann', 'requests', client_id)).toMatchObject(stored)
      expect((await chat.roomOf(widget_id, room_id, 'bob'))?.last_message).toMatchObject(stored)
      const answer = await send(room_id, 'bob', 'requests')
      expect(answer).toMatchObject({ text: TEXT })
      expect(answer).not.toHaveProperty('masked')
      expect(await send(room_id, 'ann', 'requests')).toMatchObject({ text: TEXT })
    })

    test('SAFE-14 in all dialogs: texts and edits of both, and no text of a public group', async () => {
      const room_id = await dialog(false)
      const stored = { text: 'call •••', masked: 'contacts' }
      expect(await send(room_id, 'ann', 'dialogs')).toMatchObject(stored)
      expect(await send(room_id, 'bob', 'dialogs')).toMatchObject({ seq: 2, ...stored })
      const edit = { widget_id, room_id, seq: 2, sender_id: 'bob' }
      expect(await chat.editMessage({ ...edit, text: 'nothing' })).toMatchObject({ message: { text: 'nothing' } })
      const edited = await chat.editMessage({ ...edit, text: TEXT, masked: masked('dialogs') })
      expect(edited).toMatchObject({ kind: 'changed', message: stored })
      expect(await chat.editMessage({ ...edit, text: TEXT, masked: masked('dialogs') })).toMatchObject({
        kind: 'unchanged',
      })

      const room = await chat.makeRoom({
        widget_id,
        pipe: 'town',
        title: 'Town',
        is_public: true,
        ownerId: 'ann',
        user_ids: [],
      })
      expect(await send(room.room_id, 'ann', 'dialogs')).toMatchObject({ text: TEXT })
    })

    const group = async () => {
      const about = {
        widget_id,
        pipe: 'two of us',
        title: 'Two of us',
        is_public: false,
        ownerId: 'ann',
        user_ids: ['bob'],
      }
      return (await chat.makeRoom(about)).room_id
    }

    test('SAFE-14 a new closed group hides contact details until another member answers', async () => {
      const room_id = await group()
      const stored = { text: 'call •••', masked: 'contacts' }
      expect(await send(room_id, 'ann', 'requests')).toMatchObject({ seq: 1, ...stored })
      const edit = { widget_id, room_id, seq: 1, sender_id: 'ann' }
      await chat.editMessage({ ...edit, text: 'nothing' })
      const edited = await chat.editMessage({ ...edit, text: TEXT, masked: masked('requests') })
      expect(edited).toMatchObject({ message: stored })
      await send(room_id, 'bob', 'requests')
      expect(await send(room_id, 'ann', 'requests')).toMatchObject({ text: TEXT })
    })

    test('SAFE-14 where all dialogs hide contact details, closed groups hide them, too', async () => {
      const room_id = await group()
      await send(room_id, 'bob', 'dialogs')
      expect(await send(room_id, 'ann', 'dialogs')).toMatchObject({ text: 'call •••', masked: 'contacts' })
    })
  })
}
