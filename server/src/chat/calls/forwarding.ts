import { type Call, type CallSignal, ChatError, call, callSignal } from '@imbachat/protocol'
import { z } from 'zod'
import type { Bus, BusEvent } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { BlockStore } from '../ports/blocks.ts'
import type { CallStore, SfuMember, SfuProcess, StoredCall } from '../ports/calls.ts'
import { holds } from './parties.ts'
import { publishCall, toCall } from './publish-call.ts'

/** Milliseconds between two looks at the calls that this node forwards: hints between nodes may be lost. */
const LOOK_EVERY = 5_000
/**
 * Milliseconds from a page's answer to its first packet, after which its port counts as closed: paths are looked for at
 * once. A relay over TLS needs many round trips.
 */
const REACHED_IN = 5_000
const REACHED_BY_RELAY_IN = 9_000
/** Begins what nodes ask each other here. */
const QUESTION = 'sfu '

/** A call as it is now, for the node that forwards it, with a signal of one of its parties. */
const question = z.object({
  widget_id: z.int(),
  call,
  from: z.object({ user_id: z.string(), party: z.string(), signal: callSignal }).optional(),
})
type Question = z.output<typeof question>

export interface Forwarding {
  /** Party of this node's SFU, for a new call; null: this node has no SFU. */
  party(): string | null
  /**
   * Passes a signal to the SFU of the call. If that node is gone, the call moves to this node.
   * @throws ChatError invalid_field
   */
  signal(widget_id: number, call: StoredCall, from: NonNullable<Question['from']>): Promise<void>
  /** Call it before the process ends. */
  close(): void
}

interface Running {
  widget_id: number
  call: Call
  /** The last act. Acts run one by one, because the SFU must know the members before they connect. */
  tail: Promise<void>
  parties: Map<string, { user_id: string; attempt: number; n: number }>
  /** a packet of a page has arrived, or it is waited for one; null: no page has answered yet */
  port: 'reached' | 'waiting' | null
}

/** A node's SFU is a party of the calls that it forwards, and has the node's name. */
export const partyOfNode = (node_id: string): string =>
  Buffer.from(node_id.replaceAll('-', ''), 'hex').toString('base64url')

