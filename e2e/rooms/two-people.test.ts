import { expect } from 'bun:test'
import { TOLERANCE_SECONDS } from '../../server/src/chat/identity/token-rules.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene, sceneOfTime } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

/** The server lets a session live as much longer than its token. */
const ENDS_IN_3_S = 3 - TOLERANCE_SECONDS

scene('a message written in one window is read in the other, under the names of the site', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await left.write('Is the kayak still there?')
  await left.seesTick('kayak', 'Sent', 'Delivered')

  await right.seesUnread(1)
  await right.openChat()
  await right.openConversation('Anna')
  await right.sees('Is the kayak still there?')
  await left.seesTick('kayak', 'Read')
  await right.seesUnread(0)

  await right.write('Come and see it')
  await left.sees('Is the kayak still there?', 'Come and see it')
  await left.chat.getByRole('article', { name: /^Boris,/ }).waitFor()
  expect(left.console).toEqual([])
  expect(right.console).toEqual([])
})

scene('the button on the site’s page opens the dialog with the seller', async (stage) => {
  const left = await stage.openAs(stage.person('Dora'))
  await left.page.locator('[data-write-to="2"]').first().click()
  await left.composer.waitFor()
  await left.chat.getByRole('heading', { name: 'Борис Орлов' }).waitFor()
})

scene('a message is in all tabs and devices of both at once', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const tab = await stage.openAs(anna)
  const otherTab = await stage.openAs(anna, { beside: tab.context })
  const desktop = await stage.openAs(boris)
  const telephone = await stage.connectAs(boris)
  for (const one of [tab, otherTab]) await one.openDialogWith(boris)
  for (const one of [desktop, telephone]) await one.openDialogWith(anna)

  await tab.write('from a tab')
  await desktop.write('from the desktop')
  for (const one of [tab, otherTab, desktop, telephone]) {
    await eventually(async () => expect((await one.messages()).toSorted()).toEqual(['from a tab', 'from the desktop']))
  }
  await eventually(async () => {
    const orders = await Promise.all([tab, otherTab, desktop, telephone].map((one) => one.messages()))
    expect(new Set(orders.map((order) => order.join()))).toHaveProperty('size', 1)
  })
})

sceneOfTime('a reader sees that the other types, is here, and has gone', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await left.chat.getByText('online', { exact: true }).first().waitFor()
  await right.openDialogWith(anna)
  await right.composer.pressSequentially('I am thin')
  await left.chat.locator('.who-state').getByText('typing…').waitFor()
  await right.composer.fill('')
  await left.chat.locator('.who-state').getByText('online').waitFor()
  await right.page.close()
  await eventually(async () => {
    // ten seconds count from when the server learns that the page is gone
    stage.clock.elapse(10_000)
    expect(await left.chat.locator('.who-state').textContent()).toContain('last seen')
  })
})

scene('history is there after a reload, under its day', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await left.openDialogWith(boris)
  await left.write('one')
  await left.write('two')
  await left.seesTick('two', 'Sent', 'Delivered')
  await left.page.reload()
  await left.sees('one', 'two')
  await left.chat.getByText('Today', { exact: true }).waitFor()
})

scene('scrolling back brings the whole of a long history, in order', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const texts = Array.from({ length: 170 }, (_, n) => `line ${n + 1}`)
  await storeMessages(stage, anna, boris, texts)
  const right = await stage.openAs(boris)
  await right.openDialogWith(anna)
  // it opens at the first unread message, which is far from the newest one
  await right.chat.getByRole('button', { name: /new messages/ }).click()
  await right.message('line 170').waitFor()
  const seen = new Set<string>()
  await eventually(async () => {
    const shown = await right.messages()
    expect(shown).toEqual(texts.slice(texts.indexOf(shown[0] ?? ''), texts.indexOf(shown[0] ?? '') + shown.length))
    for (const text of shown) seen.add(text)
    if (!seen.has('line 1')) await right.chat.getByRole('log', { name: 'Messages' }).hover()
    await right.page.mouse.wheel(0, -4000)
    expect(seen.size).toBe(texts.length)
  })
})

scene('a message written offline is shown as waiting, and sent once when the network is back', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.connectAs(boris)
  await left.openDialogWith(boris)
  await right.openDialogWith(anna)
  await setOffline(left.context, true)
  await left.isOffline()
  await left.write('from the tunnel')
  await left.write('still in it')
  await left.seesTick('from the tunnel', 'Will send when online')
  await right.write('where are you?')
  await setOffline(left.context, false)
  await right.sees('where are you?', 'from the tunnel', 'still in it')
  await left.sees('where are you?', 'from the tunnel', 'still in it')
  await right.reads()
  await left.seesTick('still in it', 'Read')
})

scene(
  'a message written offline is sent on the next visit, once, when the page was closed meanwhile',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const right = await stage.connectAs(boris)
    await right.openDialogWith(anna)
    const first = await stage.openAs(anna)
    await first.openDialogWith(boris)
    await setOffline(first.context, true)
    await first.isOffline()
    await first.write('closing the lid')
    await first.seesTick('closing the lid', 'Will send when online')
    await first.page.close()
    await setOffline(first.context, false)

    const second = await stage.openAs(anna, { beside: first.context })
    await second.openDialogWith(boris)
    await right.sees('closing the lid')
    await second.sees('closing the lid')
    await second.seesTick('closing the lid', 'Sent')
    await second.page.reload()
    await second.openDialogWith(boris)
    await second.sees('closing the lid')
    await right.sees('closing the lid')
  },
)

