import type { LoadClient } from '../../load/load-client.ts'
import { Refused } from '../../load/wire.ts'
import { type Cluster, noCluster, withCluster } from '../cluster.ts'
import { muteEnd, react } from '../conversations.ts'
import type { Outcome, Scenario } from '../scenario.ts'

/** Users who stay, each on two devices, and users who join and leave, on one. */
const STAY = 2
const COME_AND_GO = 6

const PIPE = 'the square'

/** Milliseconds that a user stays out: long enough to receive events that they must not receive. */
const OUT_MS = 1_500
const IN_MS = 700

/**
 * Three nodes, one room, and every member writes. Members keep leaving, being removed or banned, and joining again;
 * meanwhile NATS stops for a while. One second after a user is out, they receive nothing, and members who stay receive
 * everything.
 */
export const scenario: Scenario = {
  name: 'members who come and go on three nodes',
  impossible: noCluster,
  deadlineMs: 360_000,
  play: () => membersChange({ besideMs: 10_000, awayMs: 10_000 }),
}

/**
 * A machine that holds a node, or this process, up for a second makes it late, too: only what is late every time is the
 * server's.
 */
const TRIES = 3

interface Times {
  /** how long NATS runs before and after it is stopped */
  besideMs: number
  awayMs: number
}

export async function membersChange(times: Times): Promise<Outcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await once(times)
    const { broken } = outcome.verdict
    if (tries === TRIES || broken.length === 0 || !broken.every((fault) => fault.startsWith('ROOM-4:'))) return outcome
    console.warn(`played again: ${broken.join('; ')}`)
  }
}

function once({ besideMs, awayMs }: Times): Promise<Outcome> {
  return withCluster(async (cluster) => {
    const { stage, nats } = cluster
    const { owner, staying, fickle } = await everybody(cluster)
    const room = await owner.openRoom(
      PIPE,
      fickle.map(({ options }) => options.user),
    )
    for (const client of [...staying, ...fickle]) await client.openRoom(PIPE)

    let going = true
    let changes = 0
    const while_ = async (act: () => Promise<void>) => {
      while (going) await act()
    }
    const working = [
      ...[owner, ...staying, ...fickle].map((client) => while_(() => say(client, room))),
      ...fickle.map((client) =>
        while_(async () => {
          await comeAndGo(owner, client, room)
          changes += 2
        }),
      ),
    ]
    await Bun.sleep(besideMs)
    await nats.kill()
    await Bun.sleep(awayMs)
    await nats.start()
    await Bun.sleep(besideMs)
    going = false
    await Promise.all(working)
    return { figures: `${changes} joins and leaves`, verdict: await stage.verdict() }
  })
}

async function everybody({ stage }: Cluster) {
  const owner = stage.client('owner')
  const staying = Array.from({ length: STAY }, (_, n) => [
    stage.client(`stays${n}`),
    stage.client(`stays${n}`, { device: 'phone' }),
  ]).flat()
  const fickle = Array.from({ length: COME_AND_GO }, (_, n) => stage.client(`comes${n}`))
  await Promise.all([owner, ...staying, ...fickle].map((client) => client.start()))
  return { owner, staying, fickle }
}

/** The server refuses messages, reactions and mutes of a former member, as intended. */
async function say(client: LoadClient, room: number): Promise<void> {
  const ack = await client.send(room, `${client.options.client} at ${performance.now()}`).catch(unlessRefused)
  const act = Math.random()
  if (ack && act < 0.3) await react(client, room, ack.seq).catch(unlessRefused)
  else if (act < 0.4) await client.set({ kind: 'mute', room, until: muteEnd() }).catch(unlessRefused)
  await Bun.sleep(50 + Math.random() * 200)
}

async function comeAndGo(owner: LoadClient, client: LoadClient, room: number): Promise<void> {
  const { user } = client.options
  await Bun.sleep(Math.random() * IN_MS)
  const act = (['leave', 'remove', 'ban'] as const)[Math.floor(Math.random() * 3)] ?? 'leave'
  await (act === 'leave' ? client : owner).changeMembers(room, act, [user])
  await Bun.sleep(Math.random() * 2 * OUT_MS)
  const joins = act !== 'ban' && Math.random() < 0.5
  await (joins ? client : owner).changeMembers(room, joins ? 'join' : 'add', [user])
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Refused && error.body.code === 'room_not_found')) throw error
}
