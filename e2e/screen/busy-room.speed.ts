import { expect } from 'bun:test'
import { scene } from '../stage/harness.ts'
import { timesSlower } from '../stage/slow-phone.ts'
import type { PageWithChat } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'
import { taskTimes } from './task-times.ts'

declare const window: PageWithChat

/** Messages a second, and how long it is measured. `TYPING_SECONDS=30` gives figures worth writing down. */
const PER_SECOND = 50
const SECONDS = Number(process.env.TYPING_SECONDS ?? 6)
/** A machine that is held up by others has long tasks now and then; a slow chat has them every time. */
const MOST_TRIES = 4

scene(
  'PAGE-22 a group that receives 50 messages a second, mentions among them, stays smooth on a slow phone',
  async (stage) => {
    const reader = stage.person('Watcher')
    const pipe = `busy-${crypto.randomUUID()}`
    const names = ['Anna', 'Boris', 'Clara', 'Dmitri', 'Elena']
    const speakers = await Promise.all(names.map((name) => signIn(stage, stage.token(stage.person(name).id))))
    const input = { pipe, title: 'The quay', is_public: true }
    const rooms = await Promise.all(speakers.map((one) => one.request('room.open', input)))
    const { room } = rooms[0] as { room: { room_id: number } }
    const visitor = await stage.openAs(reader, {
      kind: 'whole',
      query: 'inline',
      browser: { viewport: { width: 1280, height: 900 } },
    })
    await visitor.page.evaluate((pipe) => window.imbaApi.addToRoom({ pipe, is_public: '1', type: 1 }), pipe)
    let said = 0
    const say = () => {
      const mention = { type: 'mention' as const, offset: 0, length: 8, user_id: String(reader.id) }
      const calls = ++said % 10 === 0
      const text = `${calls ? '@Watcher ' : ''}message ${said}, about as long as people write in such a room`
      const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text }
      const entities = calls ? { entities: [mention] } : {}
      return speakers[said % speakers.length]?.request('message.send', { ...message, ...entities })
    }
    for (let n = 0; n < 200; n++) await say()
    await visitor.message(`message ${said},`).last().waitFor()
    const frame = visitor.page.frames().find((one) => one.url().includes('/frame'))
    if (!frame) throw new Error('the page has no chat frame')
    let tooLong: number[] = []
    let slowdown = 1
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      slowdown = Math.max(slowdown, await timesSlower(visitor.page))
      const before = said
      const talk = setInterval(() => void say(), 1000 / PER_SECOND)
      const tasks = await taskTimes(frame, () => new Promise((done) => setTimeout(done, SECONDS * 1000)))
      clearInterval(talk)
      await visitor.message(`message ${said},`).last().waitFor()
      const slow = tasks.map((ms) => ms * slowdown).sort((a, b) => b - a)
      const figures = {
        messages: said - before,
        tasks: tasks.length,
        longest: slow.slice(0, 5).map(Math.round),
      }
      console.info(`a busy group, slowed down ${slowdown.toFixed(1)} times: ${JSON.stringify(figures)}`)
      expect(tasks.length).toBeGreaterThan(50)
      tooLong = slow.filter((ms) => ms > 50)
      if (tooLong.length === 0) break
    }
    expect(tooLong).toEqual([])
    expect(await visitor.chat.getByRole('log').locator('article').count()).toBeLessThanOrEqual(120)
    expect(visitor.console).toEqual([])
  },
)
