import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore } from '../../../../chat/ports.ts'
import { type InADialog, inADialog } from '../../in-a-dialog.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Previews of links, for any database. */
export function previewsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`previews on ${name}`, () => {
    let stage: InADialog
    let chat: ChatStore
    let widget_id: number
    let room_id: number
    beforeEach(async () => {
      stage = await inADialog(open, 'ann', 'bob')
      ;({ chat, widget_id, room_id } = stage)
    })
    afterEach(() => stage.close())

    const url = 'https://example.com/'
    const send = () => stage.send('ann', `see ${url}`)
    let files = 0
    async function picture(content = 'preview abc') {
      const blob_id = `blob${++files}`
      await chat.reserveBlob({ widget_id, blob_id, size: 10, mostBytes: 0 })
      const facts = {
        kind: 'image' as const,
        width: 80,
        height: 60,
        variants: { original: { type: 'image/webp', size: 10 } },
      }
      return { blob_id, file_id: `file${files}`, content, facts }
    }
    const put = async (
      seq: number,
      shown: Awaited<ReturnType<typeof picture>> | null,
      edited_at: number | null = null,
    ) => {
      const about = shown && { picture: { file_id: shown.file_id, width: 80, height: 60 } }
      const preview = { url, title: 'Example', ...about }
      return chat.putPreview({ widget_id, room_id, seq, edited_at, preview, picture: shown })
    }
    const file = (file_id: string) => chat.file(widget_id, file_id)

    test('PREVIEW-1 a preview is one change of the message, and the room opens its picture', async () => {
      const seq = await send()
      const shown = await picture()
      const outcome = await put(seq, shown)
      expect(outcome).toMatchObject({ kind: 'changed', message: { seq, rev: 2, edited_at: null, preview: { url } } })
      expect(await put(seq, null)).toMatchObject({ kind: 'unchanged' })
      expect(await chat.filesOf(widget_id, room_id, [shown.file_id])).toMatchObject([{ file_id: shown.file_id }])
      expect(await file(shown.file_id)).toMatchObject({ blob_id: shown.blob_id, room_id })
      // the same picture of another message is stored once
      const twin = await picture()
      const other = await send()
      expect(await put(other, twin)).toMatchObject({ kind: 'changed' })
      expect(await file(twin.file_id)).toMatchObject({ blob_id: shown.blob_id })
    })

    test('PREVIEW-4 a message that says something else by now gets none, and an edit or deletion ends it', async () => {
      const seq = await send()
      const edit = { widget_id, room_id, seq, sender_id: 'ann' }
      const edited = await chat.editMessage({ ...edit, text: `now ${url}`, link: url })
      expect(await put(seq, null)).toEqual({ kind: 'gone' })
      const at = edited.kind === 'changed' ? edited.message.edited_at : null
      const shown = await picture()
      expect(await put(seq, shown, at)).toMatchObject({ kind: 'changed' })
      expect(await chat.editMessage({ ...edit, text: `later ${url}`, link: url })).toMatchObject({
        message: { preview: { url } },
      })
      const other = await chat.editMessage({ ...edit, text: 'none', link: null })
      expect(other).toMatchObject({ kind: 'changed' })
      expect(other).not.toHaveProperty('message.preview')
      expect(await file(shown.file_id)).toBeNull()

      const gone = await send()
      const last = await picture()
      await put(gone, last)
      await chat.deleteMessage({ widget_id, room_id, seq: gone, sender_id: 'ann' })
      expect(await file(last.file_id)).toBeNull()
      expect(await put(gone, null)).toEqual({ kind: 'gone' })
    })

    test('PREVIEW-3 its sender removes it, and the room loses the picture', async () => {
      const seq = await send()
      const shown = await picture()
      await put(seq, shown)
      const remove = (sender_id: string) => chat.removePreview({ widget_id, room_id, seq, sender_id })
      expect(await remove('bob')).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await remove('cat')).toEqual({ kind: 'refused', reason: 'room_not_found' })
      expect(await remove('ann')).toMatchObject({ kind: 'changed', message: { seq, rev: 3 } })
      expect(await remove('ann')).toMatchObject({ kind: 'unchanged' })
      expect(await file(shown.file_id)).toBeNull()
    })
  })
}
