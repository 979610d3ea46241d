import { afterAll, beforeAll, expect, test } from 'bun:test'
import { NO_RULES, type RuleList, type WidgetRules } from '@imbachat/protocol/moderation/rules'
import { editForSite } from '../../../chat/cards/edit-for-site.ts'
import { sendForUser } from '../../../chat/messages/send-for-user.ts'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

const HOUR = 3_600_000

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

const patterns = (action: RuleList['action'], ...entries: string[]): RuleList => ({
  ...{ list_id: `p ${action}`, name: 'Patterns', kind: 'patterns', action, entries },
})

async function widgetWith(rules: Partial<WidgetRules>) {
  const widget_id = await chat.makeWidget({}, rules)
  const ann = await chat.signIn('ann', { widget_id })
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const send = (text: string, more: object = {}) =>
    ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text, ...more })
  const refusal = (text: string) => ann.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text })
  const flagged = async () =>
    (
      await chat.store.readDb
        .selectFrom('report')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .orderBy('created_at')
        .orderBy('seq')
        .execute()
    ).map(({ seq, source, flagged: found, user_id }) => ({ seq, source, found, user_id }))
  return { widget_id, ann, room_id, send, refusal, flagged }
}

const openWith = async (user: TestSocket, user_id: string) =>
  (await user.request('dialog.open', { user_id })).room.room_id

test('RULE-1 a list refuses, masks or flags; a flagged message is sent and waits in the queue with what was found', async () => {
  const lists = [wordList('refuse', 'casino'), wordList('mask', 'damn'), wordList('flag', 'prepay', 'by card')]
  const { send, refusal, flagged } = await widgetWith({ lists })
  expect((await refusal('Best CASINO')).code).toBe('words_refused')
  expect((await send('Damn it')).stored).toEqual({ text: '**** it', masked: 'words' })
  const { seq } = await send('Prepay, please, BY CARD or prepay')
  expect(await flagged()).toEqual([{ seq, source: 'words', found: 'Prepay, BY CARD, prepay', user_id: 'ann' }])
})

test('RULE-1 the queue changes when a flagged message, whose server died before it said so, is sent again', async () => {
  const { widget_id, send, room_id } = await widgetWith({ lists: [wordList('flag', 'prepay')] })
  const sent = { room_id, sender_id: 'ann', client_id: crypto.randomUUID(), text: 'Prepay', reply_to: null }
  const flagged = { source: 'words' as const, found: 'Prepay' }
  await chat.store.chat.appendMessage({ widget_id, ...sent, flagged })
  const changed: number[] = []
  const unsubscribe = chat.bus.subscribe((event) => event.t === 'queue' && changed.push(event.widget_id))
  expect(await send(sent.text, { client_id: sent.client_id })).toMatchObject({ seq: 1 })
  unsubscribe()
  expect(changed).toEqual([widget_id])
})

test('RULE-1 nothing of what is masked is shown in the queue', async () => {
  const lists = [wordList('mask', 'damn'), wordList('flag', 'damn', 'prepay')]
  const { send, flagged } = await widgetWith({ lists })
  await send('damn prepay')
  expect((await flagged()).map(({ found }) => found)).toEqual(['prepay'])
})

test('RULE-1 an edit takes the same way, and a message that waits already waits once', async () => {
  const { ann, room_id, send, flagged } = await widgetWith({ lists: [wordList('flag', 'prepay')] })
  const { seq } = await send('hello')
  await ann.request('message.edit', { room_id, seq, text: 'prepay' })
  await ann.request('message.edit', { room_id, seq, text: 'prepay now' })
  expect(await flagged()).toEqual([{ seq, source: 'words', found: 'prepay', user_id: 'ann' }])
})

test('RULE-3 patterns take the same actions', async () => {
  const lists = [patterns('refuse', '\\bIBAN\\s*[A-Z]{2}\\d{6,}'), patterns('mask', '\\d{4}-\\d{4}')]
  const { send, refusal } = await widgetWith({ lists: [...lists, patterns('flag', 'w[i1]n b[i1]g')] })
  expect((await refusal('to iban DE123456')).code).toBe('words_refused')
  expect((await send('card 1234-5678 ok')).stored?.text).toBe('card ********* ok')
  expect((await send('W1N B1G')).stored).toBeUndefined()
})

