import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

interface Bot {
  step(after: string, self: string, wait: number): Promise<string>
}

let site: ApiSite
let bot: Bot
/** what the model was asked, and what it answers next */
const asked: { model: string; messages: { role: string; content: string }[] }[] = []
let answers: (string | number)[] = []
const model = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    asked.push((await request.json()) as (typeof asked)[number])
    const next = answers.shift() ?? 500
    if (typeof next === 'number') return new Response('no', { status: next })
    return Response.json({ choices: [{ message: { role: 'assistant', content: next } }] })
  },
})

beforeAll(async () => {
  site = await startApiSite()
  const params = { user_id: 'helper' }
  await site.call('bots.put', { params, body: { name: 'Helper', receives: 'all' } })
  const { key } = (await site.call('bots.create_key', { params, body: {} })).body
  await site.group('desk', ['ann', 'helper'])
  const { createBot } = await import(join(import.meta.dir, '../../../../examples/bot/bot.mjs'))
  const chatUrl = 'https://chat.example'
  bot = createBot({
    ...{ chatUrl, botKey: key, modelUrl: `http://127.0.0.1:${model.port}/v1`, model: 'small' },
    fetch: (url: string, init: RequestInit) =>
      url.startsWith(chatUrl) ? site.dashboard.fetch(url.slice(chatUrl.length), init) : fetch(url, init),
  })
})
afterAll(async () => {
  await model.stop(true)
  await site.stop()
})

const params = { room: 'pipe:desk' }
let after = '0'
const receives = async (text: string) => {
  await site.call('messages.send', { params, body: { user_id: 'ann', text } })
  after = await bot.step(after, 'helper', 0)
}
const last = async () => (await site.call('messages.list', { params, query: { limit: '1' } })).body.messages[0]

test('the example of a bot answers with the history of its room, and hands over when asked or when it fails', async () => {
  answers = ['Hello Ann']
  await receives('Hi')
  expect(await last()).toMatchObject({ sender_id: 'helper', text: 'Hello Ann', reply_to: 1 })
  answers = ['It is on its way']
  await receives('Where is my order?')
  expect(asked.at(-1)).toMatchObject({
    model: 'small',
    messages: [
      { role: 'system' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello Ann' },
      { role: 'user', content: 'Where is my order?' },
    ],
  })
  answers = ['PERSON']
  await receives('A person, please')
  expect(await last()).toMatchObject({ sender_id: 'helper', system: { kind: 'handed_over', to: 'people' } })
  const calls = asked.length
  await receives('Hello?')
  expect([asked.length, (await last()).text]).toEqual([calls, 'Hello?'])
  await site.call('rooms.hand_over', { params, body: { to: 'bots' } })
  answers = [500]
  await receives('And now?')
  expect((await last()).system).toMatchObject({ kind: 'handed_over', to: 'people' })
})

test('the example of a bot says so when its key was cut where it was copied', async () => {
  const program = Bun.spawn([process.execPath, join(import.meta.dir, '../../../../examples/bot/bot.mjs')], {
    env: {
      CHAT_URL: 'https://chat.example',
      BOT_KEY: 'imba_key_9f2c…',
      MODEL_URL: 'https://models.example',
      MODEL: 'm',
    },
    stderr: 'pipe',
  })
  expect(await new Response(program.stderr).text()).toStartWith('BOT_KEY is not a whole key')
  expect(await program.exited).toBe(1)
})
