import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { eventually, until } from '../../sdk/src/testing/until.ts'
import { LoadClient } from '../load/load-client.ts'
import { Refused } from '../load/wire.ts'
import { type Cluster, type ClusterWidget, startCluster } from './cluster.ts'

let cluster: Cluster
let widget: ClusterWidget
beforeAll(async () => {
  cluster = await startCluster()
  widget = await cluster.makeWidget(['--setting', 'messages_per_minute=6000'])
})
afterAll(() => cluster.stop(), 60_000)

function token(user: string, key: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id: user, exp: Math.floor(Date.now() / 1000) + 3600 })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** Through the proxy, so that its sockets go to whatever node; or to one node. */
function client(
  user: string,
  {
    device = 'desk',
    node,
    over = 'socket',
    of = widget,
  }: { device?: string; node?: number; over?: 'socket' | 'stream'; of?: ClusterWidget } = {},
) {
  const seen: number[] = []
  const base = node === undefined ? cluster.url : `http://127.0.0.1:${cluster.nodes[node]?.port}`
  const made = new LoadClient({
    url: () => `${base.replace('http', 'ws')}/imbachat/v1/${of.id}/ws`,
    client: `${user} ${device}`,
    user,
    widget: of.id,
    token: () => token(user, of.secret_key),
    over,
    retryMs: () => Math.random() * 300,
    onChange: (_room, { seq }) => seen.push(seq),
  })
  return { made, seen }
}

test('LIFE-3 NODE-1 STREAM-1 after a rolling restart every client has all messages once and in order', async () => {
  const clients = [
    client('ann'),
    client('ann', { device: 'phone' }),
    client('bob', { over: 'stream' }),
    client('bob', { device: 'phone', over: 'stream' }),
  ]
  for (const { made } of clients) await made.start()
  const [ann, , bob] = clients.map(({ made }) => made) as [LoadClient, LoadClient, LoadClient, LoadClient]
  const room = await ann.openDialog('bob')
  for (const { made } of clients.slice(1)) await made.openDialog(made.options.user === 'ann' ? 'bob' : 'ann')

  let rolling = true
  let sent = 0
  const acked: number[] = []
  async function write(by: LoadClient): Promise<void> {
    while (rolling) {
      acked.push((await by.send(room, `message ${sent++}`)).seq)
      await Bun.sleep(20)
    }
  }
  const writing = [write(ann), write(bob)]
  await cluster.roll()
  rolling = false
  await Promise.all(writing)
  await Promise.all(clients.map(({ made }) => made.end()))

  const all = Array.from({ length: sent }, (_, n) => n + 1)
  expect(acked.toSorted((a, b) => a - b)).toEqual(all)
  for (const { seen } of clients) expect(seen).toEqual(all)
  expect(clients.every(({ made }) => made.connects > 1)).toBe(true)
})

test('NODE-5 users of a killed node go offline within seconds, unless they reconnected elsewhere', async () => {
  const [cat, dog, eel] = [client('cat', { node: 0 }), client('dog', { node: 1 }), client('eel', { node: 1 })]
  for (const { made } of [cat, dog, eel]) await made.start()
  const rooms = [await cat.made.openDialog('dog'), await cat.made.openDialog('eel')]
  const online = async () => {
    const { users } = await cat.made.request('presence.watch', { room_ids: rooms })
    return Object.fromEntries(users.map((user) => [user.user_id, user.online]))
  }
  await eventually(async () => expect(await online()).toEqual({ dog: true, eel: true }))
  dog.made.leave()
  eel.made.leave()
  const elsewhere = client('eel', { node: 2 })
  await elsewhere.made.start()
  await cluster.nodes[1]?.end('SIGKILL')
  await eventually(async () => expect(await online()).toEqual({ dog: false, eel: true }))
  for (const { made } of [cat, elsewhere]) made.leave()
  await cluster.nodes[1]?.start()
})

test('ACCESS-8 a key that the command line retires closes its connections on every node', async () => {
  const fox = await Promise.all(
    cluster.nodes.map(async (_, node) => {
      const { made } = client('fox', { node })
      await made.start()
      return made
    }),
  )
  await cluster.cli('widget', 'rotate', String(widget.id), '--key', 'secret_key')
  await cluster.cli('widget', 'rotate', String(widget.id), '--key', 'secret_key')
  // how soon is counted in server/src/realtime/connection/revocation.test.ts: a busy machine is late with everything
  await until(() => !fox.some((socket) => socket.online), 'all connections are closed')
  for (const socket of fox) socket.leave()
})

/** Resolves when each node makes the next one wait longer than `least` milliseconds. */
async function allMakeWait(ask: (node: number) => Promise<number>, least: number): Promise<void> {
  for (const node of cluster.nodes.keys()) {
    await eventually(async () => expect(await ask(node)).toBeGreaterThan(least))
  }
}

test('NODE-8 a user sends one burst on each node at once, and must pay back what was too much', async () => {
  const slow = await cluster.makeWidget(['--setting', 'messages_per_minute=30'])
  const burst = 10
  const perSecond = 0.5
  const gull = await Promise.all(
    cluster.nodes.map(async (_, node) => {
      const { made } = client('gull', { node, of: slow })
      await made.start()
      return made
    }),
  )
  const room_id = await (gull[0] as LoadClient).openDialog('hen')
  const refusal = async (node: number) => {
    const send = { room_id, client_id: crypto.randomUUID(), text: 'hello' }
    const error = await gull[node]?.request('message.send', send).catch((refused: unknown) => refused)
    return error instanceof Refused ? error.body : null
  }
  const began = Date.now()
  let acked = 0
  await Promise.all(
    gull.map(async (_, node) => {
      while ((await refusal(node)) === null) acked++
    }),
  )
  const refilled = () => ((Date.now() - began) / 1_000) * perSecond
  expect(acked).toBeLessThanOrEqual(cluster.nodes.length * (burst + refilled()))
  // a node that counts alone lets the next one through within two seconds
  const debt = acked - burst
  expect(debt).toBeGreaterThan(0)
  await allMakeWait(
    async (node) => ((await refusal(node))?.retry_after_ms ?? 0) + (Date.now() - began),
    (debt / perSecond) * 1_000,
  )
  for (const made of gull) made.leave()
})

test('NODE-8 guesses of a link for a new password count on all nodes', async () => {
  const most = 30
  const msPerGuess = (15 * 60_000) / most
  const guess = async (node: number) => {
    const answer = await fetch(`http://127.0.0.1:${cluster.nodes[node]?.port}/api/dashboard/v1/reset/look`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: JSON.stringify({ token: crypto.randomUUID() }),
    })
    return ((await answer.json()) as { error: { code: string; retry_after_ms?: number } }).error
  }
  const began = Date.now()
  let guesses = 0
  await Promise.all(
    [...cluster.nodes.keys()].map(async (node) => {
      while ((await guess(node)).code === 'invite_invalid') guesses++
    }),
  )
  expect(guesses).toBeGreaterThanOrEqual(most)
  const sinceThen = () => Date.now() - began
  await allMakeWait(
    async (node) => ((await guess(node)).retry_after_ms ?? 0) + sinceThen(),
    (guesses - most) * msPerGuess,
  )
})
