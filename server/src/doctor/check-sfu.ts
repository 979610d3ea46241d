import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import type { Config } from '../config/config.ts'
import { createSfuProcess } from '../sfu/sfu-process.ts'
import { type Finding, ok, reasonOf, warning } from './finding.ts'

/** Milliseconds for a process that starts, and for a packet to oneself. */
const START_MS = 10_000
const ARRIVE_MS = 1_500

/** The process that forwards the media of calls: can it run here, and is its port reached? */
export async function checkSfu({ sfu, turn, loopback }: Pick<Config, 'sfu' | 'turn' | 'loopback'>): Promise<Finding> {
  if (sfu === null) {
    return ok('media', 'Not used: groups of up to four connect to each other, and private calls need a relay.')
  }
  if (!(await offers())) {
    return warning(
      'media',
      'The process that forwards the media of calls does not run on this machine.',
      'Install the packages again with npm ci; without it, private calls need a relay (TURN_URL).',
    )
  }
  const { port, addresses } = sfu
  if (loopback || port === 0) return ok('media', 'The process that forwards the media of calls runs on this machine.')
  const fix = `Let UDP to port ${port} through; CALLS_MEDIA_ADDRESS names where browsers reach it.`
  try {
    const reached = await reachesItself(port, addresses)
    if (reached === null)
      return ok('media', `Media of calls goes through UDP port ${port}, which is in use, as by the server.`)
    if (reached)
      return ok('media', `Media of calls goes through UDP port ${port}, which ${addresses.join(', ')} leads to.`)
    const instead = turn
      ? 'Calls go through the relay (TURN_URL) after some seconds.'
      : 'Groups of up to four connect to each other after some seconds, and private calls do not connect.'
    return warning('media', `UDP to port ${port} of ${addresses.join(', ')} does not arrive here. ${instead}`, fix)
  } catch (error) {
    return warning('media', `UDP port ${port} can't be tried (${reasonOf(error)}).`, fix)
  }
}

/** A process of our own offers a connection, at any free port. */
async function offers(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const process = createSfuProcess({ settings: { port: 0, addresses: [] }, clock: systemClock, log: silentLog })
  process.listen({
    ...{ offered: () => resolve(true), reached() {} },
    ...{ restarted: () => resolve(false), failed: () => resolve(false) },
  })
  process.send({
    t: 'members',
    call_id: 'doctor',
    slots: 1,
    members: [{ party: 'doctor', muted: false, video: true, apart: [] }],
  })
  process.send({ t: 'connect', call_id: 'doctor', party: 'doctor', attempt: 1 })
  const timer = setTimeout(() => resolve(false), START_MS)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    process.close()
  }
}

/** Does a packet to one of these addresses come back to the port? null: the port is in use, so nobody can look. */
async function reachesItself(port: number, addresses: readonly string[]): Promise<boolean | null> {
  const socket = createSocket('udp4')
  const { promise, resolve, reject } = Promise.withResolvers<boolean | null>()
  const timer = setTimeout(() => resolve(false), ARRIVE_MS)
  socket.on('message', () => resolve(true))
  socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
  socket.bind(port, () => {
    for (const address of addresses) {
      lookup(address, 4).then(({ address: found }) => socket.send('imbachat', port, found), reject)
    }
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.close()
  }
}
