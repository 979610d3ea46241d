import { afterAll, expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import { signIn } from '../stage/wire.ts'
import { acquainted, button, CALLING, ring, says } from './caller.ts'
import { bar, inGroup, sees, tile, view } from './in-group.ts'

let world: Promise<World> | null = null
/** Members connect to each other. */
const mesh = () => (world ??= makeWorld({ CALLS_MEDIA_PORT: '0' }))
afterAll(async () => (await world)?.end())
const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(mesh, name, play)

scene('CALL-50 three members of a group talk: it rings for them, and each sees both others', async (stage) => {
  const { visitors, title } = await inGroup(stage, ['Anna', 'Boris', 'Clara'])
  const [anna, boris, clara] = visitors
  await button(anna, 'Video call').click()
  await ring(boris).getByText('Anna is calling the group').waitFor()
  await button(boris, 'Accept').click()
  await sees(boris, 'Anna')
  // who declines may join later
  await button(clara, 'Decline').click()
  await bar(clara).getByText('Anna, Boris').waitFor()
  await eventually(async () => expect(await faults(clara)).toEqual([]))
  await bar(clara).getByRole('button').click()
  await Promise.all([sees(clara, 'Anna'), ...[anna, boris].map((visitor) => tile(visitor, 'Clara').waitFor())])
  await button(anna, 'Hang up').click()
  await Promise.all([tile(boris, 'Anna'), tile(clara, 'Anna')].map((gone) => gone.waitFor({ state: 'detached' })))
  await bar(anna).getByText('Boris, Clara').waitFor()
  await button(boris, 'Hang up').click()
  await button(clara, 'Hang up').click()
  const entry = anna.log.getByRole('article').filter({ hasText: 'Group call' })
  await entry.getByText('Anna, Boris, Clara').waitFor()
  await bar(anna).waitFor({ state: 'detached' })
  expect(title).toContain('Kayaks')
})

scene('CALL-51 a host mutes a member, who may undo it, and removes them', async (stage) => {
  const { visitors } = await inGroup(stage, ['Anna', 'Boris'])
  const [anna, boris] = visitors
  await button(anna, 'Audio call').click()
  await button(boris, 'Accept').click()
  await button(anna, 'Actions for Boris').click()
  await anna.chat.getByRole('menuitem', { name: 'Mute' }).click()
  await view(boris).getByText('A host turned your microphone off').first().waitFor()
  await tile(anna, 'Boris')
    .and(anna.chat.getByLabel(/microphone off/))
    .waitFor()
  await button(boris, 'Unmute microphone').click()
  await tile(anna, 'Boris')
    .and(anna.chat.getByLabel(/^Boris$/))
    .waitFor()
  // nobody who did not start it and does not manage the group
  expect(await button(boris, 'Actions for Anna').count()).toBe(0)
  await button(anna, 'Actions for Boris').click()
  await anna.chat.getByRole('menuitem', { name: 'Remove from the call' }).click()
  await view(boris).getByText('You were removed from this call.').first().waitFor()
  await tile(anna, 'Boris').waitFor({ state: 'detached' })
  await view(boris).getByRole('button', { name: 'Close' }).click()
  await bar(boris).getByText('You were removed from this call.').waitFor()
})

scene('CALL-52 a member who loads the page again goes on in the call of the group by one click', async (stage) => {
  const { visitors } = await inGroup(stage, ['Anna', 'Boris'])
  const [anna, boris] = visitors
  await button(anna, 'Video call').click()
  await button(boris, 'Accept').click()
  await sees(boris, 'Anna')
  await boris.page.reload()
  await button(boris, 'Rejoin').click()
  await sees(boris, 'Anna')
  await tile(anna, 'Boris').waitFor()
})

scene('CALL-53 a large group is called without a ring, and a blocked pair reads that it is apart', async (stage) => {
  const names = ['Anna', 'Boris', 'Clara', 'Dmitry', 'Elena']
  const { visitors, people } = await inGroup(stage, names, { open: 2 })
  const [anna, boris] = visitors
  const socket = await signIn(stage, stage.token(people[1]?.id ?? 0))
  await socket.request('user.block', { user_id: String(people[0]?.id), blocked: true })
  socket.close()
  await button(anna, 'Audio call').click()
  await view(anna).getByText('Nobody else is here yet').first().waitFor()
  await bar(boris).getByText('Anna').waitFor()
  expect(await ring(boris).count()).toBe(0)
  await bar(boris).getByRole('button').click()
  for (const [visitor, other] of [
    [boris, 'Anna'],
    [anna, 'Boris'],
  ] as const) {
    await tile(visitor, other).getByText('Not connected: one of you has blocked the other').waitFor()
  }
})

scene('CALL-12 a call in a group does not ring for a user who blocks the one who started it', async (stage) => {
  const { visitors, people } = await inGroup(stage, ['Anna', 'Boris', 'Clara'])
  const [anna, boris, clara] = visitors
  const socket = await signIn(stage, stage.token(people[1]?.id ?? 0))
  await socket.request('user.block', { user_id: String(people[0]?.id), blocked: true })
  socket.close()
  await button(anna, 'Audio call').click()
  await ring(clara).getByText('Anna is calling the group').waitFor()
  await bar(boris).getByText('Anna').waitFor()
  expect(await ring(boris).count()).toBe(0)
})

scene('CALL-54 the view shows all equally, or one large', async (stage) => {
  const { visitors } = await inGroup(stage, ['Anna', 'Boris'])
  const [anna, boris] = visitors
  await button(anna, 'Audio call').click()
  await button(boris, 'Accept').click()
  await tile(anna, 'Boris').waitFor()
  await button(anna, 'Show who speaks').click()
  await view(anna).locator('.call-tile.large', { hasText: 'Boris' }).waitFor()
  await eventually(async () => expect(await faults(anna)).toEqual([]))
  await button(anna, 'Show all equally').click()
  await view(anna).locator('.call-tile.large').waitFor({ state: 'detached' })
  const pressed = button(anna, 'Show Boris large')
  await pressed.click()
  await view(anna).locator('.call-tile.large', { hasText: 'Boris' }).waitFor()
  await pressed.click()
  await view(anna).locator('.call-tile.large').waitFor({ state: 'detached' })
})

scene('CALL-78 a shared screen is large in a group, and fills the screen', async (stage) => {
  const { visitors } = await inGroup(stage, ['Anna', 'Boris', 'Clara'])
  const [anna, boris, clara] = visitors
  await button(anna, 'Audio call').click()
  await button(boris, 'Accept').click()
  await button(clara, 'Accept').click()
  await button(boris, 'Share screen').click()
  await view(anna).locator('.call-tile.large video.screen').waitFor()
  await eventually(async () => expect(await faults(anna)).toEqual([]))
  await button(anna, 'Show Clara large').click()
  await view(anna).locator('.call-tile.large', { hasText: 'Clara' }).waitFor()
  await button(anna, 'Show all equally').click()
  await view(anna).locator('.call-tile.large').waitFor({ state: 'detached' })
  await button(anna, 'Full screen').click()
  const size = () => view(anna).evaluate((it) => [it.clientWidth, it.clientHeight])
  const whole = await anna.page.evaluate(() => [screen.width, screen.height])
  await eventually(async () => expect(await size()).toEqual(whole))
  await button(anna, 'Back to the chat').click()
  await eventually(async () => expect(await anna.page.evaluate(() => document.fullscreenElement)).toBeNull())
})

scene(
  'with a hidden address, no relay and nothing that forwards media the caller reads why the call does not start',
  async (stage) => {
    const people = await acquainted(stage)
    const [caller, callee] = await Promise.all([stage.openAs(people[0], CALLING), stage.openAs(people[1], CALLING)])
    const socket = await signIn(stage, stage.token(callee.person.id))
    await socket.request('settings.set', { settings: { hide_address: true } })
    socket.close()
    await caller.openDialogWith(callee.person)
    await button(caller, 'Audio call').click()
    await says(caller, 'The call didn’t start')
  },
)
