import { expect } from 'bun:test'
import type { FrameLocator, Locator } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { eventually } from '../stage/eventually.ts'
import type { World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

/** A fake microphone, camera and screen of the browser, without questions for permission. */
export const CALLING = { kind: 'calling' } as const

interface Stage extends Pick<World, 'chatUrl' | 'widgetId' | 'token'> {
  person(name: string): Person
}

/** Two people who have both written in their dialog. */
export async function acquainted(stage: Stage, one = 'Anna', other = 'Boris'): Promise<[Person, Person]> {
  const [anna, boris] = [stage.person(one), stage.person(other)]
  const [mine, theirs] = [await signIn(stage, stage.token(anna.id)), await signIn(stage, stage.token(boris.id))]
  const { room } = (await mine.request('dialog.open', { user_id: boris.id })) as { room: { room_id: number } }
  for (const [socket, text] of [
    [mine, 'Is the kayak still there?'],
    [theirs, 'Come and see it'],
  ] as const) {
    await socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text })
  }
  mine.close()
  theirs.close()
  return [anna, boris]
}

export async function hideAddress(stage: Omit<Stage, 'person'>, { id }: Person): Promise<void> {
  const socket = await signIn(stage, stage.token(id))
  await socket.request('settings.set', { settings: { hide_address: true } })
  socket.close()
}

type InChat = Pick<Visitor, 'chat'>

export const button = ({ chat }: InChat, name: string): Locator => chat.getByRole('button', { name, exact: true })
export const ring = ({ chat }: InChat): Locator => chat.getByRole('alertdialog', { name: 'Incoming call' })
export const view = ({ chat }: InChat): Locator => chat.getByRole('dialog', { name: /^Call with/ })
/** The call's view shows the text. */
export const says = (visitor: InChat, text: string | RegExp): Promise<void> =>
  view(visitor).getByText(text).first().waitFor()

/** The other side's picture moves. */
export async function seesVideo({ chat }: InChat, patienceMs?: number): Promise<void> {
  await eventually(async () => expect(await chat.locator('.call-video').evaluate(hasFrame)).toBe(true), patienceMs)
}

/** Runs in the page. Waits for a frame; false: another element takes this one's place, as when a party comes back. */
export const hasFrame = (video: HTMLVideoElement): Promise<boolean> =>
  new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(true))
    const look = () => (video.isConnected ? void requestAnimationFrame(look) : resolve(false))
    look()
  })

/** Frames of the other side's picture that were shown until now. */
export const framesSeen = ({ chat }: { chat: FrameLocator }): Promise<number> =>
  chat.locator('.call-video').evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames)

/** The other's picture goes on to move. */
export async function goesOn(visitor: InChat): Promise<void> {
  let before = await framesSeen(visitor)
  await eventually(async () => {
    const now = await framesSeen(visitor)
    // another element has taken its place, and counts from the start
    if (now < before) before = 0
    expect(now).toBeGreaterThan(before + 5)
  })
}

type WithPictures = typeof globalThis & { pictures: { longestGap: number; backAt: number } }

/**
 * Makes the page record the times at which the other user's picture changes: a test that looks itself is late on a busy
 * machine.
 */
export const watchPictures = ({ chat }: InChat): Promise<void> =>
  chat.locator('body').evaluate(() => {
    const pictures = { longestGap: 0, backAt: 0 }
    Object.assign(globalThis, { pictures })
    let [video, frames, last]: [HTMLVideoElement | null, number, number] = [null, 0, Date.now()]
    const look = () => {
      requestAnimationFrame(look)
      const shown = document.querySelector<HTMLVideoElement>('.call-video')
      const count = shown?.getVideoPlaybackQuality().totalVideoFrames ?? 0
      if (count > (shown === video ? frames : 0)) {
        const now = Date.now()
        pictures.longestGap = Math.max(pictures.longestGap, now - last)
        if (now - last > 1_000) pictures.backAt = now
        last = now
      }
      video = shown
      frames = count
    }
    look()
  })

/** The longest time without a picture, and the time of the first picture after a second without, in milliseconds. */
export const picturesOf = ({ chat }: InChat): Promise<WithPictures['pictures']> =>
  chat.locator('body').evaluate(() => (globalThis as WithPictures).pictures)

/** Two people talk, with video of both. */
export async function talk(caller: Visitor, callee: Visitor): Promise<void> {
  await caller.openDialogWith(callee.person)
  await button(caller, 'Video call').click()
  await acceptWithVideo(callee)
  await Promise.all([seesVideo(caller), seesVideo(callee)])
}

/** Not by the pointer: the window that a ring opens moves away from it on a busy machine. */
export const acceptWithVideo = (callee: Visitor): Promise<void> => button(callee, 'Accept with video').press('Enter')
