import { expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import fc from 'fast-check'
import type { Entry, Happening } from '../checker/history.ts'
import { replay } from '../checker/replay.ts'
import { HeldRoom } from './held-room.ts'
import { ConnectionLost, Refused, type Request } from './wire.ts'

const ROOM = 3
const seed = Number(process.env.HELD_ROOM_SEED ?? Date.now() % 2 ** 31)

/**
 * What may happen to a client in a room. On `miss` it does not receive a message; `n` chooses one of the pending
 * requests.
 */
type Act = { do: 'say' | 'miss' | 'look' | 'catch up' | 'reconnect' } | { do: 'answer'; n: number }

const acts = fc.array(
  fc.oneof(
    fc.constantFrom<Act>({ do: 'say' }, { do: 'miss' }, { do: 'look' }, { do: 'catch up' }, { do: 'reconnect' }),
    fc.record({ do: fc.constant('answer' as const), n: fc.nat(3) }),
    fc.record({ do: fc.constant('answer' as const), n: fc.nat(3) }),
  ),
  { maxLength: 60 },
)

/** A room whose server answers the pending requests in any order. */
function stage() {
  const stored: Message[] = []
  const entries: Entry[] = []
  let asks = 0
  let asked: { answer(): void; lose(): void }[] = []
  const note = (happening: Happening) =>
    void entries.push({ client: 'ann', user: 'ann', widget: 1, at: 1, ...happening })
  const held = new HeldRoom({ room: ROOM, note, nextAsk: () => asks++, onChange: () => undefined })
  let request = connect()

  function connect(): Request {
    for (const { lose } of asked) lose()
    asked = []
    note({ t: 'connection', state: 'connecting' })
    held.startOver()
    return (t, fields) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const { rev = 0 } = fields as { rev?: number }
      const answer = () =>
        t === 'messages.list'
          ? resolve({ messages: [...stored], last_rev: stored.length, has_more: false })
          : resolve({ kind: 'changes', messages: stored.slice(rev), rev: stored.length, more: false })
      asked.push({ answer, lose: () => reject(new Error('lost')) })
      return promise as Promise<never>
    }
  }

  function act(happens: Act): void {
    switch (happens.do) {
      case 'say':
      case 'miss': {
        const seq = stored.length + 1
        const none = { reply_to: null, edited_at: null, deleted_at: null }
        stored.push({ seq, rev: seq, client_id: `c${seq}`, sender_id: 'bob', text: 'hi', created_at: seq, ...none })
        if (happens.do === 'say') held.receive(stored.at(-1) as Message, request)
        return
      }
      case 'look':
        return void held.look(request, null).catch(() => undefined)
      case 'catch up':
        return void held.catchUp(request)
      case 'reconnect':
        request = connect()
        return
      case 'answer':
        return void asked.splice(happens.n % Math.max(1, asked.length), 1)[0]?.answer()
    }
  }

  async function settle(): Promise<void> {
    // Twice, as a client does at its end: the first sync may have been pending before the last change was made.
    for (const _ of [1, 2]) {
      for (act({ do: 'catch up' }); asked.length > 0; await turn()) act({ do: 'answer', n: 0 })
    }
  }
  return { held, stored, entries, act, settle }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a load client has the state that the checker expects, whatever it requests meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const { held, stored, entries, act, settle } = stage()
      for (const one of all) {
        act(one)
        await turn()
      }
      await settle()
      const { views, faults } = replay([...entries, { ...(entries[0] as Entry), t: 'connection', state: 'ended' }])
      expect(faults).toEqual([])
      expect(held.rev).toBe(stored.length)
      expect(views.get(ROOM)?.rev).toBe(stored.length)
    }),
    { seed, numRuns: 300 },
  )
})

test('a load client knows that its last request was lost or put off, and that a final refusal is an answer', async () => {
  const held = new HeldRoom({ room: ROOM, note() {}, nextAsk: () => 0, onChange() {} })
  const asked = (error: Error) => held.catchUp(() => Promise.reject(error))
  expect(await asked(new ConnectionLost('not connected'))).toBe(false)
  expect(await asked(new Refused({ code: 'server_busy', message: '' }))).toBe(false)
  expect(await asked(new Refused({ code: 'room_not_found', message: '' }))).toBe(true)
})
