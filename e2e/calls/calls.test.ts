import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import type { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'
import { acquainted, button, CALLING, goesOn, ring, says, seesVideo, talk, view } from './caller.ts'
import { record } from './recorded.ts'

type Recorded = typeof globalThis & { connections: RTCPeerConnection[]; sendOffers: (() => void) | null }

const connectionsOf = ({ chat }: Visitor): Promise<number> =>
  chat.locator('body').evaluate(() => (globalThis as Recorded).connections.length)

/** Makes a page offer that it only sends video. @returns once it would send the offer, which waits for `sendOffer` */
const makeOffer = ({ chat }: Visitor): Promise<void> =>
  chat.locator('body').evaluate(
    () =>
      new Promise<void>((made) => {
        const page = globalThis as Recorded
        const { send } = WebSocket.prototype
        WebSocket.prototype.send = function (data) {
          if (!String(data).includes('"type":"offer"')) return send.call(this, data)
          page.sendOffers = () => {
            WebSocket.prototype.send = send
            send.call(this, data)
          }
          made()
        }
        for (const transceiver of page.connections.at(-1)?.getTransceivers() ?? [])
          if (transceiver.receiver.track.kind === 'video') transceiver.direction = 'sendonly'
      }),
  )

const sendOffer = ({ chat }: Visitor): Promise<void> =>
  chat.locator('body').evaluate(() => (globalThis as Recorded).sendOffers?.())

/** Runs in each frame before its scripts. Fake cameras have no side: they report the requested one. */
function haveSides(): void {
  const { getUserMedia } = MediaDevices.prototype
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await getUserMedia.call(this, wanted)
    const { facingMode } = Object(wanted?.video) as { facingMode?: { ideal?: string } }
    for (const track of stream.getVideoTracks()) {
      const settings = { ...track.getSettings(), facingMode: facingMode?.ideal ?? 'user' }
      track.getSettings = () => settings
    }
    return stream
  }
}

/** Both at pages of the site, nobody with the chat open. */
async function bothHere(stage: Stage): Promise<[caller: Visitor, callee: Visitor]> {
  const [anna, boris] = await acquainted(stage)
  return Promise.all([stage.openAs(anna, CALLING), stage.openAs(boris, CALLING)])
}

scene('two people at pages of a site talk with video, and the entry has the length of the call', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await says(caller, /^\d+:\d\d/)
  await eventually(async () => expect(await faults(caller)).toEqual([]))
  await button(caller, 'Hang up').click()
  await says(callee, 'Call ended')
  const entry = caller.log.getByRole('article').filter({ hasText: 'Outgoing call' })
  await entry.getByText(/Video call · \d+:\d\d/).waitFor()
  await callee.openDialogWith(caller.person)
  await callee.log.getByText('Incoming call').waitFor()
  await callee.closeChat()
  await callee.seesUnread(0)
  expect([...caller.console, ...callee.console]).toEqual([])
})

scene('CALL-41 all devices ring, and stop when one of them answers; nothing connects before', async (stage) => {
  const [anna, boris] = await acquainted(stage)
  const prepare = async ({ page }: Visitor) => void (await page.addInitScript(record))
  const [caller, callee] = await Promise.all([
    stage.openAs(anna, { ...CALLING, prepare }),
    stage.openAs(boris, { ...CALLING, prepare }),
  ])
  const others = await Promise.all([
    stage.openAs(callee.person, CALLING),
    stage.openAs(callee.person, { ...CALLING, beside: callee.context }),
  ])
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').click()
  for (const device of [callee, ...others]) await ring(device).waitFor()
  await says(caller, 'Ringing…')
  await eventually(async () => expect(await faults(callee)).toEqual([]))
  for (const visitor of [caller, callee]) expect(await connectionsOf(visitor)).toBe(0)
  // not by the pointer: a window that still opens on a busy machine moves away from it
  await button(callee, 'Accept').press('Enter')
  for (const device of others) await ring(device).waitFor({ state: 'detached' })
  await says(callee, /^\d+:\d\d/)
  await says(caller, /^\d+:\d\d/)
  for (const visitor of [caller, callee]) expect(await connectionsOf(visitor)).toBe(1)
})

