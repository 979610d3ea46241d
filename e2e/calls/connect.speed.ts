import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser, Frame } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { hasCoturn, startCoturn } from '../../server/src/stun/testing/coturn.ts'
import { FIREFOX } from '../other-browsers/browsers.ts'
import { DrivenVisitor } from '../other-browsers/driven-visitor.ts'
import { launchBrowser, theBrowser, UNASKED } from '../stage/browser.ts'
import { makeWorld, person, type World } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { Visitor } from '../stage/visitor.ts'
import { acquainted, button, hideAddress, ring, talk, view } from './caller.ts'

setDefaultTimeout(900_000)

const RUNS = Number(process.env.CALL_RUNS ?? 30)

/**
 * When something was first seen in a chat, milliseconds since 1970: all run on this machine. Kept in the document,
 * since Firefox gives each script a global of its own.
 */
type Marks = Partial<Record<'start' | 'ring' | 'quiet' | 'accept' | 'rejoin' | 'frame', string>>

let world: World
beforeAll(async () => {
  world = await makeWorld({ CALLS_PER_MINUTE: '0', CALL_UNANSWERED: '0' })
})

/** Runs in the chat. */
function watch(): void {
  const marks: Marks = document.documentElement.dataset
  const mark = (name: keyof Marks) => {
    marks[name] ??= String(Date.now())
  }
  const watched = new WeakSet<HTMLVideoElement>()
  new MutationObserver(() => {
    if (document.querySelector('.call-ring')) mark('ring')
    else if (marks.ring) mark('quiet')
    const video = document.querySelector<HTMLVideoElement>('.call-video')
    if (!video || watched.has(video)) return
    watched.add(video)
    video.requestVideoFrameCallback(() => mark('frame'))
  }).observe(document.body, { subtree: true, childList: true })
  addEventListener(
    'click',
    ({ target }) => {
      const pressed = (target as Element).closest('button')
      const name = pressed?.getAttribute('aria-label') ?? pressed?.textContent
      if (name === 'Video call') mark('start')
      if (name === 'Accept with video') mark('accept')
      if (name === 'Rejoin') mark('rejoin')
    },
    true,
  )
}

type Counting = typeof globalThis & { connectionsMade: number; connection: RTCPeerConnection; longestGap: number }

/** Runs in each frame before its scripts. */
function countConnections(): void {
  const counting = globalThis as Counting
  counting.connectionsMade = 0
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      counting.connectionsMade += 1
      counting.connection = this
    }
  }
}

async function openAs(
  who: Person,
  { demo }: World = world,
  browser?: Browser,
): Promise<{ visitor: Visitor; frame: Frame }> {
  const context = await (browser ?? (await theBrowser('calling'))).newContext({ reducedMotion: 'reduce' })
  const visitor = new Visitor(await context.newPage(), who)
  await visitor.page.addInitScript(countConnections)
  await visitor.page.goto(`${demo.url}/as/${who.slug}`)
  await visitor.chat.locator('.chat').waitFor({ state: 'attached' })
  return { visitor, frame: await watchedFrame(visitor) }
}

async function watchedFrame({ page }: Visitor): Promise<Frame> {
  const frame = page.frames().find((one) => one.url().includes('/frame'))
  if (!frame) throw new Error('the page has no chat')
  await frame.evaluate(watch)
  return frame
}

/** Runs in the chat. */
function take(): Marks {
  const { start, ring, quiet, accept, rejoin, frame } = document.documentElement.dataset as Marks
  for (const name of ['start', 'ring', 'quiet', 'accept', 'rejoin', 'frame'] as const) {
    delete document.documentElement.dataset[name]
  }
  return JSON.parse(JSON.stringify({ start, ring, quiet, accept, rejoin, frame }))
}

const seesFrame = (frame: Frame) => frame.waitForFunction(() => 'frame' in document.documentElement.dataset)

const between = (from: string | undefined, ...to: (string | undefined)[]) => Math.max(...to.map(Number)) - Number(from)