sceneOfTime('a name that changes on the site changes in open chats', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.connectAs(boris)
  await left.openDialogWith(boris)
  await left.write('hello')
  await right.openDialogWith(anna)
  await left.chat.getByRole('heading', { name: 'Boris' }).waitFor()
  boris.name = 'Boris the Second'
  // a sender is remembered for ten seconds
  stage.clock.elapse(10_000)
  await eventually(async () => {
    // any life in the chat makes the server look at names that are older than the widget's setting
    await right.write('.')
    expect(await left.chat.getByRole('heading', { name: 'Boris the Second' }).count()).toBe(1)
  })
})

// in a chat of its own: after failures, a server asks a site again only some seconds later
sceneOfTime('a site that is down delays no message', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  stage.demo.control.answer = { kind: 'down' }
  try {
    const left = await stage.openAs(anna)
    const right = await stage.connectAs(boris)
    await left.openDialogWith(boris)
    await left.write('can you hear me?')
    await right.openDialogWith(anna)
    await right.sees('can you hear me?')
  } finally {
    stage.demo.control.answer = { kind: 'well' }
  }
})

scene('a token that ends while the user types is renewed by the page, and the text stays', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const right = await stage.connectAs(boris)
  await right.openDialogWith(anna)
  let renewals = 0
  const prepare = async ({ page }: Visitor) => {
    page.on('response', (answer) => answer.url().includes('/token/') && renewals++)
  }
  const left = await withTokensOf(stage, ENDS_IN_3_S, () => stage.openAs(anna, { query: 'tokenProvider', prepare }))
  const end = Date.now() + 3_000
  await left.openDialogWith(boris)
  await left.composer.fill('half a sent')
  await eventually(() => expect(renewals).toBeGreaterThan(0))
  await eventually(() => expect(Date.now()).toBeGreaterThan(end))
  await eventually(async () => expect(await left.composer.inputValue()).toBe('half a sent'))
  await left.composer.press('End')
  await left.composer.pressSequentially('ence')
  await left.chat.getByRole('button', { name: 'Send' }).click()
  await right.sees('half a sentence')
})

sceneOfTime('when the page has no fresh token the chat waits for one, and the text stays', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const right = await stage.connectAs(boris)
  await right.openDialogWith(anna)
  const left = await withTokensOf(stage, 60, () => stage.openAs(anna))
  await left.openDialogWith(boris)
  await left.composer.fill('written in the dark')
  stage.clock.elapse((60 + TOLERANCE_SECONDS + 1) * 1000)
  await left.chat.getByText('Your session has expired').waitFor()
  await left.chat.getByRole('button', { name: 'Send' }).click()
  await left.seesTick('written in the dark', 'Sending…')
  await left.signInOnPage(anna.id, stage.token(anna.id))
  await right.sees('written in the dark')
  await left.sees('written in the dark')
})

scene('another user signs in on the same page and sees nothing of the first', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  const visitor = await stage.openAs(anna)
  await visitor.openDialogWith(boris)
  await visitor.write('Anna’s own words')
  await visitor.seesTick('own words', 'Sent', 'Delivered')
  await visitor.composer.fill('Anna’s draft')
  await visitor.signInOnPage(clara.id, stage.token(clara.id))
  await visitor.openDialogWith(boris)
  await visitor.chat.getByText('No messages yet').waitFor()
  await eventually(async () => expect(await visitor.messages()).toEqual([]))
  await eventually(async () => expect(await visitor.composer.inputValue()).toBe(''))
  await visitor.write('Clara’s words')
  const right = await stage.connectAs(boris)
  await right.openDialogWith(clara)
  await right.sees('Clara’s words')
})

scene('on a phone the chat fills the screen, with a way back to the list', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const size = { width: 390, height: 780 }
  const telephone = await stage.openAs(anna, { browser: { viewport: size, hasTouch: true, isMobile: true } })
  const right = await stage.connectAs(boris)
  await telephone.openDialogWith(boris)
  await eventually(async () =>
    expect(await telephone.page.locator('iframe[title="Chat"]').boundingBox()).toEqual({ x: 0, y: 0, ...size }),
  )
  await telephone.write('from the beach')
  await right.openDialogWith(anna)
  await right.sees('from the beach')
  await telephone.chat.getByRole('button', { name: 'Back' }).tap()
  await telephone.conversations.filter({ hasText: 'Boris' }).tap()
  await telephone.sees('from the beach')
})

/** The site's pages carry tokens of this many seconds while `open` runs. */
async function withTokensOf<T>({ demo }: Stage, seconds: number, open: () => Promise<T>): Promise<T> {
  demo.control.tokenSeconds = seconds
  try {
    return await open()
  } finally {
    demo.control.tokenSeconds = 3600
  }
}
