import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import type { CallFinding } from '@imbachat/protocol/http/administration'
import type { Config } from '../config/config.ts'
import { addressIn, bindingRequest } from '../stun/stun-message.ts'
import { callFinding } from './call-findings.ts'
import { checkRelays } from './check-relays.ts'
import { checkSfu } from './check-sfu.ts'
import { type Finding, reasonOf } from './finding.ts'

/** Milliseconds until an answer is missing, and between two requests: UDP may lose one. */
const ANSWER_MS = 2_500
const AGAIN_MS = 500

type CallsConfig = Pick<Config, 'callsUdpPort' | 'publicUrl' | 'turn' | 'sfu' | 'loopback'>

/** Calls: the port by which browsers learn how they are seen, the one that media goes through, and each relay. */
export async function checkCalls(config: CallsConfig): Promise<Finding[]> {
  const [paths, media] = await Promise.all([checkPaths(config), checkSfu(config)])
  const [stun, ...relays] = paths.map(({ check, status, found, fix }) => ({
    check,
    status,
    found,
    ...(fix && { fix }),
  }))
  return [...(stun ? [stun] : []), media, ...relays]
}

/** Tests that a running server can do while calls keep its port for media. */
export async function checkPaths(
  config: Pick<CallsConfig, 'callsUdpPort' | 'publicUrl' | 'turn'>,
): Promise<CallFinding[]> {
  const [stun, relays] = await Promise.all([checkStun(config), checkRelays(config)])
  return [stun, ...relays]
}

async function checkStun({
  callsUdpPort: port,
  publicUrl,
}: Pick<CallsConfig, 'callsUdpPort' | 'publicUrl'>): Promise<CallFinding> {
  if (port === 0) return callFinding('stun_off')
  const { hostname: host } = new URL(publicUrl)
  try {
    const seen = await askStun(host.replace(/^\[|\]$/g, ''), port)
    return seen === null ? callFinding('stun_silent', { port, host }) : callFinding('stun_ok', { port, seen })
  } catch (error) {
    return callFinding('stun_failed', { port, host, reason: reasonOf(error) })
  }
}

/** @returns the address that the answer names; null: no answer came */
async function askStun(host: string, port: number): Promise<string | null> {
  const { address, family } = await lookup(host)
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  const request = bindingRequest(randomBytes(12))
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  socket.on('message', (answer) => {
    const seen = addressIn(answer, request)
    if (seen) resolve(seen.address)
  })
  socket.on('error', reject)
  const send = () => socket.send(request, port, address)
  send()
  const again = setInterval(send, AGAIN_MS)
  const end = setTimeout(() => resolve(null), ANSWER_MS)
  try {
    return await promise
  } finally {
    clearInterval(again)
    clearTimeout(end)
    socket.close()
  }
}
