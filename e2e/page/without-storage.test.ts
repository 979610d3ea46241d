import { expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

declare const window: PageWithChat & { heard: string[] }

/** As a browser that gives third-party frames no storage. */
const withoutStorage = ({ context }: Visitor): Promise<void> =>
  context
    .addInitScript(() => {
      if (self === top) return
      for (const name of ['localStorage', 'sessionStorage'] as const) {
        Object.defineProperty(self, name, {
          get() {
            throw new DOMException('blocked', 'SecurityError')
          },
        })
      }
      navigator.locks.request = () => Promise.reject(new DOMException('blocked', 'SecurityError'))
    })
    .then(() => {})

scene('PAGE-6 in a frame without storage a reload opens the same conversation', async (stage) => {
  const [pia, boris] = [stage.person('Piastore'), stage.person('Borisstore')]
  const reader = await stage.openAs(pia, { prepare: withoutStorage })
  await reader.openDialogWith(boris)
  await reader.write('Are you there?')
  await reader.seesTick('Are you there?', 'Sent', 'Delivered', 'Read')
  await reader.page.reload()
  await reader.message('Are you there?').waitFor()
  expect(reader.console.filter((line) => line.includes('uncaught'))).toEqual([])
})

scene(
  'PAGE-6 a page forgets the conversation of a user who leaves, and remembers none of an unnamed one',
  async (stage) => {
    const [pia, boris] = [stage.person('Pialeaves'), stage.person('Borisleaves')]
    const reader = await stage.openAs(pia, { prepare: withoutStorage })
    const remembered = () => reader.page.evaluate((id) => sessionStorage.getItem(`imbachat:room:${id}`), stage.widgetId)
    await reader.openDialogWith(boris)
    await eventually(async () => expect(await remembered()).toEndWith(` ${pia.id}`))
    await reader.page.evaluate(() => window.imbaApi.logout())
    expect(await remembered()).toBeNull()
    await reader.page.evaluate(
      (token) => void window.imbaApi.load({ tokenProvider: async () => token }),
      stage.token(pia.id),
    )
    await reader.openDialogWith(boris)
    await reader.write('Are you there?')
    await reader.seesTick('Are you there?', 'Sent', 'Delivered', 'Read')
    expect(await remembered()).toBeNull()
  },
)

/** The page records the messages of the chat's frame. */
const listening = ({ context }: Visitor): Promise<void> =>
  context
    .addInitScript(() => {
      if (self !== top) return
      window.heard = []
      const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage') ?? {}
      Object.defineProperty(MessagePort.prototype, 'onmessage', {
        set(handle: (event: MessageEvent) => void) {
          set?.call(this, (event: MessageEvent) => {
            window.heard.push(JSON.stringify(event.data))
            handle(event)
          })
        },
      })
    })
    .then(() => {})

scene(
  'DRAFT-4 in a frame without storage a draft outlives a reload, and the page learns nothing of it',
  async (stage) => {
    const [pia, boris] = [stage.person('Piatypes'), stage.person('Boriswaits')]
    const writer = await stage.openAs(pia, {
      async prepare(visitor) {
        await withoutStorage(visitor)
        await listening(visitor)
      },
    })
    await writer.openDialogWith(boris)
    await writer.write('Are you there?')
    await writer.seesTick('Are you there?', 'Sent', 'Delivered', 'Read')
    const phone = await stage.openAs(pia)
    await phone.openChat()
    const draft = phone.conversations.filter({ hasText: 'Draft: zebra' })
    await writer.composer.pressSequentially('zebra ')
    let typed = 'zebra '
    // without a rest: no two keys are a second apart
    while (!(await draft.count())) {
      await writer.composer.press('a')
      typed += 'a'
    }
    await eventually(async () => expect(await writer.composer.inputValue()).toBe(typed))
    await writer.page.reload()
    await writer.message('Are you there?').waitFor()
    await eventually(async () => expect(await writer.composer.inputValue()).toStartWith('zebra '))
    const { heard, kept } = await writer.page.evaluate(() => ({
      heard: window.heard,
      kept: JSON.stringify([{ ...sessionStorage }, { ...localStorage }]),
    }))
    expect(heard.length).toBeGreaterThan(0)
    expect([...heard, kept].filter((one) => one.includes('zebra'))).toEqual([])
  },
)
