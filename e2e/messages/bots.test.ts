import { expect } from 'bun:test'
import { join } from 'node:path'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { phrasesIn } from '../stage/phrases-in.ts'
import type { Visitor } from '../stage/visitor.ts'
import { botOf } from './bot-of.ts'

declare const window: { imbaApi: { openDialog(userId: string): Promise<unknown> } }

const SHOTS = process.env.SHOTS
const shot = async ({ page }: Visitor, name: string) => SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png` })

const button = (visitor: Visitor, name: string) => visitor.chat.getByRole('button', { name, exact: true })
/** The line above the messages that shows who answers. */
const says = (visitor: Visitor, text: string) => visitor.chat.getByRole('status').getByText(text).waitFor()

interface Sent {
  message: { id: number; seq: number; room_id: number }
}

scene('BOT-1 a bot is marked in the list, the header, the log, the list of members and the profile', async (stage) => {
  const ann = stage.person('Ann')
  const id = `helper-${ann.id}`
  const { site, bot } = await botOf(stage, id, 'Helper')
  await site('PUT', `/rooms/pipe:marks-${ann.id}`, { title: 'Orders', user_ids: [`${ann.id}`, id] })
  const { room } = await site<{ room: { room_id: number } }>('POST', '/dialogs', { user_ids: [`${ann.id}`, id] })
  await bot('POST', `/rooms/${room.room_id}/messages`, { text: 'In private' })
  await bot('POST', `/rooms/pipe:marks-${ann.id}/messages`, { text: 'In the group' })
  const visitor = await stage.openAs(ann)
  await visitor.openChat()
  const row = visitor.conversations.filter({ hasText: 'In private' })
  await row.getByText('bot', { exact: true }).waitFor()
  await shot(visitor, 'bot-list')
  await row.click()
  await visitor.message('In private').waitFor()
  const header = visitor.chat.locator('header').filter({ hasText: 'Helper' })
  await header.getByText('bot', { exact: true }).waitFor()
  await shot(visitor, 'bot-dialog')
  await header.getByRole('button', { name: 'Helper' }).click()
  await visitor.chat.getByRole('dialog').getByText('bot', { exact: true }).waitFor()
  await visitor.page.keyboard.press('Escape')
  await button(visitor, 'Back').click()

  await visitor.openConversation('Orders')
  await visitor.message('In the group').getByText('bot', { exact: true }).waitFor()
  await says(visitor, 'A bot answers here')
  // a member reads it, and has nothing to press
  expect(await button(visitor, 'Take over').count()).toBe(0)
  await shot(visitor, 'bot-group')
  await eventually(async () => expect(await faults(visitor)).toEqual([]))
  await visitor.chat.getByRole('button', { name: /Show members/ }).click()
  await visitor.chat.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Helper' }).getByText('bot').waitFor()
  expect(visitor.console).toEqual([])
})

scene('BOT-11 a manager takes over and gives back; members see it at once, and the bot is refused', async (stage) => {
  const [ann, bob] = [stage.person('Ann'), stage.person('Bob')]
  const id = `helper-${ann.id}`
  const { site, bot } = await botOf(stage, id, 'Helper')
  const path = `/rooms/pipe:desk-${ann.id}`
  await site('PUT', path, { title: 'Desk', user_ids: [`${ann.id}`, `${bob.id}`, id] })
  await site('PUT', `${path}/members/${ann.id}`, { role: 'admin' })
  const asked = await bot<Sent>('POST', `${path}/messages`, { text: 'How can I help?' })
  const [manager, member] = [await stage.openAs(ann), await stage.openAs(bob)]
  for (const visitor of [manager, member]) {
    await visitor.openChat()
    await visitor.openConversation('Desk')
    await says(visitor, 'A bot answers here')
  }
  await bot('POST', `${path}/typing`, {})
  await member.chat.getByText('Helper is typing').first().waitFor()
  await bot('POST', `${path}/typing`, { typing: false })
  await member.chat.getByText('Helper is typing').first().waitFor({ state: 'detached' })

  await shot(manager, 'bot-take-over')
  await eventually(async () => expect(await faults(manager)).toEqual([]))
  await button(manager, 'Take over').click()
  for (const visitor of [manager, member]) {
    await says(visitor, 'A person answers here')
    await visitor.log.getByText('A person will answer from here').waitFor()
  }
  await shot(manager, 'bot-taken-over')
  await shot(member, 'bot-taken-over-member')
  await eventually(async () => expect(await faults(member)).toEqual([]))
  const refused = await bot('POST', `${path}/messages`, { text: 'Too late' }).catch((error: Error) => error.message)
  expect(refused).toBe('handed_over')
  const edit = { text: 'Changed' }
  const edited = await bot('PATCH', `${path}/messages/${asked.message.seq}`, edit).catch((e: Error) => e.message)
  expect(edited).toBe('handed_over')
  await bot('POST', `${path}/typing`, {})
  await manager.write('I am Ann')
  await manager.seesTick('I am Ann', 'Sent', 'Delivered', 'Read')
  await member.sees('How can I help?', 'I am Ann')
  expect(await member.chat.getByText('Helper is typing').count()).toBe(0)

  await button(manager, 'Give back to the bot').click()
  for (const visitor of [manager, member]) await says(visitor, 'A bot answers here')
  await bot('POST', `${path}/messages`, { text: 'Here I am again' })
  await member.sees('How can I help?', 'I am Ann', 'Here I am again')
  for (const visitor of [manager, member]) expect(visitor.console).toEqual([])
})

scene('BOT-2 a person answers a bot by a button of its card, and the bot changes the card', async (stage) => {
  const ann = stage.person('Ann')
  const id = `helper-${ann.id}`
  const { site, bot } = await botOf(stage, id, 'Helper')
  const { room } = await site<{ room: { room_id: number } }>('POST', '/dialogs', { user_ids: [`${ann.id}`, id] })
  const path = `/rooms/${room.room_id}`
  const card = { title: 'Order 17', buttons: [{ label: 'Yes, please' }, { label: 'No' }], after_press: 'lock' }
  const { message } = await bot<Sent>('POST', `${path}/messages`, { text: 'Shall I send it again?', card })
  const visitor = await stage.openAs(ann)
  await visitor.page.evaluate((user) => window.imbaApi.openDialog(user), id)
  await visitor.message('Shall I send it again?').getByText('Order 17').waitFor()
  await button(visitor, 'Yes, please').click()
  await visitor.seesTick('Yes, please', 'Sent', 'Delivered', 'Read')
  await bot('PATCH', `${path}/messages/${message.seq}`, { card: { title: 'Order 17 is sent again', buttons: [] } })
  await visitor.message('Shall I send it again?').getByText('Order 17 is sent again').waitFor()
  await bot('POST', `${path}/messages`, { text: 'It comes on Monday' })
  await visitor.message('It comes on Monday').waitFor()
  expect(visitor.console).toEqual([])
})

scene('BOT-8 in a dialog whose bot handed over, the person lets it answer again', async (stage) => {
  const ann = stage.person('Ann')
  const id = `helper-${ann.id}`
  const { site, bot } = await botOf(stage, id, 'Helper')
  const { room } = await site<{ room: { room_id: number } }>('POST', '/dialogs', { user_ids: [`${ann.id}`, id] })
  const path = `/rooms/${room.room_id}`
  await bot('POST', `${path}/messages`, { text: 'I am a bot' })
  const visitor = await stage.openAs(ann, { query: 'language=ru', words: await phrasesIn('ru') })
  await visitor.page.evaluate((user) => window.imbaApi.openDialog(user), id)
  await visitor.message('I am a bot').waitFor()
  await bot('POST', `${path}/hand-over`, { to: 'people' })
  await says(visitor, 'Здесь отвечает человек')
  await shot(visitor, 'bot-dialog-people')
  await button(visitor, 'Вернуть боту').click()
  await visitor.log.getByText('Снова отвечает бот').waitFor()
  await bot('POST', `${path}/messages`, { text: 'I am back' })
  await visitor.message('I am back').waitFor()
})

scene('BOT-4 a bot that is deleted while a page is open leaves it without a fault', async (stage) => {
  const ann = stage.person('Ann')
  const id = `helper-${ann.id}`
  const { site, bot } = await botOf(stage, id, 'Helper')
  const path = `/rooms/pipe:gone-${ann.id}`
  await site('PUT', path, { title: 'Orders', user_ids: [`${ann.id}`, id] })
  await bot('POST', `${path}/messages`, { text: 'I answer' })
  const visitor = await stage.openAs(ann)
  await visitor.openChat()
  await visitor.openConversation('Orders')
  await says(visitor, 'A bot answers here')
  await visitor.message('I answer').waitFor()
  await site('POST', `/users/${id}/erase`, { confirm: id })
  await visitor.log.getByText('Deleted user').waitFor()
  await visitor.message('I answer').waitFor({ state: 'detached' })
  await visitor.chat.getByText('A bot answers here').waitFor({ state: 'detached' })
  await visitor.write('Is anybody here?')
  await visitor.seesTick('Is anybody here?', 'Sent', 'Delivered', 'Read')
  await eventually(async () => expect(await faults(visitor)).toEqual([]))
  expect(visitor.console).toEqual([])
})

scene(
  'BOT-8 the example of a bot answers at the page, hands over, and answers again when it is given back',
  async (stage) => {
    const ann = stage.person('Ann')
    const id = `helper-${ann.id}`
    const { key } = await botOf(stage, id, 'Helper')
    const answers = ['It comes on Monday', 'PERSON', 'Here I am again']
    const asked: string[] = []
    // speaks as any endpoint of a language model
    const model = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        const { messages } = (await request.json()) as { messages: { content: string }[] }
        asked.push(messages.at(-1)?.content ?? '')
        return Response.json({ choices: [{ message: { role: 'assistant', content: answers.shift() ?? 'PERSON' } }] })
      },
    })
    const program = Bun.spawn(['node', join(import.meta.dir, '../../examples/bot/bot.mjs')], {
      env: { PATH: process.env.PATH, CHAT_URL: stage.chatUrl, BOT_KEY: key, MODEL_URL: model.url.href, MODEL: 'small' },
      stdout: 'pipe',
      stderr: 'pipe',
    })
    try {
      const { value: line } = await program.stdout.getReader().read()
      expect(new TextDecoder().decode(line)).toContain(`${id} answers at ${stage.chatUrl}`)
      const visitor = await stage.openAs(ann)
      await visitor.page.evaluate((user) => window.imbaApi.openDialog(user), id)
      await visitor.write('Where is my order?')
      await visitor.sees('Where is my order?', 'It comes on Monday')
      await shot(visitor, 'bot-example')
      await visitor.write('A person, please')
      await says(visitor, 'A person answers here')
      await visitor.write('Is anybody there?')
      await visitor.seesTick('Is anybody there?', 'Sent', 'Delivered', 'Read')
      await button(visitor, 'Give back to the bot').click()
      await button(visitor, 'Give back to the bot').waitFor({ state: 'detached' })
      await visitor.write('And now?')
      await visitor.message('Here I am again').waitFor()
      expect(asked).toEqual(['Where is my order?', 'A person, please', 'And now?'])
      expect(visitor.console).toEqual([])
    } finally {
      program.kill()
      await program.exited
      await model.stop(true)
    }
    expect(await new Response(program.stderr).text()).toBe('')
  },
)