export const nodeOfParty = (party: string): string =>
  Buffer.from(party, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/**
 * Sends the SFU the members of a call after each commit, so that a user who leaves the call or the room loses its media
 * at once. The node that changed a call notifies the node that forwards it, because that one does not follow the widget
 * for it.
 */
export function createForwarding(options: {
  bus: Bus
  store: Pick<CallStore, 'callOf' | 'changeCall'> & Pick<BlockStore, 'blocksBetween'>
  sfu: SfuProcess
  hasRelay: boolean
  clock: Clock
  log: Log
}): Forwarding {
  const { bus, store, sfu, hasRelay, clock, log } = options
  const own = partyOfNode(bus.node_id)
  const running = new Map<string, Running>()
  let cancelLook = () => {}
  let closed = false
  /** a page has reached the port from the internet: where another one does not, its own network is in the way */
  let isOpenToAll = false

  function update({ widget_id, call }: Pick<Question, 'widget_id' | 'call'>): void {
    const known = running.get(call.call_id)
    if (known && known.call.rev > call.rev) return
    if (!isOpen(call) || call.sfu !== own) {
      if (known) end(known)
      return
    }
    const one = known ?? { widget_id, call, tail: Promise.resolve(), parties: new Map(), port: null }
    one.call = call
    running.set(call.call_id, one)
    inTurn(one, () => sendMembers(one))
    if (running.size === 1 && !known) lookLater()
  }

  function end({ call: { call_id } }: Running): void {
    running.delete(call_id)
    sfu.send({ t: 'members', call_id, slots: 0, members: [] })
  }

  function inTurn(one: Running, run: () => Promise<void> | void): void {
    one.tail = one.tail
      .then(() => (running.get(one.call.call_id) === one ? run() : undefined))
      .catch((error: unknown) => log.warn('a call could not be sent to the SFU; tried again', { error }))
  }

  async function sendMembers({ widget_id, call }: Running): Promise<void> {
    const { call_id, group } = call
    const present = call.members.filter(hasParty)
    const members: SfuMember[] = []
    for (const { user_id, party, audio, video, screen, mutes = 0 } of present) {
      const others = present.flatMap((other) => (other.user_id === user_id ? [] : [other.user_id]))
      const blocked = group && others.length > 0 ? await store.blocksBetween(widget_id, user_id, others) : []
      const apart = present.filter((other) => blocked.includes(other.user_id)).map((other) => other.party)
      members.push({ party, apart, muted: !audio && mutes > 0, video: video || screen })
    }
    if (running.get(call_id)?.call !== call) return
    sfu.send({ t: 'members', call_id, slots: (group?.most ?? 2) - 1, members })
  }

  function take({ call: { call_id } }: Question, { user_id, party, signal }: NonNullable<Question['from']>): void {
    const one = running.get(call_id)
    // checks the current call, because the signal may have waited at another node
    if (!one || !holds(one.call, { user_id, party })) return
    const { attempt, restart, description } = signal
    const before = one.parties.get(party)
    // another user may have had it, and left
    const known = before?.user_id === user_id ? before : { user_id, attempt: before?.attempt ?? 0, n: 0 }
    one.parties.set(party, known)
    if (restart) {
      known.attempt = Math.max(attempt, known.attempt + 1)
      inTurn(one, () => sfu.send({ t: 'connect', call_id, party, attempt: known.attempt }))
    } else if (description) {
      inTurn(one, () => sfu.send({ t: 'answer', call_id, party, attempt, sdp: description.sdp }))
      waitForPacket(one)
    }
  }

  /**
   * If pages have answered but none of their packets arrive, a firewall closes the port. The call then continues
   * without the SFU, unless an address is hidden. This stops once the port has worked: otherwise a member who sends
   * nothing could learn the addresses of the others.
   */
  function waitForPacket(one: Running): void {
    if (one.port !== null || isOpenToAll) return
    one.port = 'waiting'
    clock.after(hasRelay ? REACHED_BY_RELAY_IN : REACHED_IN, () => {
      const { widget_id, call } = one
      if (one.port === 'reached' || isOpenToAll || running.get(call.call_id) !== one) return
      one.port = null
      log.warn('no page of a call reaches the SFU: let UDP to CALLS_MEDIA_PORT through, `imbachat doctor` says how', {
        widget_id,
        call_id: call.call_id,
      })
      void move(widget_id, call, own, null)
    })
  }

  sfu.listen({
    offered({ call_id, party, attempt, sdp }) {
      const one = running.get(call_id)
      const to = one?.parties.get(party)
      if (!one || !to || to.attempt !== attempt) return
      to.n += 1
      const signal: CallSignal = { attempt, description: { type: 'offer', sdp } }
      bus.publish({
        ...{ t: 'call-signal', widget_id: one.widget_id, user_id: to.user_id },
        signal: { call_id, from: own, to: party, n: to.n, signal },
      })
    },
    reached(call_id, from) {
      const one = running.get(call_id)
      if (one) one.port = 'reached'
      isOpenToAll ||= from === 'public'
    },
    restarted() {
      for (const one of running.values()) {
        inTurn(one, () => sendMembers(one))
        for (const [party, known] of one.parties) {
          if (!one.call.members.some((member) => member.party === party)) continue
          known.attempt += 1
          const { attempt } = known
          inTurn(one, () => sfu.send({ t: 'connect', call_id: one.call.call_id, party, attempt }))
        }
      }
    },
    failed() {
      for (const { widget_id, call } of running.values()) void move(widget_id, call, own, null)
    },
  })

  /** Moves the call to another SFU, or continues it without one. */
  async function move(
    widget_id: number,
    { call_id, room_id }: Pick<Call, 'call_id' | 'room_id'>,
    instead: string,
    to: string | null,
  ): Promise<void> {
    try {
      const change = { act: 'forward' as const, sfu: to, instead, hasRelay }
      const changed = await store.changeCall({ widget_id, room_id, call_id, change })
      if (changed) publishCall(bus, widget_id, changed)
    } catch (error) {
      log.warn('a call could not be moved to another SFU', { call_id, error })
    }
  }

  const stopHearing = bus.subscribe((event, from) => {
    const call = callOf(event)
    if (!call) return
    const { widget_id } = event
    if (call.sfu === undefined || call.sfu === own || running.has(call.call_id)) update({ widget_id, call })
    // the node that publishes the change notifies the node that forwards the call
    if (call.sfu === undefined || call.sfu === own || from !== bus.node_id) return
    ask({ widget_id, call }).catch(() => {
      // that node checks every few seconds, and parties that lost their connection reconnect
    })
  })

  const ask = ({ widget_id, call, from }: Question): Promise<string> =>
    bus.ask(nodeOfParty(call.sfu ?? ''), QUESTION + JSON.stringify({ widget_id, call, ...(from && { from }) }))

  bus.answer((text) => {
    if (!text.startsWith(QUESTION)) return null
    const asked = question.parse(JSON.parse(text.slice(QUESTION.length)))
    update(asked)
    if (asked.from) take(asked, asked.from)
    return 'taken'
  })

  function lookLater(): void {
    cancelLook()
    cancelLook = clock.after(LOOK_EVERY, () => void look())
  }

  /** Finds changes whose events were lost: an end, a member, a block. */
  async function look(): Promise<void> {
    for (const one of [...running.values()]) {
      try {
        const stored = await store.callOf(one.widget_id, one.call.call_id)
        if (stored === null) end(one)
        else update({ widget_id: one.widget_id, call: toCall(stored) })
      } catch (error) {
        log.warn('the calls of the SFU could not be looked at; tried again', { error })
      }
    }
    if (!closed && running.size > 0) lookLater()
  }

  return {
    party: () => (sfu.available() ? own : null),
    async signal(widget_id, stored, from) {
      const { description, candidates } = from.signal
      if (candidates || description?.type === 'offer') {
        const text = 'The SFU offers, and takes no candidates: send a restart, then the answer to its offer.'
        throw new ChatError('invalid_field', text, { field: 'signal' })
      }
      const asked = { widget_id, call: toCall(stored), from }
      if (stored.sfu === own && sfu.available()) {
        update(asked)
        take(asked, from)
        return
      }
      try {
        if (stored.sfu === own) throw new Error('it is not available any more')
        await ask(asked)
      } catch (error) {
        log.info('the SFU of a call is gone; the call goes on here', { call_id: stored.call_id, error })
        await move(widget_id, stored, stored.sfu ?? '', sfu.available() ? own : null)
      }
    },
    close() {
      closed = true
      cancelLook()
      stopHearing()
      sfu.close()
    },
  }
}

/** Media flows: it was accepted, and has not ended. */
const isOpen = ({ state }: Pick<Call, 'state'>): boolean => state === 'connecting' || state === 'active'

const hasParty = <Member extends { party: string | null }>(member: Member): member is Member & { party: string } =>
  member.party !== null

const callOf = (event: BusEvent): Call | null => (event.t === 'call' || event.t === 'room-call' ? event.call : null)
