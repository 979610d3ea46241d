import type { LoadClient } from '../load/load-client.ts'
import { Refused } from '../load/wire.ts'
import type { Stage } from './stage.ts'

/** One client in one room. */
export interface Speaker {
  client: LoadClient
  room: number
}

export interface Talk {
  /** stops writing; resolves when all writes have been answered */
  stop(): Promise<void>
  /** from sending to ack, milliseconds, over however many connections */
  readonly latencies: number[]
}

/** Writes of one client that may wait for their ack. */
const WINDOW = 10

const EMOJIS = ['👍', '❤️', '😂'] as const
/** The same time is hardly ever chosen twice, so each mute is recognised by it. Milliseconds. */
const LATEST_MUTE = 100_000_000_000_000

/** Pairs of users in each widget, online and in their dialogs; the first user of each pair has two devices. */
export async function pairs(
  stage: Stage,
  perWidget: number,
  more: Parameters<Stage['client']>[1] = {},
): Promise<Speaker[]> {
  const speakers: Speaker[] = []
  for (const of of stage.widgets) {
    for (let pair = 0; pair < perWidget; pair++) {
      const [ann, bob] = [`ann${pair}`, `bob${pair}`]
      const clients = [
        stage.client(ann, { ...more, of }),
        stage.client(ann, { ...more, of, device: 'phone' }),
        stage.client(bob, { ...more, of }),
      ]
      await Promise.all(clients.map((client) => client.start()))
      for (const client of clients) {
        const room = await persistently(() => client.openDialog(client.options.user === ann ? bob : ann))
        speakers.push({ client, room })
      }
    }
  }
  return speakers
}

/** Repeats a request until a connection lives long enough to answer it. */
async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof Refused) throw error
      await Bun.sleep(20)
    }
  }
}

/**
 * Every client writes, edits, deletes, reacts, mutes, stars, drafts, reads and pages back, each `perSecond` times a
 * second, until it is stopped. With `acts: 'messages'` a client writes instead of acts that are not messages.
 */
export function talk(
  speakers: readonly Speaker[],
  perSecond: number,
  { acts = 'all' }: { acts?: 'all' | 'messages' } = {},
): Talk {
  let going = true
  const latencies: number[] = []
  const talking = speakers.map((speaker) => speak(speaker))

  async function speak({ client, room }: Speaker): Promise<void> {
    const waiting = new Set<Promise<void>>()
    const own: number[] = []
    for (let n = 0; going; n++) {
      const act = Math.random()
      const seq = own[Math.floor(Math.random() * own.length)]
      if (act < 0.08 && seq !== undefined) add(change(client, room, seq, `edited ${n}`))
      else if (act < 0.1 && seq !== undefined)
        add(change(client, room, own.splice(own.indexOf(seq), 1)[0] ?? seq, null))
      else if (act < 0.13) add(client.look(room, seq ?? null).catch(() => undefined))
      else if (acts === 'messages') add(send(client, room, own, `message ${n}`))
      else if (act < 0.21 && seq !== undefined) add(react(client, room, seq))
      else if (act < 0.23) add(client.set({ kind: 'mute', room, until: Math.random() < 0.3 ? null : muteEnd() }))
      else if (act < 0.25 && seq !== undefined) add(client.set({ kind: 'star', room, seq: upTo(seq), on: isMore() }))
      else if (act < 0.27 && seq !== undefined) add(client.read(room, seq))
      else if (act < 0.3) add(client.draft(room, `${client.options.client} begins ${n}`).catch(unless('draft_stale')))
      else add(send(client, room, own, `message ${n}`))
      if (waiting.size >= WINDOW) await Promise.race(waiting)
      await Bun.sleep((Math.random() * 2_000) / perSecond)
    }
    await Promise.all(waiting)

    function add(work: Promise<void>): void {
      const done = work.finally(() => waiting.delete(done))
      waiting.add(done)
    }
  }

  async function send(client: LoadClient, room: number, own: number[], what: string): Promise<void> {
    const begun = performance.now()
    const { seq } = await client.send(room, `${client.options.client} ${what}`)
    latencies.push(performance.now() - begun)
    own.push(seq)
  }

  return {
    latencies,
    async stop() {
      going = false
      await Promise.all(talking)
    },
  }
}

/** If another device of the user deletes the message first, the waiting edit is refused, as intended. */
const change = (client: LoadClient, room: number, seq: number, text: string | null) =>
  client.change(room, seq, text).catch(unless('message_not_found'))

/** Reacts to any message up to `seq`, or takes a reaction back. A deleted message and a notice take none. */
export const react = (client: LoadClient, room: number, seq: number) =>
  client
    .react({ room, seq: upTo(seq), emoji: EMOJIS[upTo(EMOJIS.length) - 1] ?? '👍', on: isMore() })
    .catch(unless('message_not_found'))

const upTo = (most: number) => 1 + Math.floor(Math.random() * most)
export const muteEnd = () => upTo(LATEST_MUTE)
/** Two of three changes add something, the third takes it back. */
const isMore = () => Math.random() < 2 / 3

const unless =
  (code: string) =>
  (error: unknown): void => {
    if (!(error instanceof Refused && error.body.code === code)) throw error
  }
