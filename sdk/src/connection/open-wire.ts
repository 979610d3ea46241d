import { openPollWire, openStreamWire } from './stream-wire.ts'
import { openWebSocketWire } from './websocket-wire.ts'
import type { OpenWire, Wire } from './wire.ts'

/** Milliseconds. Some networks refuse WebSockets at once, others let them hang. */
const PATIENCE = 5_000
const REMEMBERED = 3_600_000
/** One failure may be chance: the server came back between the two tries. */
const PROOFS = 2

/**
 * Servers whose WebSockets are blocked: how often in a row that was seen, and when last. Kept as long as the page
 * lives.
 */
const blocked = new Map<string, { times: number; at: number }>()

/**
 * Opens a WebSocket; if that fails, a stream, and then polls. If all of them fail, the server is unreachable and the
 * wire is `closed`.
 */
export const openWire: OpenWire = (url, clock, events) => {
  const proof = blocked.get(url)
  const known = proof !== undefined && proof.times >= PROOFS && clock.now() - proof.at < REMEMBERED
  const hasSockets = typeof WebSocket !== 'undefined'
  const untried: OpenWire[] = hasSockets ? [openWebSocketWire, openStreamWire] : [openStreamWire]
  if (known) untried.reverse()
  untried.push(openPollWire)
  const tried = new Set<Wire>()
  let chosen: Wire | null = null
  /** A WebSocket that has opened but not received anything, and since when: some networks drop its frames. */
  let unproven: { at: number } | null = null
  let cancelPatience = () => {}

  function tryNext() {
    cancelPatience()
    const open = untried.shift()
    if (!open) return
    cancelPatience = clock.after(PATIENCE, tryNext)
    const wire = open(url, clock, {
      opened() {
        chosen = wire
        tried.delete(wire)
        giveUp()
        if (open === openWebSocketWire) unproven = { at: clock.now() }
        else if (hasSockets && !known) blame()
        events.opened()
      },
      received(frame) {
        if (unproven) blocked.delete(url)
        unproven = null
        events.received(frame)
      },
      closed(error) {
        tried.delete(wire)
        if (unproven && !error) blame()
        if (!chosen && !error) tryNext()
        if (chosen !== wire && !error && tried.size > 0) return
        giveUp()
        events.closed(error)
      },
    })
    tried.add(wire)
  }

  function blame() {
    blocked.set(url, { times: (proof?.times ?? 0) + 1, at: clock.now() })
  }

  function giveUp() {
    cancelPatience()
    untried.length = 0
    for (const wire of tried) wire.close()
    tried.clear()
  }

  tryNext()

  return {
    send: (frame) => chosen?.send(frame),
    close() {
      giveUp()
      if (unproven && clock.now() - unproven.at >= PATIENCE) blame()
      chosen?.close()
    },
  }
}
