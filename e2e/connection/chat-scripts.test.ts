import { expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { countTries, holdTries, onRetry, runTries } from '../stage/held-tries.ts'
import { addressOfRest } from '../stage/rest-script.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

declare const window: PageWithChat

const attachButton = ({ chat }: Visitor) => chat.getByRole('button', { name: 'Attach' })

scene('a chat fetches at most 14 files from its server, also those of what nobody has opened yet', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const fetched: string[] = []
  const left = await stage.openAs(anna, {
    async prepare({ page }) {
      page.on('requestfinished', (request) => {
        if (request.url().startsWith(stage.chatUrl)) fetched.push(new URL(request.url()).pathname)
      })
    },
  })
  await left.openDialogWith(boris)
  await attachButton(left).waitFor()
  await eventually(() => expect(fetched.filter((path) => path.endsWith('.css'))).toHaveLength(2))
  expect(fetched.length).toBeLessThanOrEqual(14)
})

scene('a script of the chat that a proxy answered with 503 comes when the reader presses Retry', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const rest = await addressOfRest(stage)
  let down = true
  const left = await stage.openAs(anna, {
    async prepare({ page }) {
      await holdTries(page)
      await page.route(rest, (route) => (down ? route.fulfill({ status: 503 }) : route.fallback()))
    },
  })
  await left.openDialogWith(boris)
  await left.chat.getByRole('heading', { name: 'Boris', level: 2 }).getByRole('button').click()
  const retry = left.chat.getByRole('button', { name: 'Retry' })
  await retry.waitFor()
  await onRetry(left, () => {
    down = false
  })
  await retry.click()
  await attachButton(left).waitFor()
})

scene(
  'however often Retry fails, the chat asks once more by itself, and once when the network is back',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const rest = await addressOfRest(stage)
    let down = true
    let asked = 0
    const left = await stage.openAs(anna, {
      async prepare({ page }) {
        await holdTries(page)
        await page.route(rest, (route) => {
          // beside it, the chat looks whether the server still has the script
          if (route.request().resourceType() === 'script') asked++
          return down ? route.fulfill({ status: 503 }) : route.fallback()
        })
      },
    })
    const answered = () =>
      left.page.waitForEvent(
        'response',
        (response) => rest.test(response.url()) && response.request().resourceType() === 'script',
      )
    await left.openDialogWith(boris)
    await left.chat.getByRole('heading', { name: 'Boris', level: 2 }).getByRole('button').click()
    const retry = left.chat.getByRole('button', { name: 'Retry' })
    await retry.waitFor()
    // a view that opens while the script is being fetched shows Retry at once: the next try waits only after that
    const oneTryWaits = () => eventually(async () => expect(await countTries(left)).toBe(1))
    await oneTryWaits()
    for (let times = 0; times < 3; times++) {
      const failed = answered()
      await retry.click()
      await failed
      await oneTryWaits()
    }
    for (const comes of [
      () => runTries(left),
      () => left.chat.locator('body').evaluate(() => dispatchEvent(new Event('online'))),
    ]) {
      const before = asked
      const failed = answered()
      await comes()
      await failed
      await oneTryWaits()
      expect(asked - before).toBe(1)
    }
    down = false
    await runTries(left)
    await attachButton(left).waitFor()
  },
)

scene(
  'a chat whose server has other scripts since an update loads itself again, with what was typed',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const rest = await addressOfRest(stage)
    const typed = Promise.withResolvers<void>()
    let pages = 0
    const left = await stage.openAs(anna, {
      async prepare({ page }) {
        await page.route(/\/frame(\?|$)/, (route) => {
          pages++
          return route.fallback()
        })
        await page.route(rest, async (route) => {
          await typed.promise
          await (pages < 2 ? route.fulfill({ status: 404 }) : route.fallback())
        })
      },
    })
    await left.openDialogWith(boris)
    await left.composer.fill('not sent yet')
    typed.resolve()
    await attachButton(left).waitFor()
    expect(pages).toBe(2)
    await eventually(async () => expect(await left.composer.inputValue()).toBe('not sent yet'))
  },
)

scene(
  'MENTION-1 a name that was begun before the later scripts came is suggested when they are there',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Ferapont')]
    const rest = await addressOfRest(stage)
    const typed = Promise.withResolvers<void>()
    const right = await stage.connectAs(boris)
    const left = await stage.openAs(anna, {
      prepare: ({ page }) =>
        page.route(rest, (route) => typed.promise.then(() => route.fallback())).then(() => undefined),
    })
    const pipe = `begun-${anna.id}`
    await left.page.evaluate(
      ([pipe = '', id = '']) => window.imbaApi.addToRoom({ pipe, title: pipe, users_ids: [{ user_id: id }] }),
      [pipe, String(boris.id)],
    )
    await right.openRoom(pipe)
    await right.write('I am Ferapont')
    await left.message('I am Ferapont').waitFor()
    await left.composer.pressSequentially('Hello @fe')
    typed.resolve()
    await left.chat.getByRole('listbox', { name: 'People to mention' }).getByRole('option').first().waitFor()
  },
)
