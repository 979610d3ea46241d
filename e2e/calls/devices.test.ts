import { expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acquainted, button, CALLING, says } from './caller.ts'
import { inGroup, tile, view } from './in-group.ts'

type Speaking = typeof globalThis & { speak(loud: boolean): void }

/** Runs in each frame before its scripts: a microphone that is silent until the test speaks. */
function speakOnDemand(): void {
  const { getUserMedia } = MediaDevices.prototype
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await getUserMedia.call(this, wanted)
    // without a loudspeaker, as on a build server, it plays into nothing
    const audio = new AudioContext({ sinkId: { type: 'none' } } as AudioContextOptions)
    const [tone, volume] = [audio.createOscillator(), audio.createGain()]
    volume.gain.value = 0
    const microphone = audio.createMediaStreamDestination()
    tone.connect(volume).connect(microphone)
    tone.start()
    const page = globalThis as Speaking
    page.speak = (loud) => {
      volume.gain.value = loud ? 0.5 : 0
    }
    return new MediaStream([...microphone.stream.getAudioTracks(), ...stream.getVideoTracks()])
  }
}

const speak = ({ chat }: Visitor, loud: boolean): Promise<void> =>
  chat.locator('body').evaluate((_, loud) => (globalThis as Speaking).speak(loud), loud)

scene('CALL-80 the view of a group marks who speaks, and shows them large', async (stage) => {
  const prepare = async ({ page }: Visitor) => void (await page.addInitScript(speakOnDemand))
  const { visitors } = await inGroup(stage, ['Anna', 'Boris', 'Clara'], { prepare })
  const [anna, boris, clara] = visitors
  await button(anna, 'Audio call').click()
  await button(boris, 'Accept').click()
  await button(clara, 'Accept').click()
  await tile(boris, 'Clara').waitFor()
  const large = (name: string) => view(anna).locator('.call-tile.large', { hasText: name })
  await button(anna, 'Show who speaks').click()
  for (const [speaker, name] of [
    [clara, 'Clara'],
    [boris, 'Boris'],
  ] as const) {
    await speak(speaker, true)
    await tile(anna, name)
      .and(anna.chat.getByLabel(new RegExp(`${name} is speaking`)))
      .waitFor()
    await large(name).waitFor()
    await speak(speaker, false)
    await view(anna).locator('.call-tile.speaks').waitFor({ state: 'detached' })
    // nobody speaks: the last one stays
    await eventually(async () => expect(await large(name).count()).toBe(1))
  }
})

scene('CALL-45 a site that forbids microphones is named, and the chat goes on in a window', async (stage) => {
  const [anna, boris] = await acquainted(stage)
  stage.demo.control.pageHeaders = { 'permissions-policy': 'microphone=()' }
  const caller = await stage.openAs(anna, CALLING).finally(() => {
    stage.demo.control.pageHeaders = {}
  })
  await caller.openDialogWith(boris)
  await button(caller, 'Audio call').click()
  await says(caller, 'The chat can’t use your microphone')
  await says(caller, /This site doesn’t allow it in its pages/)
  const opening = caller.context.waitForEvent('page')
  await button(caller, 'Continue in a window').click()
  const window = await opening
  await window.getByRole('list', { name: 'Conversations' }).getByRole('button', { name: /Boris/ }).click()
  await window.getByRole('button', { name: 'Audio call' }).click()
  // there the microphone is open: the call begins
  await eventually(async () =>
    expect(await window.getByRole('dialog', { name: /^Call with Boris/ }).textContent()).toContain('Calling…'),
  )
})
