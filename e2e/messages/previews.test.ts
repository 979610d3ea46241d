import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { afterTheRun } from '../stage/after-the-run.ts'
import { eventually } from '../stage/eventually.ts'
import { picture } from '../stage/files.ts'
import { scene } from '../stage/harness.ts'

/** A site that people link to, as another machine would be. */
function aSite(): string {
  const { buffer } = picture('wide.png', 600, 315)
  const head = `<title>Lighthouses of the north</title>
    <meta property="og:site_name" content="Harbour &amp; Sea"><meta property="og:image" content="/wide.png">
    <meta name="description" content="Twelve towers, and the people who keep their lamps burning.">`
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: ({ url }) =>
      url.endsWith('.png')
        ? new Response(new Uint8Array(buffer))
        : new Response(`<head>${head}</head>`, { headers: { 'content-type': 'text/html' } }),
  })
  afterTheRun(() => site.stop(true))
  return `http://127.0.0.1:${site.port}/lighthouses`
}

scene('PREVIEW-1 a link gets a card from the chat’s own origin; its sender can remove it', async (stage) => {
  const link = aSite()
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const [left, right] = [await stage.openAs(anna), await stage.openAs(boris)]
  await left.openDialogWith(boris)
  await left.write('Hello')
  await right.openChat()
  await right.openConversation('Anna')
  await left.write(`Read this: ${link}`)
  const cards = [left, right].map(({ chat }) => chat.getByRole('link', { name: /Lighthouses of the north/ }))
  for (const card of cards) {
    await card.waitFor()
    const shown = card.locator('img')
    await eventually(async () =>
      expect(await shown.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0),
    )
    expect(new URL((await shown.getAttribute('src')) ?? '').origin).toBe(new URL(stage.chatUrl).origin)
    await eventually(async () => expect(await card.getAttribute('href')).toBe(link))
    await eventually(async () => expect(await card.getAttribute('rel')).toContain('noopener'))
  }
  // what follows the newest stays at its end when a card comes
  const log = right.chat.getByRole('log')
  await eventually(async () =>
    expect(await log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)).toBeLessThan(40),
  )
  for (const visitor of [left, right]) await eventually(async () => expect(await faults(visitor)).toEqual([]))

  await left.message('Read this').click({ button: 'right', position: { x: 5, y: 5 } })
  await left.chat.getByRole('menuitem', { name: 'Remove preview' }).click()
  for (const card of cards) await card.waitFor({ state: 'detached' })
  await right.message('Read this').waitFor()
  for (const visitor of [left, right]) expect(visitor.console).toEqual([])
})