scene(
  'CALL-40 CALL-79 a ring opens the window without taking the focus, and stands in the title until it ends',
  async (stage) => {
    const [caller, callee] = await bothHere(stage)
    await caller.openDialogWith(callee.person)
    const focused = () => callee.page.evaluate(() => document.activeElement?.tagName)
    const before = await focused()
    const title = await callee.page.title()
    await button(caller, 'Audio call').click()
    await ring(callee).waitFor()
    expect(await focused()).toBe(before as string)
    await eventually(async () => expect(await callee.page.title()).toBe(`Anna is calling · ${title}`))
    await button(caller, 'Hang up').click()
    await callee.page.getByRole('button', { name: 'Open chat' }).waitFor()
    await eventually(async () => expect(await callee.page.title()).toBe(title))
  },
)

scene('CALL-77 a ring that was silenced lets the user read on, and answer it until it ends', async (stage) => {
  const [anna, boris] = await acquainted(stage)
  const [caller, callee, phone] = await Promise.all([
    stage.openAs(anna, CALLING),
    stage.openAs(boris, CALLING),
    stage.openAs(boris, CALLING),
  ])
  const small = callee.chat.getByRole('region', { name: 'Incoming call' })
  await caller.openDialogWith(boris)
  await button(caller, 'Audio call').click()
  // the window closes again that was opened for the ring: the small ring stands beside the launcher
  await button(callee, 'Silence').press('Enter')
  await callee.page.getByRole('button', { name: 'Open chat' }).waitFor()
  await small.getByRole('button', { name: 'Show the call' }).click()
  await ring(callee).press('Escape')
  await callee.page.getByRole('button', { name: 'Close chat' }).waitFor()
  await callee.openDialogWith(anna)
  await callee.write('One moment')
  await callee.seesTick('One moment', 'Sent', 'Delivered', 'Read')
  await eventually(async () => expect(await faults(callee)).toEqual([]))
  await ring(phone).waitFor()
  await small.getByRole('button', { name: 'Accept' }).click()
  await says(callee, /^\d+:\d\d/)
  await ring(phone).waitFor({ state: 'detached' })
  await button(callee, 'Hang up').click()
  await button(caller, 'Audio call').click()
  await ring(callee).press('Escape')
  await small.getByRole('button', { name: 'Decline' }).click()
  await says(caller, 'Call declined')
  await small.waitFor({ state: 'detached' })
})

scene('CALL-47 a cancelled call is a missed one, and a ring that opened the window reads nothing', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await callee.openDialogWith(caller.person)
  await callee.closeChat()
  await callee.seesUnread(0)
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').click()
  await ring(callee).waitFor()
  await button(caller, 'Back to the chat').click()
  await caller.write('Are you there?')
  await caller.seesTick('Are you there?', 'Delivered')
  await button(caller, 'Hang up').click()
  await ring(callee).waitFor({ state: 'detached' })
  await callee.seesUnread(1)
  await caller.seesTick('Are you there?', 'Delivered')
  await callee.openChat()
  await callee.log.getByText('Missed call').waitFor()
  await button(callee, 'Call back').click()
  await ring(caller).waitFor()
})

scene('a declined call says so, and the callee may write instead', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').click()
  // not by the pointer: a window that still opens on a busy machine moves away from it
  await button(callee, 'Decline').press('Enter')
  await says(caller, 'Call declined')
  await eventually(async () => expect(await faults(caller)).toEqual([]))
  await view(caller).getByRole('button', { name: 'Call again' }).click()
  await button(callee, 'Message instead').press('Enter')
  await callee.composer.waitFor()
  await says(caller, 'Call declined')
  await view(caller).getByRole('button', { name: 'Close' }).click()
  await view(caller).waitFor({ state: 'detached' })
})

