import type { Entry } from '../history.ts'
import type { StoreExport } from '../store-export.ts'
import { dice } from './dice.ts'
import { ModelClient } from './model-client.ts'
import { ModelRoom } from './model-room.ts'

export interface RecordedRun {
  entries: Entry[]
  store: StoreExport
}

/**
 * The histories of clients of two widgets and the stored rows, with all promises kept. Includes lost acks, lost events
 * and broken connections.
 */
export function validRun(seed: number): RecordedRun {
  const { roll, pick } = dice(seed)
  let now = 1_000_000
  const tick = () => ++now
  const clients: ModelClient[] = []
  const tell: ConstructorParameters<typeof ModelRoom>[3] = (room, message) => {
    const chance = roll(12)
    clients.forEach((client, index) => {
      if (isIn(client, room)) client.hear(room, message, chance === index)
    })
  }
  const rooms = [1, 2].flatMap((widget) => [
    new ModelRoom(widget, 1, ['ann', 'bob'], tell),
    new ModelRoom(widget, 2, ['ann', 'cid'], tell),
  ])
  for (const widget of [1, 2]) {
    for (const [client, user] of [
      ['ann-desk', 'ann'],
      ['ann-phone', 'ann'],
      ['bob', 'bob'],
      ['cid', 'cid'],
    ] as const) {
      clients.push(new ModelClient(`${client}@${widget}`, user, widget, tick))
    }
  }
  const roomsOf = (client: ModelClient) => rooms.filter((room) => isIn(client, room))
  for (const client of clients) client.connect(roomsOf(client))

  let written = 0
  const steps = 60 + roll(120)
  for (let step = 0; step < steps; step++) {
    const client = pick(clients)
    const room = pick(roomsOf(client))
    if (!client.online) {
      client.connect(roomsOf(client))
      continue
    }
    const own = room.messages.filter(({ sender_id, text }) => sender_id === client.user && text !== null)
    const act = roll(20)
    if (act === 0) client.disconnect()
    else if (act === 1) client.list(room, roll(2) === 0 ? null : 1 + roll(room.messages.length + 2))
    else if (act < 4 && own.length > 0) client.change(room, pick(own).seq, `edit ${written++}`)
    else if (act === 4 && own.length > 0) client.change(room, pick(own).seq, null)
    else client.send(room, `id-${written}`, `text ${written++}`, roll(8) > 0)
  }
  for (const client of clients) if (!client.online) client.connect(roomsOf(client))
  for (const client of clients) client.end(roomsOf(client))

  const stored = rooms.map((room) => room.stored())
  return {
    entries: clients.flatMap((client) => client.entries),
    store: { rooms: stored.map(({ room }) => room), messages: stored.flatMap(({ messages }) => messages) },
  }
}

function isIn(client: ModelClient, room: ModelRoom): boolean {
  return client.widget === room.widget && room.members.includes(client.user)
}
