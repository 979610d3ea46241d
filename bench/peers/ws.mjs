// The usual way: `ws` on Node. A frame goes to every member of its room, and is not stored.
import { WebSocketServer } from 'ws'

/** @type {Map<string, Set<import('node:events').EventEmitter & { send(frame: unknown, options: object): void }>>} */
const rooms = new Map()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket, request) => {
  const name = new URL(request.url, 'http://localhost').searchParams.get('room') ?? ''
  const room = rooms.get(name) ?? new Set()
  rooms.set(name, room.add(socket))
  socket.on('message', (frame) => {
    for (const member of room) member.send(frame, { binary: false })
  })
  socket.on('close', () => room.delete(socket))
})
server.on('listening', () => console.log(`listening on ${server.address().port}`))