scene('microphone, camera and screen: the other side sees what is on', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await button(callee, 'Mute microphone').click()
  await says(caller, 'Boris turned off the microphone')
  await view(callee).press(' ')
  await view(caller).getByText('Boris turned off the microphone').first().waitFor({ state: 'detached' })
  await button(callee, 'Turn off camera').click()
  await caller.chat.locator('.call-video').waitFor({ state: 'detached' })
  await button(callee, 'Share screen').click()
  await says(caller, 'Boris is sharing the screen')
  await seesVideo(caller)
  await caller.chat.locator('.call-video').dblclick()
  await button(caller, 'Exit full screen').waitFor()
  await view(caller).press('Escape')
  await button(caller, 'Full screen').waitFor()
  await button(callee, 'Stop sharing').click()
  await caller.chat.locator('.call-video').waitFor({ state: 'detached' })
  await button(callee, 'Turn on camera').click()
  await seesVideo(caller)
})

scene('the call goes on, small, while the user reads, and with the window closed', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await button(caller, 'Back to the chat').click()
  await caller.write('While we talk')
  await caller.seesTick('While we talk', 'Sent', 'Delivered', 'Read')
  await eventually(async () => expect(await faults(caller)).toEqual([]))
  await caller.closeChat()
  const beside = caller.chat.getByRole('region', { name: 'Call with Boris' })
  await beside.getByText(/^\d+:\d\d/).waitFor()
  await beside.getByRole('button', { name: 'Show the call' }).click()
  await seesVideo(caller)
})

scene('CALL-75 a phone films to its other side, and the user sees that picture as others do', async (stage) => {
  const [anna, boris] = await acquainted(stage)
  const phone = await stage.openAs(anna, {
    ...CALLING,
    browser: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
    prepare: async ({ page }) => void (await page.addInitScript(haveSides)),
  })
  const other = await stage.openAs(boris, CALLING)
  await talk(other, phone)
  const mirror = phone.chat.locator('.call-own.mirror')
  await mirror.waitFor()
  await button(phone, 'Other camera').click()
  await mirror.waitFor({ state: 'detached' })
  await goesOn(other)
  await eventually(async () => expect(await faults(phone)).toEqual([]))
  await button(phone, 'Other camera').click()
  await mirror.waitFor()
})

scene('CALL-43 a page that was loaded again rejoins its call by one click', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await caller.page.reload()
  await button(caller, 'Rejoin').click()
  await Promise.all([seesVideo(caller), seesVideo(callee)])
  // the window that the ring has opened opens again
  await callee.page.reload()
  await button(callee, 'Rejoin').click()
  await Promise.all([seesVideo(caller), seesVideo(callee)])
  await button(callee, 'Hang up').click()
  await says(caller, 'Call ended')
})

scene('CALL-44 another device takes the call over, and the first one lets it go', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  const phone = await stage.openAs(callee.person, CALLING)
  await talk(caller, callee)
  await phone.openDialogWith(caller.person)
  await button(phone, 'Continue here').click()
  await says(callee, 'The call goes on in another place')
  await Promise.all([seesVideo(caller), seesVideo(phone)])
})

scene('CALL-74 a page that goes on with a call leaves off what was off: microphone and camera', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await button(caller, 'Mute microphone').click()
  await button(callee, 'Mute microphone').click()
  await button(callee, 'Share screen').click()
  await says(caller, 'Boris is sharing the screen')
  await says(callee, 'Anna turned off the microphone')
  await callee.page.reload()
  await button(callee, 'Rejoin').click()
  await seesVideo(callee)
  await button(callee, 'Unmute microphone').waitFor()
  await button(callee, 'Turn on camera').waitFor()
  await caller.chat.locator('.call-video').waitFor({ state: 'detached' })
  await says(caller, 'Boris turned off the microphone')
  await button(caller, 'Call settings').click()
  const opening = caller.context.waitForEvent('page')
  await button(caller, 'Continue in a window').click()
  const window = await opening
  await window.getByRole('button', { name: 'Unmute microphone' }).waitFor()
  await window.getByRole('button', { name: 'Turn off camera' }).waitFor()
  await goesOn(callee)
  await says(callee, 'Anna turned off the microphone')
})

