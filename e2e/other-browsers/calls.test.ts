import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { acquainted, button, goesOn, hideAddress, ring, says, seesVideo } from '../calls/caller.ts'
import { theBrowser } from '../stage/browser.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { makeWorld, person, type World } from '../stage/harness.ts'
import { Visitor } from '../stage/visitor.ts'
import { FIREFOX, type OtherBrowser } from './browsers.ts'
import { DrivenVisitor } from './driven-visitor.ts'

declare const window: { imbaApi: ImbaChat }

const lacking = FIREFOX.lacks()

describe.if(lacking === null)('Firefox and Chromium', () => {
  let world: World
  let firefox: OtherBrowser

  beforeAll(async () => {
    ;[world, firefox] = await Promise.all([makeWorld(), FIREFOX.launch()])
  })
  afterAll(async () => {
    await firefox?.end()
    await world?.end()
  })

  /** Anna in Chromium, Boris in Firefox. */
  async function bothHere() {
    const [anna, boris] = await acquainted({ ...world, person: (name) => person(world.demo, name) })
    const context = await (await theBrowser('calling')).newContext()
    const inChromium = new Visitor(await context.newPage(), anna)
    const inFirefox = new DrivenVisitor(firefox.driver)
    await inChromium.page.goto(`${world.demo.url}/as/${anna.slug}`)
    await inFirefox.open(`${world.demo.url}/as/${boris.slug}`)
    return { anna, boris, inChromium, inFirefox, end: () => context.close() }
  }

  /** Firefox does not count the frames of a stream. */
  const seesVideoInFirefox = (visitor: DrivenVisitor) =>
    eventually(async () => {
      const width = await visitor.inChat(() => {
        const video = document.querySelector<HTMLVideoElement>('.call-video')
        return video && video.readyState >= video.HAVE_CURRENT_DATA ? video.videoWidth : 0
      })
      expect(width).toBeGreaterThan(0)
    }, PATIENCE_MS)

  test('a call from Chromium is answered in Firefox, with video both ways', async () => {
    const { boris, inChromium, inFirefox, end } = await bothHere()
    await inChromium.openDialogWith(boris)
    await button(inChromium, 'Video call').click()
    await inFirefox.click({ css: 'button', name: 'Accept with video' })
    await seesVideo(inChromium, PATIENCE_MS)
    await seesVideoInFirefox(inFirefox)
    await inFirefox.click({ css: 'button', name: 'Mute microphone' })
    await says(inChromium, 'Boris turned off the microphone')
    await goesOn(inChromium)
    await inFirefox.click({ css: 'button', name: 'Hang up' })
    await says(inChromium, 'Call ended')
    await end()
  })

  test('a call from Firefox is answered in Chromium, and Firefox rejoins after a reload', async () => {
    const { anna, inChromium, inFirefox, end } = await bothHere()
    await inFirefox.inPage((id) => window.imbaApi.openDialog(id).then(() => true), anna.id)
    await inFirefox.click({ css: 'button', name: 'Video call' })
    await ring(inChromium).waitFor()
    await button(inChromium, 'Accept with video').click()
    await seesVideo(inChromium, PATIENCE_MS)
    await seesVideoInFirefox(inFirefox)
    await inFirefox.reload()
    // Firefox has once lost what the frame kept for the tab: then the same button says 'Continue here'
    await inFirefox.click({ css: '.floating-call .call-back' })
    await seesVideoInFirefox(inFirefox)
    await seesVideo(inChromium, PATIENCE_MS)
    await button(inChromium, 'Hang up').click()
    await end()
  })
  test('CALL-61 a private call of Chromium and Firefox goes through the server, with video both ways', async () => {
    const { boris, inChromium, inFirefox, end } = await bothHere()
    await hideAddress(world, boris)
    await inChromium.openDialogWith(boris)
    await button(inChromium, 'Video call').click()
    await inFirefox.click({ css: 'button', name: 'Accept with video' })
    await seesVideo(inChromium, PATIENCE_MS)
    await seesVideoInFirefox(inFirefox)
    // the sound and picture of Firefox go on, and what Chromium says to the server about them
    await goesOn(inChromium)
    await inFirefox.click({ css: 'button', name: 'Hang up' })
    await says(inChromium, 'Call ended')
    await end()
  })
})
