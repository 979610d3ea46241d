// The process that forwards the media of calls. It ends with the server, or when the server kills it.
import { createSocket } from 'node:dgram'
import type { ToSfu } from '../chat/ports/calls.ts'
import { messageOf } from '../error-message.ts'
import { createRoom, LOOK_EVERY, type Room } from './media/room.ts'
import type { FromSfu, SfuSettings } from './messages.ts'
import type { Network, Peer } from './peers.ts'

/** Milliseconds between two counts. */
const COUNTS_EVERY = 5_000

const send = (message: FromSfu): void => void process.send?.(message)
process.on('disconnect', () => process.exit())

const settings = JSON.parse(process.argv[2] ?? '{}') as SfuSettings
const rooms = new Map<string, { room: Room; slots: number; peers: Map<string, { attempt: number; peer: Peer }> }>()

start().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
})

async function start(): Promise<void> {
  const library = await import('./peers.ts').catch((error: unknown) => {
    send({ t: 'failed', reason: messageOf(error) })
  })
  if (!library) return
  const { openPeer, holdPort } = library
  const network: Network = { ...settings, port: await freePort(settings.port) }
  holdPort(network)
  process.on('message', (message: ToSfu) => {
    try {
      handle(message, network, openPeer)
    } catch (error) {
      // a description that the library refuses
      process.stderr.write(`${messageOf(error)}\n`)
    }
  })
  setInterval(() => {
    for (const { room } of rooms.values()) room.look()
  }, LOOK_EVERY)
  setInterval(count, COUNTS_EVERY)
  send({ t: 'up' })
}

function handle(message: ToSfu, network: Network, openPeer: typeof import('./peers.ts').openPeer): void {
  const known = rooms.get(message.call_id)
  switch (message.t) {
    case 'members': {
      if (message.members.length === 0) {
        known?.room.close()
        rooms.delete(message.call_id)
        return
      }
      const { slots } = message
      const call = known ?? { room: createRoom(slots, () => performance.now()), slots, peers: new Map() }
      rooms.set(message.call_id, call)
      call.room.setMembers(message.members)
      const stay = new Set(message.members.map(({ party }) => party))
      for (const party of [...call.peers.keys()]) if (!stay.has(party)) call.peers.delete(party)
      return
    }
    case 'connect': {
      const { call_id, party, attempt } = message
      if (!known) return
      const peer = openPeer({
        ...{ network, party, room: known.room, slots: known.slots },
        offer: (sdp) => send({ t: 'offer', call_id, party, attempt, sdp }),
        reached: (address) => send({ t: 'reached', call_id, address }),
      })
      if (peer) known.peers.set(party, { attempt, peer })
      return
    }
    case 'answer': {
      const connection = known?.peers.get(message.party)
      if (connection?.attempt === message.attempt) connection.peer.answer(message.sdp)
      return
    }
  }
}

function count(): void {
  const counts = [...rooms.values()].map(({ room }) => room.counts())
  const sum = (of: (one: { peers: number; forwarded: number }) => number) =>
    counts.reduce((all, one) => all + of(one), 0)
  send({ t: 'counts', calls: rooms.size, parties: sum((one) => one.peers), forwarded: sum((one) => one.forwarded) })
}

/** All connections share it, and the library asks for a number. */
function freePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(port, () => {
      const { port: found } = socket.address()
      socket.close(() => resolve(found))
    })
  })
}
