import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'

/** A site that finds people; what it was asked is kept. */
function peopleSite() {
  const asked: string[] = []
  const people = [
    { user_id: 1, name: 'Anna', avatar_url: '//cdn.example/a.png', user_mail: 'anna@shop.example' },
    { user_id: 2, name: 'Tom &amp; Anna' },
    { user_id: 0, name: 'Nobody' },
  ]
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      asked.push(decodeURIComponent(new URL(request.url).pathname))
      return Response.json(people)
    },
  })
  const at = `http://127.0.0.1:${server.port}`
  return {
    asked,
    server,
    settings: { search_users_url: `${at}/search/{query}`, friends_url: `${at}/friends/{user_id}` },
  }
}

let chat: ChatServer
let site: ReturnType<typeof peopleSite>

beforeEach(async () => {
  chat = await startChat()
  site = peopleSite()
})
afterEach(async () => {
  await chat.stop()
  await site.server.stop(true)
})

const names = ({ users }: { users: { name: string }[] }) => users.map(({ name }) => name)

/** Ann has written with each of them. */
async function annWithDialogs(widget_id: number, peers: Record<string, string>) {
  for (const [id, name] of Object.entries(peers)) chat.siteUsers.set(id, { name })
  const ann = await chat.signIn('ann', { widget_id })
  for (const user_id of Object.keys(peers)) {
    const { room } = await ann.request('dialog.open', { user_id })
    await ann.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'hi' })
  }
  return ann
}

describe('SITE-2 people search', () => {
  test('people search returns users that the site finds, without e-mail, never the caller or a guest', async () => {
    const widget_id = await chat.makeWidget(site.settings)
    const ann = await chat.signIn('2', { widget_id })
    const { users } = await ann.request('people.search', { query: '  anna b ' })
    const card = { user_id: '1', name: 'Anna', avatar_url: 'http://cdn.example/a.png', profile_url: null, badge: null }
    expect(users).toEqual([{ ...card, placeholder: false }])
    expect(site.asked).toEqual(['/search/anna b'])
    expect(names(await ann.request('people.friends', {}))).toEqual(['Anna'])
    expect(site.asked.at(-1)).toBe('/friends/2')
    const tom = await chat.signIn('7', { widget_id })
    expect(names(await tom.request('people.search', { query: 'anna' }))).toEqual(['Anna', 'Tom & Anna'])
  })

  test('SITE-15 people search without a URL, or while the site is away, brings peers of own dialogs', async () => {
    const away = { search_users_url: 'http://127.0.0.1:1/{query}', friends_url: 'http://127.0.0.1:1/{user_id}' }
    for (const settings of [{}, away]) {
      const widget_id = await chat.makeWidget(settings)
      const ann = await annWithDialogs(widget_id, { bob: 'Боб Марли', cat: 'Cat' })
      expect(names(await ann.request('people.search', { query: 'боб' }))).toEqual(['Боб Марли'])
      expect(names(await ann.request('people.search', { query: 'zz' }))).toEqual([])
      expect(names(await ann.request('people.friends', {})).sort()).toEqual(['Cat', 'Боб Марли'])
      const bob = await chat.signIn('outsider', { widget_id })
      expect(names(await bob.request('people.search', { query: 'cat' }))).toEqual([])
    }
  })

  test('SITE-15 where the site decides who may begin a dialog, only its admins search', async () => {
    const widget_id = await chat.makeWidget({ ...site.settings, dialogs: 'permitted' })
    chat.siteUsers.set('boss', { name: 'Boss', chat_role: 'admin' })
    const ann = await chat.signIn('ann', { widget_id })
    expect(names(await ann.request('people.search', { query: 'anna' }))).toEqual([])
    expect(site.asked).toEqual([])
    const boss = await chat.signIn('boss', { widget_id })
    await boss.event('users')
    expect(names(await boss.request('people.search', { query: 'anna' }))).toEqual(['Anna', 'Tom & Anna'])
  })

  test('people search has a rate for each user, asks once for the same, and refuses odd lengths', async () => {
    const widget_id = await chat.makeWidget(site.settings)
    const ann = await chat.signIn('ann', { widget_id })
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => ann.request('people.search', { query: i % 2 ? 'anna' : 'Anna' })),
    )
    expect(site.asked).toHaveLength(1)
    expect(await ann.refusal('people.search', { query: 'anna' })).toMatchObject({ code: 'rate_limited' })
    const bob = await chat.signIn('bob', { widget_id })
    expect(await bob.refusal('people.search', { query: ' a ' })).toMatchObject({
      code: 'invalid_field',
      field: 'query',
    })
    expect(await bob.refusal('people.search', { query: 'a'.repeat(101) })).toMatchObject({ field: 'query' })
    expect(names(await bob.request('people.search', { query: '...' }))).toEqual([])
    expect(site.asked).toHaveLength(1)
  })

  test('people search stores nobody: what it leaves out, such as permissions, still binds', async () => {
    const widget_id = await chat.makeWidget(site.settings)
    const ann = await chat.signIn('ann', { widget_id })
    await ann.request('people.search', { query: 'anna' })
    expect(await chat.store.chat.users(widget_id, ['1', '2'])).toEqual([])
  })
})