test('RULE-4 links are flagged or refused, except to domains that the widget allows', async () => {
  const links: WidgetRules['links'] = {
    action: 'flag',
    applies_to: 'everyone',
    allowed_domains: ['shop.example', 'пример.рф'],
  }
  const { send, flagged } = await widgetWith({ links })
  await send('see https://shop.example/a, www.help.shop.example and http://пример.рф/страница')
  expect(await flagged()).toEqual([])
  const { seq } = await send('see evilshop.com/x')
  const linked = { entities: [{ type: 'link', offset: 0, length: 4, url: 'https://shop.example.evil.test/' }] }
  await send('here', linked)
  expect(await flagged()).toMatchObject([{ seq, source: 'links', found: 'evilshop.com/x' }, { found: 'here' }])
})

test('RULE-5 a user is new by age and by messages; an older one is not', async () => {
  const newUsers = { ...NO_RULES.new_users, hours: 1, messages: 3, first_messages: 'flag' } as const
  const { send, flagged } = await widgetWith({ new_users: newUsers })
  await send('one')
  expect(await flagged()).toEqual([{ seq: 1, source: 'new_user', found: '', user_id: 'ann' }])
  chat.clock.elapse(HOUR + 1)
  await send('two')
  await send('three')
  await send('four')
  expect((await flagged()).map(({ seq }) => seq)).toEqual([1, 2, 3])
})

test('RULE-5 links are refused to new users only', async () => {
  const links: WidgetRules['links'] = { action: 'refuse', applies_to: 'new_users', allowed_domains: [] }
  const { widget_id, room_id, refusal } = await widgetWith({ links })
  expect((await refusal('https://evil.example')).code).toBe('words_refused')
  chat.clock.elapse(24 * HOUR + 1)
  const later = await chat.signIn('ann', { widget_id })
  await later.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'https://evil.example' })
})

test('RULE-6 a new user begins only so many dialogs a day; opening one again is free', async () => {
  const { widget_id, ann } = await widgetWith({ new_users: { ...NO_RULES.new_users, hours: 48, dialogs_per_day: 3 } })
  await openWith(ann, 'cat')
  await openWith(ann, 'dan')
  expect(await ann.refusal('dialog.open', { user_id: 'eve' })).toMatchObject({
    code: 'rate_limited',
    retry_after_ms: HOUR,
  })
  await openWith(ann, 'bob')
  chat.clock.elapse(24 * HOUR + 1)
  await openWith(await chat.signIn('ann', { widget_id }), 'eve')
})

test('RULE-7 the same words to several people within an hour are flagged, however they are dressed', async () => {
  const { ann, send, flagged } = await widgetWith({ same_text: { people: 3, action: 'flag' } })
  const say = async (user_id: string, words: string) => {
    const room_id = await openWith(ann, user_id)
    return ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: words })
  }
  await send('Earn money at home!')
  await send('Earn money at home!')
  await say('cat', 'earn MONEY at home')
  await say('cat', 'ok')
  await say('dan', 'ok')
  expect(await flagged()).toEqual([])
  await say('dan', 'Earn — money — at home')
  expect(await flagged()).toMatchObject([{ source: 'same_text', found: '' }])
  chat.clock.elapse(HOUR + 1)
  await say('eve', 'Earn money at home!')
  expect(await flagged()).toHaveLength(1)
})

test('RULE-8 lists mask and refuse what the site sends and edits in a user’s name', async () => {
  const { widget_id, room_id } = await widgetWith({
    lists: [wordList('mask', 'damn'), wordList('refuse', 'casino')],
  })
  const { deps } = chat.gateway
  const site = { kind: 'site', widget_id } as const
  const wish = { room_id, user_id: 'ann', text: 'Damn it', reply_to: null, idempotencyKey: undefined }
  const { message: sent } = await sendForUser(deps, site, wish)
  expect(sent).toMatchObject({ text: '**** it', masked: 'words' })
  const edited = await editForSite(deps, site, { room_id, seq: sent.seq, text: 'so damn late' })
  expect(edited).toMatchObject({ text: 'so **** late', masked: 'words' })
  const refused = editForSite(deps, site, { room_id, seq: sent.seq, text: 'casino' })
  expect(await refused.catch((error) => error.code)).toBe('words_refused')
})