scene('CALL-73 both pages offer at the same time, and each keeps showing the other', async (stage) => {
  const [anna, boris] = await acquainted(stage)
  const prepare = async ({ page }: Visitor) => void (await page.addInitScript(record))
  const caller = await stage.openAs(anna, { ...CALLING, prepare })
  const callee = await stage.openAs(boris, { ...CALLING, prepare })
  await talk(caller, callee)
  await Promise.all([makeOffer(caller), makeOffer(callee)])
  await Promise.all([sendOffer(caller), sendOffer(callee)])
  await eventually(async () => expect(await connectionsOf(callee)).toBe(2))
  await Promise.all([goesOn(caller), goesOn(callee)])
})

scene('a call goes on in a window of its own, which outlives the page', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await button(caller, 'Call settings').click()
  const opening = caller.context.waitForEvent('page')
  await button(caller, 'Continue in a window').click()
  const window = await opening
  expect(window.url()).not.toContain('eyJ')
  const frames = () => window.locator('.call-video').evaluate((video: HTMLVideoElement) => video.readyState)
  await eventually(async () => expect(await frames()).toBe(4))
  await caller.page.goto('about:blank')
  await goesOn(callee)
  await window.getByRole('button', { name: 'Hang up' }).click()
  await says(callee, 'Call ended')
})

scene('CALL-42 media goes on while the link to the server is cut for 10 s', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await talk(caller, callee)
  await setOffline(caller.context, true)
  await eventually(async () => expect(await caller.page.evaluate(() => navigator.onLine)).toBe(false))
  await goesOn(caller)
  await goesOn(callee)
  await setOffline(caller.context, false)
  await button(caller, 'Mute microphone').click()
  await says(callee, 'Anna turned off the microphone')
  await goesOn(callee)
})

scene('a person who is blocked, and a request that was not accepted, has no buttons', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').waitFor()
  const socket = await signIn(stage, stage.token(caller.person.id))
  await socket.request('user.block', { user_id: String(callee.person.id), blocked: true })
  await button(caller, 'Audio call').waitFor({ state: 'detached' })
  await socket.request('user.block', { user_id: String(callee.person.id), blocked: false })
  socket.close()
  await button(caller, 'Audio call').waitFor()
})

scene('CALL-46 the keyboard alone calls, accepts, mutes and ends', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await callee.openDialogWith(caller.person)
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').press('Enter')
  await ring(callee).waitFor()
  // the ring takes the focus from the composer: the first Tab stands on the answer
  await eventually(async () =>
    expect(await ring(callee).evaluate((it) => it.contains(document.activeElement))).toBe(true),
  )
  await callee.page.keyboard.press('Tab')
  await callee.page.keyboard.press('Enter')
  await says(callee, /^\d+:\d\d/)
  await callee.page.keyboard.press(' ')
  await says(caller, 'Boris turned off the microphone')
  await callee.page.keyboard.press('Escape')
  const small = callee.chat.getByRole('region', { name: 'Call with Anna' })
  await small.getByRole('button', { name: 'Hang up' }).press('Enter')
  await says(caller, 'Call ended')
})

scene('CALL-46 the keyboard alone declines', async (stage) => {
  const [caller, callee] = await bothHere(stage)
  await callee.openDialogWith(caller.person)
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').press('Enter')
  await eventually(async () =>
    expect(await ring(callee).evaluate((it) => it.contains(document.activeElement))).toBe(true),
  )
  await callee.page.keyboard.press('Tab')
  await callee.page.keyboard.press('Tab')
  await callee.page.keyboard.press('Enter')
  await says(caller, 'Call declined')
  await ring(callee).waitFor({ state: 'detached' })
})

scene('CALL-45 a microphone that the browser blocks is named, with the way to allow it', async (stage) => {
  const [anna, boris] = await acquainted(stage)
  const caller = await stage.openAs(anna, { kind: 'whole' })
  await caller.openDialogWith(boris)
  await button(caller, 'Audio call').click()
  await says(caller, 'The chat can’t use your microphone')
  await says(caller, /Press the icon beside the address/)
  await eventually(async () => expect(await faults(caller)).toEqual([]))
})