function report(name: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]
  console.info(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms, ${sorted.length} runs`)
}

test('how soon three devices ring, others stop, and the first frames come', async () => {
  const [anna, boris] = await acquainted({ ...world, person: (name) => person(world.demo, name) })
  const [caller, callee, ...others] = await Promise.all([openAs(anna), openAs(boris), openAs(boris), openAs(boris)])
  if (!caller || !callee) throw new Error('nobody is there')
  await caller.visitor.openDialogWith(boris)
  const figures: Record<'ring' | 'stop' | 'connect', number[]> = { ring: [], stop: [], connect: [] }
  for (let run = 0; run < RUNS; run++) {
    await button(caller.visitor, 'Video call').click()
    for (const { visitor } of [callee, ...others]) await ring(visitor).waitFor()
    await button(callee.visitor, 'Accept with video').click()
    for (const { frame } of [caller, callee]) await seesFrame(frame)
    for (const { visitor } of others) await ring(visitor).waitFor({ state: 'detached' })
    const [from, to, ...rest] = await Promise.all([caller, callee, ...others].map(({ frame }) => frame.evaluate(take)))
    figures.ring.push(between(from?.start, to?.ring, ...rest.map((one) => one.ring)))
    figures.stop.push(between(to?.accept, ...rest.map((one) => one.quiet)))
    figures.connect.push(between(to?.accept, from?.frame, to?.frame))
    await button(caller.visitor, 'Hang up').click()
    for (const { visitor } of [caller, callee]) await view(visitor).waitFor({ state: 'detached' })
    await Promise.all([caller, callee, ...others].map(({ frame }) => frame.evaluate(take)))
  }
  report('start of a call to the ring of the last of three devices', figures.ring)
  report('acceptance to the end of the ring of the others', figures.stop)
  report('acceptance to the first frame on both sides', figures.connect)
  expect(figures.connect.length).toBe(RUNS)
})

test('how soon the first frames come through the SFU, and how many joins need a second attempt', async () => {
  const [anna, boris] = await acquainted({ ...world, person: (name) => person(world.demo, name) }, 'Clara', 'Dmitry')
  await hideAddress(world, boris)
  const [caller, callee] = await Promise.all([openAs(anna), openAs(boris)])
  await caller.visitor.openDialogWith(boris)
  const figures: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await button(caller.visitor, 'Video call').click()
    await button(callee.visitor, 'Accept with video').click()
    for (const { frame } of [caller, callee]) await seesFrame(frame)
    const [from, to] = await Promise.all([caller, callee].map(({ frame }) => frame.evaluate(take)))
    figures.push(between(to?.accept, from?.frame, to?.frame))
    await button(caller.visitor, 'Hang up').click()
    for (const { visitor } of [caller, callee]) await view(visitor).waitFor({ state: 'detached' })
    await Promise.all([caller, callee].map(({ frame }) => frame.evaluate(take)))
  }
  report('acceptance to the first frame on both sides through the SFU', figures)
  const made = await Promise.all(
    [caller, callee].map(({ frame }) => frame.evaluate(() => (globalThis as Counting).connectionsMade)),
  )
  const joins = 2 * RUNS
  console.info(`${made.reduce((sum, one) => sum + one, 0) - joins} of ${joins} joins needed another attempt`)
  expect(figures.length).toBe(RUNS)
})

/** How long the link to the server is cut, milliseconds. */
const CUT_MS = 10_000
const LOOK_MS = 50

/** Runs in the chat: from now on it keeps the longest time without a new sample of sound that was not made up. */
function measureGaps(everyMs: number): void {
  const page = globalThis as Counting
  page.longestGap = 0
  let [samples, since] = [0, performance.now()]
  setInterval(async () => {
    const reports = await page.connection.getStats()
    let now = 0
    reports.forEach(({ type, kind, totalSamplesReceived = 0, concealedSamples = 0 }) => {
      if (type === 'inbound-rtp' && kind === 'audio') now += totalSamplesReceived - concealedSamples
    })
    const at = performance.now()
    page.longestGap = Math.max(page.longestGap, at - since)
    if (now > samples) [samples, since] = [now, at]
  }, everyMs)
}

test('how long the sound pauses while the link to the server is cut', async () => {
  const [anna, boris] = await acquainted({ ...world, person: (name) => person(world.demo, name) })
  const [caller, callee] = await Promise.all([openAs(anna), openAs(boris)])
  await talk(caller.visitor, callee.visitor)
  const both = [caller.frame, callee.frame]
  const gaps = { cut: [] as number[], linked: [] as number[] }
  const measure = async (into: number[]) => {
    for (const frame of both) await frame.evaluate(() => ((globalThis as Counting).longestGap = 0))
    await Bun.sleep(CUT_MS)
    into.push(...(await Promise.all(both.map((frame) => frame.evaluate(() => (globalThis as Counting).longestGap)))))
  }
  for (const frame of both) await frame.evaluate(measureGaps, LOOK_MS)
  for (let run = 0; run < Math.ceil(RUNS / 6); run++) {
    await measure(gaps.linked)
    await setOffline(caller.visitor.context, true)
    await measure(gaps.cut)
    await setOffline(caller.visitor.context, false)
  }
  report('longest pause of the sound within 10 s without a link to the server', gaps.cut)
  report('the same with the link', gaps.linked)
  expect(gaps.cut.length).toBe(2 * Math.ceil(RUNS / 6))
})

test('how soon a page that was loaded again sees the other side', async () => {
  const [anna, boris] = await acquainted({ ...world, person: (name) => person(world.demo, name) })
  const [caller, callee] = await Promise.all([openAs(anna), openAs(boris)])
  await talk(caller.visitor, callee.visitor)
  const figures: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await caller.visitor.page.reload()
    await button(caller.visitor, 'Rejoin').waitFor()
    const frame = await watchedFrame(caller.visitor)
    await button(caller.visitor, 'Rejoin').click()
    await seesFrame(frame)
    const marks = await frame.evaluate(take)
    figures.push(between(marks.rejoin, marks.frame))
  }
  report('Rejoin to the first frame of the other side', figures)
  expect(figures.length).toBe(RUNS)
})

test.if(FIREFOX.lacks() === null)('how soon the first frame of Firefox comes', async () => {
  const [anna, boris] = await acquainted({ ...world, person: (name) => person(world.demo, name) })
  const firefox = await FIREFOX.launch()
  afterAll(() => firefox.end())
  const { visitor, frame } = await openAs(anna)
  const other = new DrivenVisitor(firefox.driver)
  await other.open(`${world.demo.url}/as/${boris.slug}`)
  await visitor.openDialogWith(boris)
  const figures: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await button(visitor, 'Video call').click()
    await other.sees({ css: 'button', name: 'Accept with video' })
    if (run === 0) await other.inChat(watch)
    await other.click({ css: 'button', name: 'Accept with video' })
    await seesFrame(frame)
    const [here, there] = [await frame.evaluate(take), await other.inChat(take)]
    figures.push(between(there.accept, here.frame))
    await button(visitor, 'Hang up').click()
    await view(visitor).waitFor({ state: 'detached' })
    await other.seesNot({ css: '.call-dialog' })
    await frame.evaluate(take)
  }
  report('acceptance in Firefox to its first frame in Chromium', figures)
  expect(figures.length).toBe(RUNS)
})

test.if(hasCoturn())('how soon the first frames come over turns where UDP is dropped', async () => {
  const dropped = await Bun.udpSocket({ hostname: '127.0.0.1' })
  const coturn = await startCoturn()
  afterAll(async () => {
    await coturn.stop()
    dropped.close()
  })
  const blocked = await makeWorld({
    TURN_URL: `turn:localhost:${dropped.port},${coturn.tlsUrl}`,
    TURN_SECRET: coturn.secret,
    CALLS_MEDIA_PORT: '0',
    CALLS_PER_MINUTE: '0',
    CALL_UNANSWERED: '0',
  })
  const browser = await launchBrowser({ args: [...UNASKED, '--ignore-certificate-errors'] }, 'whole')
  afterAll(() => browser.close())
  const stage = { ...blocked, person: (name: string) => person(blocked.demo, name) }
  const [anna, boris] = await acquainted(stage)
  await hideAddress(stage, boris)
  const [caller, callee] = await Promise.all([openAs(anna, blocked, browser), openAs(boris, blocked, browser)])
  await caller.visitor.openDialogWith(boris)
  const figures: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await button(caller.visitor, 'Video call').click()
    await button(callee.visitor, 'Accept with video').click()
    for (const { frame } of [caller, callee]) await seesFrame(frame)
    const [from, to] = await Promise.all([caller, callee].map(({ frame }) => frame.evaluate(take)))
    figures.push(between(to?.accept, from?.frame, to?.frame))
    await button(caller.visitor, 'Hang up').click()
    for (const { visitor } of [caller, callee]) await view(visitor).waitFor({ state: 'detached' })
    await Promise.all([caller, callee].map(({ frame }) => frame.evaluate(take)))
  }
  report('acceptance to the first frame on both sides over turns', figures)
  expect(figures.length).toBe(RUNS)
})
