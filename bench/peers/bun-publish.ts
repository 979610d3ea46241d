// The lower bound: Bun's own publish. A member's frame goes to all members of the room, and is not stored.
const server = Bun.serve<{ room: string }>({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request, server) {
    const room = new URL(request.url).searchParams.get('room') ?? ''
    return server.upgrade(request, { data: { room } }) ? undefined : new Response(null, { status: 426 })
  },
  websocket: {
    perMessageDeflate: false,
    open: (socket) => void socket.subscribe(socket.data.room),
    message: (socket, frame) => void server.publish(socket.data.room, frame),
  },
})
console.log(`listening on ${server.port}`)
