import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore, MaskedText } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Which form of a text is stored, for any database. */
export function maskingContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`masked texts: ${name}`, () => {
    let opened: OpenedStore
    let chat: ChatStore
    let widgetId: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widgetId = await opened.makeWidget()
    })
    afterEach(() => opened.close())

    const TEXT = 'call 8 916 123-45-67'
    const masked = (where: MaskedText['where']): MaskedText => ({
      text: 'call •••',
      parts: { masked: 'contacts' },
      where,
    })
    const send = async (roomId: number, senderId: string, where: MaskedText['where'], clientId?: string) => {
      const message = { widgetId, roomId, senderId, clientId: clientId ?? crypto.randomUUID(), replyTo: null }
      const outcome = await chat.appendMessage({ ...message, text: TEXT, masked: masked(where) })
      return outcome.kind === 'refused' ? outcome.reason : outcome.message
    }
    const dialog = async (needAccess: boolean) =>
      (await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess })).roomId

    test('SAFE-14 a request is stored without contact details, later texts as they are written', async () => {
      const roomId = await dialog(true)
      const clientId = crypto.randomUUID()
      const stored = { text: 'call •••', masked: 'contacts' }
      expect(await send(roomId, 'ann', 'requests', clientId)).toMatchObject(stored)
      expect(await send(roomId, 'ann', 'requests', clientId)).toMatchObject(stored)
      expect((await chat.roomOf(widgetId, roomId, 'bob'))?.lastMessage).toMatchObject(stored)
      const answer = await send(roomId, 'bob', 'requests')
      expect(answer).toMatchObject({ text: TEXT })
      expect(answer).not.toHaveProperty('masked')
      expect(await send(roomId, 'ann', 'requests')).toMatchObject({ text: TEXT })
    })

    test('SAFE-14 in all dialogs: texts and edits of both, and no text of a public group', async () => {
      const roomId = await dialog(false)
      const stored = { text: 'call •••', masked: 'contacts' }
      expect(await send(roomId, 'ann', 'dialogs')).toMatchObject(stored)
      expect(await send(roomId, 'bob', 'dialogs')).toMatchObject({ seq: 2, ...stored })
      const edit = { widgetId, roomId, seq: 2, senderId: 'bob' }
      expect(await chat.editMessage({ ...edit, text: 'nothing' })).toMatchObject({ message: { text: 'nothing' } })
      const edited = await chat.editMessage({ ...edit, text: TEXT, masked: masked('dialogs') })
      expect(edited).toMatchObject({ kind: 'changed', message: stored })
      expect(await chat.editMessage({ ...edit, text: TEXT, masked: masked('dialogs') })).toMatchObject({
        kind: 'unchanged',
      })

      const room = await chat.makeRoom({
        widgetId,
        pipe: 'town',
        title: 'Town',
        isPublic: true,
        ownerId: 'ann',
        userIds: [],
      })
      expect(await send(room.roomId, 'ann', 'dialogs')).toMatchObject({ text: TEXT })
    })

    const group = async () => {
      const about = {
        widgetId,
        pipe: 'two of us',
        title: 'Two of us',
        isPublic: false,
        ownerId: 'ann',
        userIds: ['bob'],
      }
      return (await chat.makeRoom(about)).roomId
    }

    test('SAFE-14 a new closed group hides contact details until another member answers', async () => {
      const roomId = await group()
      const stored = { text: 'call •••', masked: 'contacts' }
      expect(await send(roomId, 'ann', 'requests')).toMatchObject({ seq: 1, ...stored })
      const edit = { widgetId, roomId, seq: 1, senderId: 'ann' }
      await chat.editMessage({ ...edit, text: 'nothing' })
      const edited = await chat.editMessage({ ...edit, text: TEXT, masked: masked('requests') })
      expect(edited).toMatchObject({ message: stored })
      await send(roomId, 'bob', 'requests')
      expect(await send(roomId, 'ann', 'requests')).toMatchObject({ text: TEXT })
    })

    test('SAFE-14 where all dialogs hide contact details, closed groups hide them, too', async () => {
      const roomId = await group()
      await send(roomId, 'bob', 'dialogs')
      expect(await send(roomId, 'ann', 'dialogs')).toMatchObject({ text: 'call •••', masked: 'contacts' })
    })
  })
}
