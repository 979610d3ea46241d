import { expect } from 'bun:test'
import fc from 'fast-check'
import type { Frame } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { storeMessagesIn } from '../stage/stored-messages.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

declare const window: PageWithChat & { inSight: Set<number> }

/** The same sequences at each run; another seed finds others: `LOG_SEED=1 LOG_RUNS=100`. */
const SEED = Number(process.env.LOG_SEED ?? 78)
const RUNS = Number(process.env.LOG_RUNS ?? 12)

/** Within this many pixels the log counts as being at its end. */
const SLACK = 32
/** From the header to the first unread message: what comes before, and the divider. */
const BELOW_HEADER = 122
/** Padding below the last message. */
const PADDING = 12

const TEXTS = [
  'short',
  'a sentence of thirty characters'.repeat(5),
  Array.from({ length: 9 }, (_, n) => `line ${n + 1}`).join('\n'),
  Array.from({ length: 40 }, (_, n) => `verse ${n + 1}`).join('\n'),
]
/** @param longest how long they become, as a place in `TEXTS` */
const texts = (count: number, longest: number) =>
  Array.from({ length: count }, (_, n) => TEXTS[n % (longest + 1)] ?? '')

const SCREENS = [
  [1280, 900],
  [640, 360],
  [390, 780],
  [800, 600],
] as const

