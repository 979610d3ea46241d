import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS, type HeldMessage } from '@imbachat/protocol'
import type { AppendMessage, ChatStore, Hold } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

const BY_WORDS: Hold = { reason: 'words', found: 'casino' }
const SHADOW: Hold = { reason: 'shadow', found: '' }

/** What the store holds of one user. */
export const HELD_OF_USER = { HELD_PER_USER: 3 }

/** Messages that others do not see, on any database. */
export function heldContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`held messages: ${name}`, () => {
    let opened: OpenedStore
    let chat: ChatStore
    let widget_id: number
    let room_id: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widget_id = await opened.makeWidget()
      room_id = await makeRoom('held')
    })
    afterEach(() => opened.close())

    async function makeRoom(pipe: string, rights: Partial<typeof DEFAULT_ROOM_RIGHTS> = {}) {
      const input = { widget_id, pipe, title: 'Held', is_public: true, ownerId: 'ann', user_ids: ['bob'] }
      return (await chat.makeRoom({ ...input, rights: { ...DEFAULT_ROOM_RIGHTS, ...rights } })).room_id
    }
    const send = (text: string, more: Partial<AppendMessage> = {}) =>
      chat.appendMessage({
        ...{ widget_id, room_id, sender_id: 'bob', client_id: crypto.randomUUID(), text, reply_to: null },
        ...more,
      })
    const placeOf = (client_id: string) => ({ widget_id, room_id, sender_id: 'bob', client_id })
    const publish = (client_id: string) =>
      chat.decideHeld({ ...placeOf(client_id), act: 'publish', siteAdmin: false, isCounted: false })
    const remove = (client_id: string, deletion_id?: string) =>
      chat.decideHeld({ ...placeOf(client_id), act: 'remove', ...(deletion_id && { deletion_id }) })
    const texts = async (room = room_id) =>
      (await chat.messagesBefore(widget_id, room, null, 50)).filter((one) => !one.system).map((one) => one.text)
    const heldOf = async (room = room_id) => {
      const [item] = await chat.ownItemsAt(widget_id, 'bob', [`held/${room}`])
      return item?.value ? (JSON.parse(item.value) as HeldMessage[]) : []
    }

    test('ASK-8 a client id counts as used once its message is stored or held, by its sender in its room alone', async () => {
      for (const hold of [undefined, BY_WORDS]) {
        const client_id = crypto.randomUUID()
        const sent = { room_id, sender_id: 'bob', client_id }
        expect(await chat.wasSent(widget_id, sent)).toBe(false)
        await send('hello', { client_id, ...(hold && { hold }) })
        expect(await chat.wasSent(widget_id, sent)).toBe(true)
        if (hold) await remove(client_id)
        expect(await chat.wasSent(widget_id, sent)).toBe(true)
        expect(await chat.wasSent(widget_id + 1, sent)).toBe(false)
        for (const other of [{ room_id: room_id + 1 }, { sender_id: 'ann' }, { client_id: crypto.randomUUID() }]) {
          expect(await chat.wasSent(widget_id, { ...sent, ...other })).toBe(false)
        }
      }
    })

    test('HOLD-1 a held message takes no seq and no rev, and only its sender has it', async () => {
      const before = await chat.roomOf(widget_id, room_id, 'ann')
      const outcome = await send('casino', { hold: BY_WORDS })
      expect(outcome).toMatchObject({ kind: 'held', message: { seq: 0, rev: 0, text: 'casino' } })
      const after = await chat.roomOf(widget_id, room_id, 'ann')
      expect(after?.room).toEqual(before?.room as NonNullable<typeof before>['room'])
      expect(await texts()).toEqual([])
      expect(await heldOf()).toMatchObject([{ text: 'casino', waiting: true }])
      expect(await opened.reports()).toMatchObject([
        { seq: null, user_id: 'bob', source: 'words', flagged: 'casino', held_client_id: expect.any(String) },
      ])
      const next = await send('hello')
      expect(next).toMatchObject({ kind: 'appended', message: { seq: (before?.room.last_seq ?? 0) + 1 } })
    })

    test('HOLD-2 the same client id again answers the held message, also once nothing would hold it', async () => {
      const client_id = crypto.randomUUID()
      const sent = await Promise.all([
        send('casino', { client_id, hold: BY_WORDS }),
        send('casino', { client_id, hold: BY_WORDS }),
      ])
      expect(sent.map(({ kind }) => kind)).toEqual(['held', 'held'])
      expect(await send('casino', { client_id })).toMatchObject({ kind: 'held', message: { text: 'casino' } })
      expect(await heldOf()).toHaveLength(1)
      expect(await opened.reports()).toHaveLength(1)
      await remove(client_id)
      expect(await send('casino', { client_id })).toMatchObject({ kind: 'held' })
      expect(await texts()).toEqual([])
    })

    test('HOLD-2 a client id that is published already is not held', async () => {
      const client_id = crypto.randomUUID()
      await send('hello', { client_id })
      expect(await send('hello', { client_id, hold: BY_WORDS })).toMatchObject({ kind: 'repeated' })
      expect(await heldOf()).toEqual([])
    })

    test('HOLD-4 publishing takes the next seq, ends the item, and the client id stays the same', async () => {
      const client_id = crypto.randomUUID()
      await send('casino', { client_id, hold: BY_WORDS })
      await send('hello')
      const outcome = await publish(client_id)
      expect(outcome).toMatchObject({
        kind: 'published',
        appended: { kind: 'appended', message: { client_id, text: 'casino' } },
        items: [{ value: null }],
      })
      expect(await texts()).toEqual(['hello', 'casino'])
      expect(await heldOf()).toEqual([])
      expect(await send('casino', { client_id })).toMatchObject({ kind: 'repeated' })
      expect(await publish(client_id)).toMatchObject({ kind: 'published', appended: { kind: 'repeated' } })
      expect(await remove(client_id)).toEqual({ kind: 'gone' })
      expect(await texts()).toEqual(['hello', 'casino'])
    })

    test('HOLD-4 publishing is refused for a banned sender and a sender who is no longer in the room', async () => {
      const client_id = crypto.randomUUID()
      await send('casino', { client_id, hold: BY_WORDS })
      const ban = { id: crypto.randomUUID(), kind: 'ban', until: null, reason: '', by: 'mod', report_id: null } as const
      await chat.putStanding({ widget_id, user_id: 'bob', change: { act: 'give', ...ban } })
      expect(await publish(client_id)).toEqual({ kind: 'refused', reason: 'banned' })
      await chat.putStanding({ widget_id, user_id: 'bob', change: { act: 'lift', kind: 'ban', by: 'mod' } })
      const removal = { widget_id, room_id, by: 'ann', siteAdmin: false, user_ids: ['bob'] }
      await chat.changeMembers({ ...removal, act: 'remove' })
      expect(await publish(client_id)).toEqual({ kind: 'refused', reason: 'room_not_found' })
      expect(await heldOf()).toHaveLength(1)
    })

    test('HOLD-4 publishing waits for no slow mode, and the sender waits after a held message', async () => {
      room_id = await makeRoom('slow', { slow_seconds: 3_600 })
      const client_id = crypto.randomUUID()
      expect(await send('casino', { client_id, hold: BY_WORDS })).toMatchObject({ kind: 'held' })
      expect(await send('hello')).toMatchObject({ kind: 'refused', reason: 'slow_mode' })
      expect(await publish(client_id)).toMatchObject({ kind: 'published' })
    })

    test('HOLD-5 a removed message keeps nothing but its client id, and its removal is taken back once', async () => {
      const client_id = crypto.randomUUID()
      await send('casino', { client_id, hold: BY_WORDS })
      const removed = await remove(client_id, 'decision')
      expect(removed).toMatchObject({ kind: 'removed', before: { text: 'casino' }, items: [{ value: null }] })
      expect(await publish(client_id)).toEqual({ kind: 'gone' })
      const content = { text: 'casino', parts: null, attachments: null }
      const restore = (deletion_id: string | null) =>
        chat.decideHeld({ ...placeOf(client_id), act: 'restore', ...content, deletion_id })
      for (const other of ['another', null]) expect(await restore(other)).toEqual({ kind: 'gone' })
      // a repeat of a write whose outcome was unknown
      for (const _ of [1, 2]) expect(await restore('decision')).toMatchObject({ kind: 'restored' })
      expect(await heldOf()).toMatchObject([{ text: 'casino' }])
      expect(await publish(client_id)).toMatchObject({ kind: 'published' })
    })

    test('QUEUE-10 a removal that its sender repeats is not taken back', async () => {
      const client_id = crypto.randomUUID()
      const content = { text: 'casino', parts: null, attachments: null, deletion_id: 'decision' }
      const restore = () => chat.decideHeld({ ...placeOf(client_id), act: 'restore', ...content })
      await send('casino', { client_id, hold: BY_WORDS })
      await remove(client_id, 'decision')
      await chat.decideHeld({ ...placeOf(client_id), act: 'remove', isWithdrawn: true })
      expect(await restore()).toEqual({ kind: 'gone' })
      // the decision, carried out again, does not make it its own
      await remove(client_id, 'decision')
      expect(await restore()).toEqual({ kind: 'gone' })
      expect(await heldOf()).toEqual([])
    })

    test('HOLD-6 above the limit a rule refuses, and of a shadow-banned user the oldest goes', async () => {
      const other = await makeRoom('other')
      await send('one', { room_id: other, hold: BY_WORDS })
      await send('two', { hold: BY_WORDS })
      const third = await Promise.all([send('three', { hold: BY_WORDS }), send('four', { hold: BY_WORDS })])
      expect(third.map(({ kind }) => kind).sort()).toEqual(['held', 'refused'])
      expect(await send('five', { hold: BY_WORDS })).toMatchObject({ kind: 'refused', reason: 'too_many_held' })
      expect(await send('six', { hold: SHADOW })).toMatchObject({ kind: 'held' })
      expect(await heldOf(other)).toEqual([])
      expect((await heldOf()).map(({ text, waiting }) => [text, waiting])).toMatchObject([
        ['two', true],
        [expect.any(String), true],
        ['six', false],
      ])
    })

    test('HOLD-6 the texts that wait stay below what one event may carry', async () => {
      const long = (letter: string) => letter.repeat(90_000)
      await send(long('a'), { hold: BY_WORDS })
      await send(long('b'), { hold: BY_WORDS })
      expect(await send(long('c'), { hold: BY_WORDS })).toMatchObject({ kind: 'refused', reason: 'too_many_held' })
      await send(long('d'), { hold: SHADOW })
      expect((await heldOf()).map(({ text }) => text[0])).toEqual(['b', 'd'])
    })

    test('HOLD-1 a held request stays one message, and asks nobody', async () => {
      const dialog = await chat.openDialog({ widget_id, user_id: 'bob', peer_id: 'cat', needAccess: true })
      room_id = dialog.room_id
      const client_id = crypto.randomUUID()
      expect(await send('casino', { client_id, hold: BY_WORDS })).toMatchObject({ kind: 'held' })
      expect(await send('hello')).toMatchObject({ kind: 'refused', reason: 'request_pending' })
      expect(await publish(client_id)).toMatchObject({ kind: 'published' })
      expect(await texts()).toEqual(['casino'])
    })

    test('SHADOW-4 a held copy has a place, and its author changes it for themselves alone', async () => {
      await send('one')
      const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
      await send('spam', { client_id: first, hold: SHADOW })
      await send('more', { client_id: second, hold: SHADOW, replyToHeld: 2.000001 })
      const [copy, reply] = await heldOf()
      const { last_seq, last_rev } = (await chat.roomOf(widget_id, room_id, 'ann'))?.room ?? {
        last_seq: 0,
        last_rev: 0,
      }
      expect(copy?.seq).toBe(Number(`${last_seq}.000001`))
      expect(reply).toMatchObject({ seq: Number(`${last_seq}.000002`), reply_to: 2.000001 })
      const seq = copy?.seq ?? 0
      const place = { widget_id, room_id, sender_id: 'bob', seq }
      const edit = { act: 'edit', siteAdmin: false, since: 0, keepsVersion: true } as const
      expect(await chat.changeHeld({ ...place, ...edit, text: 'spam!' })).toMatchObject({ kind: 'changed' })
      await chat.changeHeld({ ...place, act: 'react', emoji: '👍', on: true })
      await chat.changeHeld({ ...place, act: 'react', emoji: '🎉', on: true })
      await chat.changeHeld({ ...place, act: 'react', emoji: '👍', on: false })
      const pin = { ...place, act: 'pin', on: true } as const
      expect(await chat.changeHeld({ ...pin, siteAdmin: false })).toEqual({ kind: 'refused', reason: 'forbidden' })
      await chat.changeHeld({ ...pin, siteAdmin: true })
      expect((await heldOf())[0]).toMatchObject({
        ...{ text: 'spam!', edited_at: expect.any(Number), reacted: ['🎉'], pinned_at: expect.any(Number) },
        ...{ versions: [{ text: 'spam', at: copy?.created_at }], pin_notice: { seq: Number(`${last_seq}.000003`) } },
      })
      const late = { ...place, ...edit, text: 'late', since: Number.MAX_SAFE_INTEGER }
      expect(await chat.changeHeld(late)).toEqual({ kind: 'refused', reason: 'too_late' })
      const foreign = { ...place, ...edit, sender_id: 'ann', text: 'mine' }
      expect(await chat.changeHeld(foreign)).toEqual({ kind: 'refused', reason: 'message_not_found' })
      for (const _ of [1, 2]) {
        expect(await chat.changeHeld({ ...place, act: 'delete', since: 0 })).toMatchObject({ kind: 'changed' })
      }
      const [deleted] = await heldOf()
      expect(deleted).toMatchObject({ seq, text: '', deleted_at: expect.any(Number) })
      expect(deleted?.versions).toBeUndefined()
      expect(await chat.changeHeld({ ...place, ...edit, text: 'again' })).toMatchObject({ kind: 'refused' })
      expect(await publish(first)).toEqual({ kind: 'gone' })
      await chat.changeHeld({ ...place, act: 'hide' })
      expect((await heldOf()).map(({ text }) => text)).toEqual(['more'])
      expect(await texts()).toEqual(['one'])
      expect((await chat.roomOf(widget_id, room_id, 'ann'))?.room).toMatchObject({ last_seq, last_rev })
    })

    test('SHADOW-4 HOLD-4 publishing gives the stars and replies of its author the new number, and others the edited text', async () => {
      const client_id = crypto.randomUUID()
      await send('spam', { client_id, hold: SHADOW })
      const seq = (await heldOf())[0]?.seq ?? 0
      await send('reply', { hold: SHADOW, replyToHeld: seq })
      const marked = { widget_id, user_id: 'bob', room_id, kind: 'star', seqs: [seq], on: true } as const
      expect(await chat.markMessages(marked)).toMatchObject({ kind: 'put' })
      const edit = { act: 'edit', siteAdmin: false, since: 0, keepsVersion: false, text: 'hello' } as const
      await chat.changeHeld({ widget_id, room_id, sender_id: 'bob', seq, ...edit })
      const outcome = await publish(client_id)
      if (outcome.kind !== 'published') throw new Error(outcome.kind)
      const { message } = outcome.appended
      expect(message.text).toBe('hello')
      expect((await chat.starred(widget_id, 'bob')).map((star) => star.seq)).toEqual([message.seq])
      expect(outcome.items.map(({ key }) => key)).toEqual([`star/${room_id}`, `held/${room_id}`])
      expect(await heldOf()).toMatchObject([{ text: 'reply', reply_to: message.seq }])
    })

    test('SHADOW-1 a shadow ban is kept beside the standing, and nothing of it is in the own state', async () => {
      const change = { id: crypto.randomUUID(), kind: 'shadow', until: null, reason: 'Spam', by: 'mod' } as const
      const given = await chat.putStanding({
        widget_id,
        user_id: 'bob',
        change: { act: 'give', report_id: null, ...change },
      })
      expect(given.changed).toBe(false)
      expect((await chat.users(widget_id, ['bob']))[0]?.standing).toMatchObject({ shadow: { reason: 'Spam' } })
      expect(await chat.ownItems(widget_id, 'bob', 0, 10)).toEqual([])
      const mute = { ...change, id: crypto.randomUUID(), kind: 'mute', report_id: null } as const
      await chat.putStanding({ widget_id, user_id: 'bob', change: { act: 'give', ...mute } })
      const [item] = await chat.ownItems(widget_id, 'bob', 0, 10)
      expect(JSON.parse(item?.value ?? '')).toEqual({ mute: { until: null, reason: 'Spam' }, ban: null, warning: null })
      for (const kind of ['mute', 'shadow'] as const) {
        await chat.putStanding({ widget_id, user_id: 'bob', change: { act: 'lift', kind, by: 'mod' } })
      }
      expect((await chat.users(widget_id, ['bob']))[0]?.standing).toBeUndefined()
    })
  })
}
