import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Entity, Message } from '@imbachat/protocol'
import type { BotReceives } from '@imbachat/protocol/users/user'
import type { ChatStore } from '../../../chat/ports.ts'
import { placeholderUser } from '../../../chat/users/user-card.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do for users that are programs. */
export function botsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`bots on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
      await chat.keepEvents({ widget_id, keep: true })
    })
    afterEach(() => store.close())

    async function makeBot(user_id: string, bot: BotReceives): Promise<void> {
      await chat.putUsers({ widget_id, users: [placeholderUser(user_id)] })
      await store.control
        .updateTable('chat_user')
        .set({ bot })
        .where('widget_id', '=', widget_id)
        .where('id', '=', user_id)
        .execute()
    }
    const group = async (user_ids: string[], pipe = 'club') =>
      (await chat.makeRoom({ widget_id, pipe, title: 'Club', is_public: false, ownerId: 'ann', user_ids })).room_id
    const say = (room_id: number, sender_id: string, text: string, more = {}) =>
      chat.appendMessage({
        ...{ widget_id, room_id, sender_id, text },
        ...{ client_id: crypto.randomUUID(), reply_to: null, ...more },
      })
    const calling = (user_id: string): { parts: { entities: Entity[] } } => ({
      parts: { entities: [{ type: 'mention', offset: 0, length: 1, user_id }] },
    })
    const received = async (bot_id: string, after = 0) => {
      const { events } = await chat.eventsAfter(widget_id, { after, limit: 1_000, bot_id })
      return events.flatMap(({ type, data }) =>
        type === 'message.created' && 'message' in data ? [data.message.text] : [],
      )
    }

    test('BOT-5 a bot receives what calls it, or all, of the rooms that it is in', async () => {
      await makeBot('called', 'mentions')
      await makeBot('all', 'all')
      const room_id = await group(['bob', 'called', 'all'])
      const other = await group(['bob'], 'other')
      const { room_id: dialog } = await chat.openDialog({
        ...{ widget_id, user_id: 'ann', peer_id: 'called', needAccess: false },
      })
      const own = await say(room_id, 'called', 'mine')
      await say(room_id, 'ann', 'to nobody')
      await say(room_id, 'ann', 'a call', calling('called'))
      await say(room_id, 'bob', 'an answer', { reply_to: own.kind === 'appended' ? own.message.seq : null })
      await say(other, 'ann', 'elsewhere', calling('bob'))
      await say(dialog, 'ann', 'in private')
      expect(await received('called')).toEqual(['a call', 'an answer', 'in private'])
      expect(await received('all')).toEqual(['to nobody', 'a call', 'an answer'])
      const leaving = { widget_id, room_id, by: 'called', siteAdmin: false, user_ids: ['called'], quiet: true }
      await chat.changeMembers({ ...leaving, act: 'leave' })
      expect(await received('called')).toEqual(['in private'])
      expect(await received('bob')).toEqual([])
    })

    test('BOT-5 a bot receives what becomes of its rooms, and nothing of people, reports and held messages', async () => {
      await makeBot('all', 'all')
      const room_id = await group(['bob', 'all'])
      await say(room_id, 'ann', 'One')
      const change = { user_id: 'bob', emoji: '👍', on: true }
      await chat.changeReactions({ widget_id, room_id, seq: 1, changes: [change] })
      await chat.moveWatermarks([{ widget_id, room_id, user_id: 'bob', delivered_seq: 1, read_seq: 1 }])
      await chat.putUsers({ widget_id, users: [{ ...placeholderUser('bob'), name: 'Bob' }] })
      await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      const { events } = await chat.eventsAfter(widget_id, { after: 0, limit: 1_000, bot_id: 'all' })
      expect(events.map(({ type }) => type)).toEqual([
        'room.created',
        'message.created',
        'reaction.added',
        'message.deleted',
      ])
    })

    test('BOT-5 a page that has nothing for the bot is passed, so that it is not read again', async () => {
      await makeBot('all', 'all')
      const other = await group(['bob'])
      for (let n = 0; n < 5; n++) await say(other, 'ann', `${n}`)
      const span = await chat.eventSpan(widget_id)
      const page = await chat.eventsAfter(widget_id, { after: 0, limit: 100, bot_id: 'all' })
      expect(page).toEqual({ events: [], last_id: span?.last_id ?? 0 })
    })

    test('BOT-6 bots do not hear each other, and two that call each other end after ten messages', async () => {
      await makeBot('one', 'all')
      await makeBot('two', 'all')
      const room_id = await group(['one', 'two'])
      await say(room_id, 'one', 'not for bots')
      expect(await received('two')).toEqual([])
      let turns = 0
      for (const [speaker, other] of Array.from({ length: 40 }, (_, n) =>
        n % 2 === 0 ? (['one', 'two'] as const) : (['two', 'one'] as const),
      )) {
        const before = (await chat.eventSpan(widget_id))?.last_id ?? 0
        await say(room_id, speaker, 'your turn', calling(other))
        if ((await received(other, before)).length === 0) break
        turns += 1
      }
      expect(turns).toBeLessThan(10)
      expect(turns).toBeGreaterThan(5)
      const before = (await chat.eventSpan(widget_id))?.last_id ?? 0
      await say(room_id, 'ann', 'go on')
      await say(room_id, 'one', 'your turn', calling('two'))
      expect(await received('two', before)).toEqual(['go on', 'your turn'])
    })

    const handOver = (room_id: number, to: 'people' | 'bots', by = '', bySite = true) =>
      chat.handOver({ widget_id, room_id, to, by, bySite, siteAdmin: false })

    test('BOT-7 where people answer no message of a bot is accepted, nor one of another generation', async () => {
      await makeBot('one', 'all')
      const room_id = await group(['bob', 'one'])
      const refused = { kind: 'refused', reason: 'handed_over' }
      const first = await say(room_id, 'one', 'first', { generation: 1 })
      expect(first.kind).toBe('appended')
      expect(await say(room_id, 'one', 'of another generation', { generation: 2 })).toEqual(refused as never)
      const people = await handOver(room_id, 'people', 'ann')
      expect(people).toMatchObject({
        handover: { owner: 'people', generation: 2 },
        notices: [{ seq: 2, sender_id: 'ann', system: { kind: 'handed_over', to: 'people' } }],
      })
      expect(await handOver(room_id, 'people')).toMatchObject({ changed: false, notices: [] })
      for (const more of [{}, { generation: 1 }, { generation: 2 }]) {
        expect(await say(room_id, 'one', 'late', more)).toEqual(refused as never)
      }
      const edit = { widget_id, room_id, seq: 1, text: 'changed' }
      expect(await chat.editMessage({ ...edit, sender_id: 'one' })).toEqual(refused as never)
      expect((await say(room_id, 'bob', 'a person')).kind).toBe('appended')
      expect(await handOver(room_id, 'bots')).toMatchObject({ handover: { owner: 'bots', generation: 3 } })
      expect(await say(room_id, 'one', 'to the question of before', { generation: 1 })).toEqual(refused as never)
      expect((await say(room_id, 'one', 'again', { generation: 3 })).kind).toBe('appended')
    })

    test('BOT-8 managers hand over and give back, a bot gives its room away and never takes it', async () => {
      await makeBot('one', 'all')
      const room_id = await group(['bob', 'one'])
      const other = await group(['bob'], 'other')
      const forbidden = { kind: 'refused', reason: 'forbidden' } as never
      expect(await handOver(room_id, 'people', 'bob', false)).toEqual(forbidden)
      expect(await handOver(other, 'people', 'one', false)).toEqual({ kind: 'refused', reason: 'room_not_found' })
      expect(await handOver(room_id, 'people', 'one', false)).toMatchObject({ changed: true })
      expect(await handOver(room_id, 'bots', 'one', false)).toEqual(forbidden)
      expect(await handOver(room_id, 'bots', 'ann', false)).toMatchObject({ changed: true })
      const { events } = await chat.eventsAfter(widget_id, { after: 0, limit: 100, types: ['room.handed_over'] })
      expect(events.map(({ data }) => data)).toEqual([
        { room_id, owner: 'people', generation: 2, user_id: 'one' },
        { room_id, owner: 'bots', generation: 3, user_id: 'ann' },
      ])
    })

    test('BOT-7 of 1,000 hand-overs that race answers, none has a message of a bot behind it', async () => {
      await makeBot('one', 'all')
      await makeBot('two', 'all')
      let handed = 0
      let answered = 0
      /** 125 hand-overs of one room, and who wrote after which of them. */
      async function race(_: unknown, number: number): Promise<void> {
        const room_id = await group(['bob', 'one', 'two'], `race ${number}`)
        let generation = 1
        for (let n = 0; n < 125; n++) {
          const answers = ['one', 'two', 'one'].map((bot, turn) =>
            say(room_id, bot, `${n}`, turn === 0 ? { generation } : {}),
          )
          const handing = handOver(room_id, n % 2 === 0 ? 'people' : 'bots', 'ann')
          const late = ['two', 'bob'].map((user_id) => say(room_id, user_id, `${n}`))
          const outcome = await handing
          await Promise.all([...answers, ...late])
          if (outcome.kind === 'done') ({ generation } = outcome.handover)
        }
        let owner = 'bots'
        const all: Message[] = []
        for (let before: number | null = null; before !== 1; before = all[0]?.seq ?? 1) {
          all.unshift(...(await chat.messagesBefore(widget_id, room_id, before, 500)))
        }
        for (const { sender_id, system } of all) {
          if (system?.kind === 'handed_over') {
            owner = system.to
            handed += 1
          } else if (sender_id === 'one' || sender_id === 'two') {
            answered += 1
            expect(owner).toBe('bots')
          }
        }
      }
      await Promise.all(Array.from({ length: 8 }, race))
      expect(handed).toBe(1_000)
      expect(answered).toBeGreaterThan(500)
    }, 60_000)
  })
}
