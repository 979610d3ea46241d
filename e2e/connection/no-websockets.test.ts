import { expect, test } from 'bun:test'
import type * as sdk from '../../sdk/src/index.ts'
import { realChat } from '../../sdk/src/testing/real-chat.ts'
import { theBrowser } from '../stage/browser.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { officeProxy } from './office-proxy.ts'

/** The chat waits 5 s for each WebSocket that hangs, beside what a busy machine takes. */
const hasPatience = async ({ page }: Visitor) => page.setDefaultTimeout(3 * PATIENCE_MS)

for (const tunnels of ['refused', 'hang'] as const) {
  scene(
    `STREAM-4 behind a proxy that has WebSockets ${tunnels === 'hang' ? 'hang' : 'refused'} a user talks with users who have them`,
    async (stage) => {
      const proxy = await officeProxy(tunnels)
      try {
        const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
        const office = await stage.openAs(anna, {
          browser: { proxy: { server: proxy.url, bypass: '<-loopback>' } },
          prepare: hasPatience,
        })
        const home = await stage.connectAs(boris)
        await office.openDialogWith(boris)
        await office.write('They let no sockets through here')
        await office.seesTick('sockets', 'Sent', 'Delivered')
        await home.openDialogWith(anna)
        await home.sees('They let no sockets through here')
        await home.reads()
        await office.seesTick('sockets', 'Read')
        await home.write('I hear you')
        await office.sees('They let no sockets through here', 'I hear you')
        await eventually(async () => {
          // it counts for six seconds
          await home.types()
          expect(await office.chat.locator('.who-state').getByText('typing…').count()).toBe(1)
        })

        const secondTab = await stage.openAs(anna, { beside: office.context, prepare: hasPatience })
        await secondTab.openDialogWith(boris)
        await secondTab.sees('They let no sockets through here', 'I hear you')
        await secondTab.write('from another tab')
        await home.sees('They let no sockets through here', 'I hear you', 'from another tab')
        await office.sees('They let no sockets through here', 'I hear you', 'from another tab')
        expect(proxy.tunnels).toBeGreaterThan(0)
      } finally {
        await proxy.close()
      }
    },
  )
}

scene('STREAM-4 users talk behind a proxy that also holds answers back until they are whole', async (stage) => {
  const proxy = await officeProxy('refused', 'whole')
  try {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const office = await stage.openAs(anna, {
      browser: { proxy: { server: proxy.url, bypass: '<-loopback>' } },
      prepare: hasPatience,
    })
    const home = await stage.connectAs(boris)
    await office.openDialogWith(boris)
    await office.write('They hold answers back here')
    await home.openDialogWith(anna)
    await home.sees('They hold answers back here')
    await home.reads()
    await office.seesTick('back here', 'Read')
    await home.write('I hear you')
    await office.sees('They hold answers back here', 'I hear you')
  } finally {
    await proxy.close()
  }
})

test('ACCESS-7 STREAM-4 a page with the sdk goes over HTTP if it is of the widget’s origins', async () => {
  const built = await Bun.build({ entrypoints: ['sdk/src/index.ts'], target: 'browser', format: 'esm' })
  const code = (await built.outputs[0]?.text()) ?? ''
  const page = () =>
    Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      routes: {
        '/sdk.js': new Response(code, { headers: { 'content-type': 'text/javascript' } }),
        '/': new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      },
    })
  const [shop, other] = [page(), page()]
  const chat = await realChat({}, [shop.url.origin])
  const proxy = await officeProxy('refused')
  const browser = await theBrowser()
  const context = await browser.newContext({ proxy: { server: proxy.url, bypass: '<-loopback>' } })
  try {
    const kindAt = async (address: string, kind: string) => {
      const visit = await context.newPage()
      await visit.goto(address)
      return visit.evaluate(
        async ([url, widgetId, token, kind]) => {
          const { createChatClient }: typeof sdk = await import('/sdk.js' as string)
          const client = createChatClient({ url, widgetId, token })
          while (client.connection.get().kind !== kind) {
            await new Promise<void>((changed) => {
              const stop = client.connection.subscribe(() => {
                stop()
                changed()
              })
            })
          }
          return client.connection.get()
        },
        [chat.url, chat.widgetId, chat.token('ann'), kind] as const,
      )
    }
    expect(await kindAt(shop.url.href, 'online')).toEqual({ kind: 'online' })
    expect(await kindAt(other.url.href, 'refused')).toMatchObject({ error: { code: 'origin_not_allowed' } })
  } finally {
    await context.close()
    await proxy.close()
    await chat.end()
    await Promise.all([shop.stop(true), other.stop(true)])
  }
})