test('RULE-8 lists bind all; users that the site calls admin are not asked about links and repetitions', async () => {
  const links: WidgetRules['links'] = { action: 'refuse', applies_to: 'everyone', allowed_domains: [] }
  const { widget_id } = await widgetWith({ links, lists: [wordList('refuse', 'casino')] })
  chat.siteUsers.set('boss', { name: 'Boss', chat_role: 'admin' })
  const boss = await chat.signIn('boss', { widget_id })
  await chat.siteAnswered()
  chat.clock.elapse(11_000)
  const room_id = await openWith(boss, 'ann')
  await boss.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'https://news.example' })
  const refused = await boss.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: 'casino' })
  expect(refused.code).toBe('words_refused')
})

const link = (url: string) => [{ type: 'link' as const, offset: 0, length: 4, url }]

test('SAFE-17 a list binds addresses of named links and the language of code', async () => {
  const lists = [wordList('refuse', 'casino'), wordList('mask', 'damn'), wordList('flag', 'prepay')]
  const { ann, room_id, send, flagged } = await widgetWith({ lists })
  const refusal = (text: string, entities: object[]) =>
    ann.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text, entities: entities as never })
  expect(await refusal('here', link('https://example.com/casino'))).toMatchObject({ code: 'words_refused' })
  const code = { type: 'pre', offset: 0, length: 1, language: 'casino' }
  expect(await refusal('a', [code])).toMatchObject({ code: 'words_refused' })
  expect(await refusal('a', [{ ...code, language: 'damn' }])).toMatchObject({ code: 'words_refused' })
  const masked = await send('here it is', { entities: link('https://example.com/damn') })
  expect(masked.stored).toEqual({ text: '**** it is', masked: 'words' })
  const { seq } = await send('here', { entities: link('https://example.com/prepay') })
  expect(await flagged()).toEqual([{ seq, source: 'words', found: 'here', user_id: 'ann' }])
  expect(await send('here', { entities: link('https://example.com/lamp') })).not.toHaveProperty('stored')
})

test('SAFE-17 SAFE-18 a list binds names of files; what it masks is stored as asterisks', async () => {
  const lists = [wordList('refuse', 'casino'), wordList('mask', 'damn')]
  const { ann, room_id, send } = await widgetWith({ lists })
  const file = { room_id, size: 3, type: 'text/plain' }
  expect(await ann.refusal('upload.create', { ...file, name: 'Casino.txt' })).toMatchObject({
    code: 'words_refused',
    field: 'name',
  })
  const { upload_id } = await ann.request('upload.create', { ...file, name: 'damn good.txt' })
  const row = await chat.store.readDb.selectFrom('upload').select('wish').where('id', '=', upload_id).executeTakeFirst()
  expect(JSON.parse(row?.wish ?? '')).toMatchObject({ name: '**** good.txt' })
  await send('hello')
})

test('SAFE-18 titles and descriptions have nothing that a list holds, and asterisks where one masks', async () => {
  const { ann } = await widgetWith({ lists: [wordList('hold', 'casino'), wordList('mask', 'damn')] })
  const group = { client_id: crypto.randomUUID(), title: 'Casino', user_ids: [] }
  expect(await ann.refusal('room.create', group)).toMatchObject({ code: 'words_refused', field: 'title' })
  const { room } = await ann.request('room.create', { ...group, title: 'Damn club', description: 'so damn good' })
  expect(room).toMatchObject({ title: '**** club', description: 'so **** good' })
  const { room_id } = room
  const edited = await ann.request('room.edit', { room_id, title: 'Damn', description: '' })
  expect(edited.room).toMatchObject({ title: '****' })
  const opened = await ann.request('room.open', { pipe: 'damn', title: 'Damn room' })
  expect(opened.room.title).toBe('**** room')
})
