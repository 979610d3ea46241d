import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import type { Config } from '../config/config.ts'
import { addressIn, bindingRequest } from '../stun/stun-message.ts'
import { checkRelays } from './check-relays.ts'
import { checkSfu } from './check-sfu.ts'
import { type Finding, ok, reasonOf, warning } from './finding.ts'

/** Milliseconds until an answer is missing, and between two requests: UDP may lose one. */
const ANSWER_MS = 2_500
const AGAIN_MS = 500

/** Calls: the port by which browsers learn how they are seen, the one that media goes through, and each relay. */
export async function checkCalls(
  config: Pick<Config, 'callsUdpPort' | 'publicUrl' | 'turn' | 'sfu' | 'loopback'>,
): Promise<Finding[]> {
  const [stun, media, relays] = await Promise.all([checkStun(config), checkSfu(config), checkRelays(config)])
  return [stun, media, ...relays]
}

async function checkStun({
  callsUdpPort: port,
  publicUrl,
}: Pick<Config, 'callsUdpPort' | 'publicUrl'>): Promise<Finding> {
  if (port === 0) return ok('stun', 'Not used: calls connect within one network.')
  const { hostname } = new URL(publicUrl)
  const fix = `Start the server, and let UDP to port ${port} of ${hostname} through; CALLS_UDP_PORT names the port.`
  try {
    const seen = await askStun(hostname.replace(/^\[|\]$/g, ''), port)
    if (seen !== null) return ok('stun', `Port ${port} answers by STUN; it sees this machine as ${seen}.`)
    return warning('stun', `Port ${port} of ${hostname} does not answer by STUN (UDP).`, fix)
  } catch (error) {
    return warning('stun', `Port ${port} of ${hostname} can't be asked (${reasonOf(error)}).`, fix)
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
