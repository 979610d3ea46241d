import { expect } from 'bun:test'
import { addPicture, comeTo, giveMicrophone, makeFixtures, SCREENS } from '../stage/access-walk.ts'
import { eventually, lastingFaults } from '../stage/eventually.ts'
import { attach, plainFile, send } from '../stage/files.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { inEnglish, phrasesIn } from '../stage/phrases-in.ts'
import type { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'
import { layoutFaults } from './layout-faults.ts'

const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }

/** Set to look at every screen: `SHOTS=folder`. */
const SHOTS = process.env.SHOTS

const frameOf = ({ page }: Visitor) => {
  const frame = page.frames().find((one) => one.url().includes('/frame?'))
  if (!frame) throw new Error('the page has no chat in it')
  return frame
}

/** Everything stands where it stays. */
async function atRest(visitor: Visitor): Promise<void> {
  await frameOf(visitor).waitForFunction(() =>
    document
      .getAnimations()
      .every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity),
  )
}

const ENGLISH = {
  name: 'Bartholomew Featherstonehaugh-Cholmondeley of the Quay',
  text: 'Is the old lamp that I saw in your window on Tuesday still for sale, or has it gone already?',
}
const ARABIC = {
  name: 'عبد الرحمن بن محمد بن عبد العزيز آل سعود القرشي الهاشمي',
  text: 'هل ما زال المصباح القديم الذي رأيته في نافذتك يوم الثلاثاء معروضًا للبيع أم أنه بيع بالفعل؟',
}

type Talk = { name: string; text: string }

/** This person writes to the user, and to a group with them. */
async function talk(stage: Stage, user_id: number, { name, text }: Talk, group?: Talk): Promise<void> {
  const person = stage.person(name)
  const socket = await signIn(stage, stage.token(person.id))
  const say = (room_id: number, text: string) =>
    socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text })
  const dialog = (await socket.request('dialog.open', { user_id })) as { room: { room_id: number } }
  await say(dialog.room.room_id, text)
  if (!group) return
  const wanted = { pipe: `long-${person.id}`, title: group.name, user_ids: [String(user_id)] }
  const opened = (await socket.request('room.open', wanted)) as { room: { room_id: number } }
  await say(opened.room.room_id, group.text)
}

/** Conversations of long names in both directions, whose last messages run in either. */
async function talkWithMany(stage: Stage, user_id: number): Promise<void> {
  await talk(stage, user_id, ENGLISH, ARABIC)
  await talk(stage, user_id, ARABIC, ENGLISH)
}

for (const [size, viewport] of Object.entries({ window: DESKTOP, phone: PHONE })) {
  scene(
    `LANG-1 in Arabic, no text or control lies on another or is cut off outside of its place: ${size}`,
    async (stage) => {
      const fixtures = await makeFixtures(stage)
      await talkWithMany(stage, fixtures.anna.id)
      const words = await phrasesIn('ar')
      const visitor = await stage.openAs(fixtures.anna, {
        query: 'language=ar',
        words,
        browser: { viewport },
        prepare: giveMicrophone,
      })
      await visitor.openChat()
      await addPicture(visitor)
      for (const name of ['minutes of the annual meeting of the walkers.pdf', 'محضر الاجتماع.pdf']) {
        await attach(visitor, plainFile(name))
        await send(visitor)
      }
      await visitor.chat.getByRole('button', { name: words('Record voice message') }).click()
      await visitor.chat
        .getByRole('timer')
        .filter({ hasText: /0:0[1-9]/ })
        .waitFor()
      await visitor.chat.getByRole('button', { name: words('Send'), exact: true }).click()
      await visitor.log.getByRole('button', { name: words('Play voice message') }).waitFor()
      const found: string[] = []
      for (const [n, screen] of SCREENS.entries()) {
        await comeTo(visitor, fixtures, screen, SCREENS[n - 1])
        await atRest(visitor)
        if (SHOTS) await visitor.page.screenshot({ path: `${SHOTS}/ar ${size} ${screen.name}.png` })
        const faults = await lastingFaults(() => layoutFaults(frameOf(visitor)))
        found.push(...faults.map((fault) => `${screen.name}: ${fault}`))
      }
      expect(found).toEqual([])
    },
  )
}

scene('LANG-1 a number above 999 reads 999+ in Arabic', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const { app, widgetId } = stage
  const user_id = String(boris.id)
  const { room_id } = await app.store.chat.openDialog({
    widget_id: widgetId,
    user_id,
    peer_id: String(anna.id),
    needAccess: false,
  })
  await Promise.all(
    Array.from({ length: 1_000 }, () =>
      app.store.chat.appendMessage({
        widget_id: widgetId,
        room_id,
        sender_id: user_id,
        client_id: crypto.randomUUID(),
        text: 'Hello',
        reply_to: null,
      }),
    ),
  )
  const visitor = await stage.openAs(anna, { query: 'inline&language=ar', words: await phrasesIn('ar') })
  const badge = visitor.conversations.locator('.badge bdi')
  await badge.filter({ hasText: '999+' }).waitFor()
  const isInOrder = await badge.evaluate(({ firstChild }) => {
    const [first, last] = [0, 3].map((at) => {
      const range = document.createRange()
      range.setStart(firstChild as Node, at)
      range.setEnd(firstChild as Node, at + 1)
      return range.getBoundingClientRect().left
    })
    return (first ?? 0) < (last ?? 0)
  })
  expect(isInOrder).toBe(true)
})

for (const language of ['en', 'ar'] as const) {
  scene(
    `LANG-5 names and previews in the list are cut at the end of their own direction: ${language}`,
    async (stage) => {
      const anna = stage.person('Anna')
      await talkWithMany(stage, anna.id)
      await talk(stage, anna.id, { name: 'Ada', text: 'Hello' })
      await talk(stage, anna.id, { name: 'نور', text: 'مرحبا' })
      const words = language === 'en' ? inEnglish : await phrasesIn('ar')
      const visitor = await stage.openAs(anna, { query: `language=${language}`, words, browser: { viewport: DESKTOP } })
      await visitor.openChat()
      await eventually(async () => expect(await visitor.conversations.count()).toBe(6))
      await atRest(visitor)
      expect(await lastingFaults(() => layoutFaults(frameOf(visitor)))).toEqual([])
      // a name of either direction stands beside the picture
      const starts = () =>
        visitor.conversations.locator('.row-name bdi').evaluateAll((names, isRtl) => {
          const boxes = names.map((name) => name.getBoundingClientRect())
          return [...new Set(boxes.map(({ left, right }) => Math.round(isRtl ? right : left)))]
        }, language === 'ar')
      await eventually(async () => expect(await starts()).toHaveLength(1))
    },
  )
}
