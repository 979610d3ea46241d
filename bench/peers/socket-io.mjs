// Another usual way: Socket.IO on Node, with only the WebSocket transport. An event goes to its room, and is not
// stored.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer()
const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
server.on('connection', (socket) => {
  const room = socket.handshake.query.room ?? ''
  socket.join(room)
  socket.on('m', (body) => server.to(room).emit('m', body))
})
http.listen(0, '127.0.0.1', () => console.log(`listening on ${http.address().port}`))
