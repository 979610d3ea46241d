import { expect, test } from 'bun:test'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { say } from '../../testing/crowd.ts'
import { serviceOfNodes } from '../../testing/nodes.ts'
import { StreamSocket } from '../../testing/stream-socket.ts'
import { TestSocket } from '../../testing/test-socket.ts'

const { node, siteKnows, natsGone, natsBack } = serviceOfNodes(3)

/** A stream of the first node whose POSTs come to all of them in turn, as behind a proxy. */
async function spread(user_id: string): Promise<TestSocket> {
  let posts = 0
  const stream = new StreamSocket(node(0).httpUrl(), {}, () => node(++posts % 3).httpUrl())
  const socket = new TestSocket(stream.asWebSocket())
  await new Promise<void>((opened) => {
    stream.onopen = opened
  })
  await socket.request('auth', { v: PROTOCOL_VERSION, token: await node(0).token(user_id) })
  return socket
}

test('MSG-6 NODE-1 STREAM-1 POSTs that come to other nodes than their stream are handed over, in order', async () => {
  siteKnows('ann', 'bob')
  const ann = await spread('ann')
  const bob = await node(1).signIn('bob')
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  const acks: Promise<{ seq: number }>[] = []
  for (let n = 1; n <= 30; n++) {
    acks.push(say(ann, room.room_id, `message ${n}`))
    await ann.settled()
  }
  expect((await Promise.all(acks)).map(({ seq }) => seq)).toEqual(acks.map((_, n) => n + 1))
  await bob.until(() => bob.events.filter(({ t }) => t === 'message').length === 30, '30 messages')
  ann.close()
})

test('NODE-2 STREAM-1 a node that can’t reach the stream’s node says so, and POSTs there still count', async () => {
  const stream = new StreamSocket(node(0).httpUrl())
  await new Promise<void>((opened) => {
    stream.onopen = opened
  })
  const post = async (n: number, number: number) => {
    const body = `${stream.name} ${number}\n{"t":"ping","id":${number}}`
    const answer = await fetch(`${node(n).httpUrl()}/frames`, { method: 'POST', body })
    return answer.status === 204 ? 204 : [answer.status, ((await answer.json()) as { error: unknown }).error]
  }
  expect(await post(1, 1)).toBe(204)
  await natsGone()
  expect(await post(1, 2)).toEqual([503, expect.objectContaining({ code: 'server_busy', retry_after_ms: 500 })])
  expect(await post(0, 2)).toBe(204)
  await natsBack()
  expect(await post(2, 3)).toBe(204)
  stream.close()
  // A node that is gone answers nothing.
  const [, secret = ''] = stream.name.split('.')
  const gone = `${crypto.randomUUID()}.${secret}`
  const answer = await fetch(`${node(0).httpUrl()}/frames`, { method: 'POST', body: `${gone} 1` })
  expect(answer.status).toBe(503)
})
