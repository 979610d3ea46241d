import { expect } from 'bun:test'
import { scene } from './harness.ts'
import { officeProxy } from './office-proxy.ts'

for (const tunnels of ['refused', 'hang'] as const) {
  scene(`R59 behind a proxy where WebSockets are ${tunnels} one talks with those who have them`, async (stage) => {
    const proxy = await officeProxy(tunnels)
    try {
      const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
      const office = await stage.openAs(anna, {
        browser: { proxy: { server: proxy.url, bypass: '<-loopback>' } },
      })
      const home = await stage.openAs(boris)
      await office.openDialogWith(boris)
      await office.write('They let no sockets through here')
      await office.seesTick('sockets', 'Sent', 'Delivered')
      await home.openDialogWith(anna)
      await home.sees('They let no sockets through here')
      await office.seesTick('sockets', 'Read')
      await home.write('I hear you')
      await office.sees('They let no sockets through here', 'I hear you')
      await home.composer.pressSequentially('and I am typing')
      await office.chat.locator('.who-state').getByText('typing…').waitFor()

      const secondTab = await stage.openAs(anna, { beside: office.context })
      await secondTab.openDialogWith(boris)
      await secondTab.sees('They let no sockets through here', 'I hear you')
      await secondTab.write('from another tab')
      await home.sees('They let no sockets through here', 'I hear you', 'from another tab')
      await office.sees('They let no sockets through here', 'I hear you', 'from another tab')
      expect(proxy.tunnels).toBeGreaterThan(0)
    } finally {
      await proxy.close()
    }
  })
}