const text = fc.nat(TEXTS.length - 1)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ t: fc.constant('arrive' as const), text }) },
  { weight: 4, arbitrary: fc.record({ t: fc.constant('send' as const), text, byEnter: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('resize' as const), screen: fc.nat(SCREENS.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('keyboard' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ t: fc.constant('grow' as const), back: fc.nat(25), by: fc.integer({ min: 20, max: 300 }) }),
  },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('up' as const), by: fc.integer({ min: 40, max: 3_000 }) }) },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('down' as const) }) },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('burst' as const) }) },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('hide' as const), come: fc.integer({ min: 0, max: 40 }), text }) },
  {
    weight: 2,
    arbitrary: fc.record({ t: fc.constant('reopen' as const), come: fc.integer({ min: 0, max: 60 }), text }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What the log shows, once it stands still. Pixels; `seq` is 0 for messages that have none yet. */
interface Shown {
  toEnd: number
  height: number
  messages: { seq: number; top: number; bottom: number; text: string }[]
}

/** One dialog, and what its reader must find at each step. */
class Walk {
  /** the test's own idea of where the reader is */
  atEnd = true
  /** up to here the reader has seen all, or said that they have: by writing, by the button, by following a burst */
  excused = 0
  keyboard = false
  lastSeq: number

  constructor(
    readonly stage: Stage,
    readonly reader: Visitor,
    readonly frame: Frame,
    readonly peer: Person,
    readonly elsewhere: Person,
    readonly speaker: Awaited<ReturnType<typeof signIn>>,
    readonly roomId: number,
    readonly read: number,
    come: number,
  ) {
    this.lastSeq = read + come
  }

  shown(): Promise<Shown> {
    return this.frame.evaluate(async () => {
      const look = () => {
        const log = document.querySelector('.log') as HTMLElement
        const pane = log.getBoundingClientRect()
        const messages = [...log.querySelectorAll('article')].map((one) => {
          const { top, bottom } = one.getBoundingClientRect()
          const text = one.querySelector('.words')?.textContent ?? ''
          return { seq: Number(one.dataset.seq ?? 0), top: top - pane.top, bottom: bottom - pane.top, text }
        })
        return { toEnd: log.scrollHeight - log.scrollTop - log.clientHeight, height: log.clientHeight, messages }
      }
      const frames = async (count: number) => {
        for (let n = 0; n < count; n++) await new Promise(requestAnimationFrame)
      }
      let before = ''
      for (;;) {
        await frames(3)
        const now = look()
        if (JSON.stringify(now) === before) return now
        before = JSON.stringify(now)
      }
    })
  }

  /** Notes in each frame which messages have their last line in sight. */
  watch(): Promise<void> {
    return this.frame.evaluate(() => {
      const isFirst = !window.inSight
      window.inSight = new Set()
      if (!isFirst) return
      const look = () => {
        requestAnimationFrame(look)
        const log = document.querySelector('.log')
        if (!log) return
        const pane = log.getBoundingClientRect()
        for (const one of log.querySelectorAll('article[data-seq]')) {
          const { bottom } = one.getBoundingClientRect()
          if (bottom > pane.top && bottom <= pane.bottom + 1)
            window.inSight.add(Number((one as HTMLElement).dataset.seq))
        }
      }
      look()
    })
  }

  async open(): Promise<void> {
    await this.reader.openDialogWith(this.peer)
    await this.frame.waitForSelector('article')
  }

  /** @param last waits until the reader's page has it */
  async says(last: string, before: readonly string[] = []): Promise<void> {
    await storeMessagesIn(this.stage, this.roomId, this.peer, before)
    const sent = { room_id: this.roomId, client_id: crypto.randomUUID(), text: last }
    await this.speaker.request('message.send', sent)
    this.lastSeq += before.length + 1
    await this.speaker.until(() => this.mark('delivered_seq') >= this.lastSeq, 'the page has the message')
  }

  /** The reader’s watermark, as the server sends it to the peer. */
  mark(name: 'delivered_seq' | 'read_seq'): number {
    const all = this.speaker.events.flatMap((event) => (event.t === 'receipt' ? [event] : []))
    const mine = all.filter((one) => one.room_id === this.roomId && one.user_id === String(this.reader.person.id))
    return Math.max(0, ...mine.map((one) => one[name] ?? 0))
  }

  async play(one: Step): Promise<void> {
    const { page } = this.reader
    switch (one.t) {
      case 'arrive':
        await this.says(TEXTS[one.text] ?? '')
        break
      case 'send': {
        await this.reader.composer.fill(TEXTS[one.text] ?? '')
        if (one.byEnter) await this.reader.composer.press('Enter')
        else await this.reader.chat.getByRole('button', { name: 'Send', exact: true }).click()
        this.excused = ++this.lastSeq
        this.atEnd = true
        await this.frame.waitForSelector(`article.own[data-seq="${this.lastSeq}"]`)
        break
      }
      case 'resize': {
        const [width, height] = SCREENS[one.screen] ?? [800, 600]
        await page.setViewportSize({ width, height })
        break
      }
      case 'keyboard':
        this.keyboard = !this.keyboard
        // as iOS does it: the keyboard covers the page and makes only the visual viewport smaller
        await page.evaluate((open) => {
          const seen = visualViewport as VisualViewport
          if (open) Object.defineProperty(seen, 'height', { configurable: true, value: Math.round(innerHeight * 0.6) })
          else Reflect.deleteProperty(seen, 'height')
          seen.dispatchEvent(new Event('resize'))
        }, this.keyboard)
        break
      case 'grow':
        // what comes late: a picture, a card of a link, a font
        await this.frame.evaluate(({ back, by }) => {
          const bubble = [...document.querySelectorAll<HTMLElement>('article .bubble')].at(-1 - back)
          if (bubble) bubble.style.minHeight = `${bubble.offsetHeight + by}px`
        }, one)
        break
      case 'up': {
        await this.frame.evaluate((by) => document.querySelector('.log')?.scrollBy(0, -by), one.by)
        this.atEnd = (await this.shown()).toEnd <= SLACK
        break
      }
      case 'down': {
        const button = this.reader.chat.locator('.to-bottom:not(.to-mention)')
        if (this.atEnd) break
        await button.click()
        this.atEnd = true
        this.excused = this.lastSeq
        break
      }
      case 'burst':
        await this.says('the last of many', texts(129, 2))
        if (this.atEnd) this.excused = this.lastSeq
        break
      case 'hide': {
        await page.evaluate(() => window.imbaApi.closeChat())
        const first = this.lastSeq + 1
        if (one.come > 0) await this.says('the last', texts(one.come - 1, one.text))
        await page.evaluate(() => window.imbaApi.openChat())
        if (this.atEnd && one.come > 0) await eventually(() => this.beginsAt(first), 2_000)
        break
      }
      case 'reopen': {
        const seenAll = this.atEnd
        await this.reader.openDialogWith(this.elsewhere)
        await this.reader.chat.getByRole('heading', { name: this.elsewhere.name }).waitFor()
        const first = this.lastSeq + 1
        if (one.come > 0) await this.says('the last', texts(one.come - 1, one.text))
        await this.open()
        if (seenAll && one.come > 0) await eventually(() => this.beginsAt(first), 2_000)
        else this.atEnd = (await this.shown()).toEnd <= SLACK
        break
      }
    }
  }

  /** The first unread message is below the header, unless all that is unread fits. */
  async beginsAt(seq: number): Promise<void> {
    const { toEnd, messages } = await this.shown()
    const first = messages.find((message) => message.seq === seq)
    const top = first?.top ?? Number.NaN
    if (toEnd > SLACK) expect(top).toBeWithin(0, BELOW_HEADER)
    else expect(top).toBeGreaterThanOrEqual(0)
    this.atEnd = toEnd <= SLACK
  }

  /** Both rules, and that a reader further up keeps their place. @param before what was shown before the step */
  async holds(one: Step, before: Shown, wasAtEnd: boolean): Promise<void> {
    const now = await this.shown()
    const last = now.messages.at(-1)
    if (this.atEnd) {
      expect(now.toEnd).toBeLessThan(2)
      expect(now.height - (last?.bottom ?? 0)).toBeWithin(0, PADDING)
    } else if (!wasAtEnd && one.t !== 'up' && one.t !== 'reopen') {
      const held = before.messages.find(({ top, seq }) => top >= 0 && top < before.height && seq > 0)
      const found = now.messages.find(({ seq }) => seq === held?.seq)
      // what is at the end by now can't stand as high as before
      if (now.toEnd > 1 && held) expect(Math.abs((found?.top ?? Number.NaN) - held.top)).toBeLessThanOrEqual(2)
      this.atEnd = now.toEnd <= SLACK
    }
    const inSight = new Set(await this.frame.evaluate(() => [...window.inSight]))
    for (let seq = Math.max(this.read, this.excused) + 1; seq <= this.mark('read_seq'); seq++)
      expect([seq, inSight.has(seq)]).toEqual([seq, true])
  }
}

scene(
  `PAGE-24 PAGE-25 whatever happens in a conversation, its reader begins at what is unread, and stays at the end (seed ${SEED})`,
  async (stage) => {
    const [me, elsewhere] = [stage.person('Reader'), stage.person('Elsewhere')]
    const reader = await stage.openAs(me, { browser: { viewport: { width: 1280, height: 900 } } })
    await reader.openChat()
    const frame = await eventually(() => {
      const found = reader.page.frames().find((one) => one.url().includes('/frame'))
      if (!found) throw new Error('the page has no chat frame')
      return found
    })
    const receipts = await signIn(stage, stage.token(me.id))
    const walks = fc.record({
      read: fc.integer({ min: 1, max: 80 }),
      unread: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 70 })),
      text,
      screen: fc.nat(SCREENS.length - 1),
      steps: fc.array(step, { minLength: 4, maxLength: 8 }),
    })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(walks, async ({ read, unread, text, screen, steps }) => {
        runs++
        const peer = stage.person('Peer')
        const speaker = await signIn(stage, stage.token(peer.id))
        const { room_id: roomId } = (await speaker.request('dialog.open', { user_id: me.id })).room
        await speaker.request('message.send', { room_id: roomId, client_id: crypto.randomUUID(), text: 'first' })
        await storeMessagesIn(stage, roomId, peer, texts(read - 1, text))
        await receipts.request('receipts.update', { rooms: [{ room_id: roomId, read_seq: read }] })
        await storeMessagesIn(stage, roomId, peer, texts(unread, text))
        await reader.page.evaluate(() => Reflect.deleteProperty(visualViewport as VisualViewport, 'height'))
        const [width, height] = SCREENS[screen] ?? [800, 600]
        await reader.page.setViewportSize({ width, height })
        const walk = new Walk(stage, reader, frame, peer, elsewhere, speaker, roomId, read, unread)
        await walk.watch()
        await walk.open()
        const done: Step[] = []
        try {
          if (unread > 0) await eventually(() => walk.beginsAt(read + 1), 2_000)
          for (const one of steps) {
            done.push(one)
            const before = await walk.shown()
            const { atEnd } = walk
            await walk.play(one)
            // what a busy browser learns late moves the log once more
            const { atEnd: expected } = walk
            await eventually(async () => {
              walk.atEnd = expected
              await walk.holds(one, before, atEnd)
            }, 2_000)
          }
        } catch (error) {
          console.error(JSON.stringify({ read, unread, text, screen, done }))
          throw error
        } finally {
          speaker.close()
        }
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    )
    receipts.close()
    console.info(`${runs} random walks through a conversation`)
  },
  Math.max(240_000, RUNS * 20_000),
)
