// A process of one widget's users, who send a burst of one kind of request. Commands and answers go over IPC.
import { PROTOCOL_VERSION, type RequestName } from '@imbachat/protocol'
import { anyRequest } from '@imbachat/server/realtime/testing/any-request'
import { obeyCommands } from '../load/command-worker.ts'
import { connectRaw, type RawClient } from './raw-client.ts'

export type ActFloodCommand =
  /**
   * `users`: name and token of each, instead of those before. Every user gets dialogs of their own, with a message in
   * each.
   */
  | { t: 'open'; url: string; users: readonly [string, string][]; rooms: number }
  /** `each`: frames per user, all at once. Resolves when all are answered. */
  | { t: 'burst'; name: RequestName; each: number }

export interface Burst {
  ok: number
  /** codes of refusals */
  refused: Record<string, number>
}

interface Flooder {
  name: string
  client: RawClient
  rooms: number[]
}

const flooders: Flooder[] = []

async function open(url: string, [name, token]: readonly [string, string], rooms: number): Promise<void> {
  const client = await connectRaw(url)
  await client.ask({ t: 'auth', v: PROTOCOL_VERSION, token })
  const opened = await Promise.all(
    Array.from({ length: rooms }, async (_, n) => {
      const answer = await client.ask({ t: 'dialog.open', user_id: `${name}-friend-${n}` })
      if (answer.t !== 'ok') throw new Error(`there is no dialog: ${JSON.stringify(answer)}`)
      const { room_id } = (answer.result as { room: { room_id: number } }).room
      await client.ask({ t: 'message.send', room_id, client_id: crypto.randomUUID(), text: 'first' })
      return room_id
    }),
  )
  flooders.push({ name, client, rooms: opened })
}

async function burst(name: RequestName, each: number): Promise<Burst> {
  const users = flooders.map((flooder) => flooder.name)
  const answers = await Promise.all(
    flooders.flatMap(({ client, rooms, name: own }) => {
      const subjects = { rooms, users: users.filter((user) => user !== own) }
      return Array.from({ length: each }, (_, n) => client.ask(anyRequest(name, subjects, n)))
    }),
  )
  const refused: Record<string, number> = {}
  for (const answer of answers) if (answer.t === 'error') refused[answer.code] = (refused[answer.code] ?? 0) + 1
  return { ok: answers.filter(({ t }) => t === 'ok').length, refused }
}

obeyCommands<ActFloodCommand>(async (command) => {
  if (command.t === 'burst') return burst(command.name, command.each)
  for (const { client } of flooders.splice(0)) client.close()
  for (const user of command.users) await open(command.url, user, command.rooms)
})
