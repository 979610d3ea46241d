// The lower bound of a request: Bun answers each one with as many bytes as a page of 50 messages has, from memory.
const PAGE_BYTES = 12_800
const page = 'x'.repeat(PAGE_BYTES)
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response(null, { status: 426 })),
  websocket: {
    perMessageDeflate: false,
    message(socket, frame) {
      const { id } = JSON.parse(String(frame)) as { id: number }
      socket.send(`{"t":"ok","id":${id},"result":"${page}"}`)
    },
  },
})
console.log(`listening on ${server.port}`)
