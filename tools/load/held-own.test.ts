import { expect, test } from 'bun:test'
import type { OwnItem } from '@imbachat/protocol'
import fc from 'fast-check'
import type { Entry, Happening } from '../checker/history.ts'
import { itemKey, replayOwn } from '../checker/replay-own.ts'
import { HeldOwn } from './held-own.ts'
import type { Request } from './wire.ts'

const PAGE = 2
const seed = Number(process.env.HELD_OWN_SEED ?? Date.now() % 2 ** 31)

/** What may happen to a client. On `miss` it does not receive the change of a room's mute. */
type Act = { do: 'mute' | 'miss'; room: number } | { do: 'catch up' | 'reconnect' | 'answer' }

const acts = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('mute' as const, 'miss' as const), room: fc.nat(4) }),
    fc.constantFrom<Act>({ do: 'catch up' }, { do: 'reconnect' }, { do: 'answer' }, { do: 'answer' }),
  ),
  { maxLength: 60 },
)

/** A user whose server answers a pending request when the test wants it. */
function stage() {
  const items = new Map<string, OwnItem>()
  const entries: Entry[] = []
  let rev = 0
  let asks = 0
  const asked: { answer(): void; lose(): void }[] = []
  const note = (happening: Happening) =>
    void entries.push({ client: 'ann', user: 'ann', widget: 1, at: 1, ...happening })
  const held = new HeldOwn({ note, nextAsk: () => asks++ })
  let request = connect()

  function connect(): Request {
    for (const { lose } of asked.splice(0)) lose()
    note({ t: 'connection', state: 'connecting' })
    held.startOver()
    const made: Request = (_, fields) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const { rev: from = 0 } = fields as { rev?: number }
      const answer = () => {
        const newer = [...items.values()].filter((item) => item.rev > from).sort((a, b) => a.rev - b.rev)
        const page = newer.slice(0, PAGE)
        resolve({ kind: 'changes', items: page, rev: page.at(-1)?.rev ?? from, more: newer.length > PAGE })
      }
      asked.push({ answer, lose: () => reject(new Error('lost')) })
      return promise as Promise<never>
    }
    held.begin(rev, made)
    return made
  }

  function act(happens: Act): void {
    switch (happens.do) {
      case 'mute':
      case 'miss': {
        const item: OwnItem = { kind: 'mute', rev: ++rev, room_id: happens.room, until: rev }
        items.set(itemKey(item), item)
        if (happens.do === 'mute') held.receive([item], request)
        return
      }
      case 'catch up':
        return void held.catchUp(request)
      case 'reconnect':
        request = connect()
        return
      case 'answer':
        return void asked.shift()?.answer()
    }
  }

  async function settle(): Promise<void> {
    // Twice, as a client does at its end: the first sync may have been pending before the last change was made.
    for (const _ of [1, 2]) {
      for (act({ do: 'catch up' }); asked.length > 0; await turn()) act({ do: 'answer' })
    }
  }
  return { held, items, entries, act, settle, rev: () => rev }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a load client has the own state that the checker expects, whatever it misses meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const { held, items, entries, act, settle, rev } = stage()
      for (const one of all) {
        act(one)
        await turn()
      }
      await settle()
      const end: Entry = { client: 'ann', user: 'ann', widget: 1, at: 1, t: 'connection', state: 'ended' }
      const replayed = replayOwn([...entries, end])
      expect(replayed.faults).toEqual([])
      expect([held.rev, replayed.rev]).toEqual([rev(), rev()])
      expect(replayed.items).toEqual(items)
    }),
    { seed, numRuns: 300 },
  )
})
