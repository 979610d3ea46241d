import { randomUUID } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import { z } from 'zod'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { SfuListener, SfuProcess } from '../ports/calls.ts'
import { nodeOfParty, partyOfNode } from './forwarding.ts'

/** Milliseconds for a process that starts, and until the connection of a test ends. */
const OFFER_MS = 10_000
const LIVES = 30_000
/** Each is a connection of the process that forwards calls. A browser has up to three, and with a relay six. */
const AT_ONCE = 120
/** Begins what nodes ask each other here, and the ids of tests, which no call has. */
const QUESTION = 'sfu-test '
const PARTY = 'test'

const answerOfPage = z.object({ account_id: z.string(), test_id: z.string(), sdp: z.string() })

export interface SfuTests {
  /** A connection to the SFU that belongs to no call. null: it makes none. @throws ChatError server_busy */
  start(account_id: string): Promise<{ test_id: string; sdp: string } | null>
  /** @throws ChatError conflict: the test has ended */
  answer(account_id: string, test_id: string, sdp: string): Promise<void>
}

interface Running {
  account_id: string
  offered(sdp: string | null): void
}

/**
 * Lets a page test whether it reaches the SFU of this node.
 * @returns the SFU for calls, which gets no events of tests
 */
export function createSfuTests({ sfu, bus, clock }: { sfu: SfuProcess; bus: Bus; clock: Clock }): {
  tests: SfuTests
  sfu: SfuProcess
} {
  const own = partyOfNode(bus.node_id)
  const running = new Map<string, Running>()
  const nobody: SfuListener = { offered() {}, reached() {}, restarted() {}, failed() {} }
  let calls = nobody

  sfu.listen({
    offered(offer) {
      const test = running.get(offer.call_id)
      if (test) test.offered(offer.sdp)
      else calls.offered(offer)
    },
    reached(call_id, from) {
      if (!running.has(call_id)) calls.reached(call_id, from)
    },
    restarted: () => calls.restarted(),
    failed() {
      for (const { offered } of running.values()) offered(null)
      calls.failed()
    },
  })

  function end(test_id: string): void {
    if (running.delete(test_id)) sfu.send({ t: 'members', call_id: test_id, slots: 0, members: [] })
  }

  function take(account_id: string, test_id: string, sdp: string): boolean {
    if (running.get(test_id)?.account_id !== account_id) return false
    sfu.send({ t: 'answer', call_id: test_id, party: PARTY, attempt: 1, sdp })
    return true
  }

  bus.answer((text) => {
    if (!text.startsWith(QUESTION)) return null
    const { account_id, test_id, sdp } = answerOfPage.parse(JSON.parse(text.slice(QUESTION.length)))
    return take(account_id, test_id, sdp) ? 'taken' : 'ended'
  })

  /** At the node that made the offer. */
  async function pass(account_id: string, test_id: string, sdp: string): Promise<boolean> {
    const [node = ''] = test_id.split('.')
    if (node === own) return take(account_id, test_id, sdp)
    const question = QUESTION + JSON.stringify({ account_id, test_id, sdp })
    return bus.ask(nodeOfParty(node), question).then(
      (answer) => answer === 'taken',
      () => false,
    )
  }

  const tests: SfuTests = {
    async start(account_id) {
      if (!sfu.available()) return null
      if (running.size >= AT_ONCE) throw new ChatError('server_busy', 'Too many tests of calls run. Try again.')
      const test_id = `${own}.${randomUUID()}`
      const { promise, resolve } = Promise.withResolvers<string | null>()
      running.set(test_id, { account_id, offered: resolve })
      const members = [{ party: PARTY, muted: false, video: true, apart: [] }]
      sfu.send({ t: 'members', call_id: test_id, slots: 0, members })
      sfu.send({ t: 'connect', call_id: test_id, party: PARTY, attempt: 1 })
      clock.after(LIVES, () => end(test_id))
      const cancel = clock.after(OFFER_MS, () => resolve(null))
      const sdp = await promise
      cancel()
      if (sdp !== null) return { test_id, sdp }
      end(test_id)
      return null
    },
    async answer(account_id, test_id, sdp) {
      if (await pass(account_id, test_id, sdp)) return
      throw new ChatError('conflict', 'This test of calls has ended. Start it again.')
    },
  }
  const listen = (listener: SfuListener): void => {
    calls = listener
  }
  return { tests, sfu: { ...sfu, listen } }
}
