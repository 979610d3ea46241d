import type { Entry } from '../history.ts'
import type { StoredMessage, StoreExport } from '../store-export.ts'
import { dice } from './dice.ts'
import { ModelClient } from './model-client.ts'
import { ModelOwn } from './model-own.ts'
import { ModelRoom } from './model-room.ts'

const EMOJIS = ['👍', '❤️']

export interface RecordedRun {
  entries: Entry[]
  store: StoreExport
}

/**
 * The histories of clients of two widgets and the stored rows, with all promises kept. Includes lost acks, lost events
 * and broken connections.
 */
export function validRun(seed: number, { withLog = false } = {}): RecordedRun {
  const { roll, pick } = dice(seed)
  let now = 1_000_000
  const tick = () => ++now
  const clients: ModelClient[] = []
  const publish: ConstructorParameters<typeof ModelRoom>[3] = (room, message) => {
    const chance = roll(12)
    clients.forEach((client, index) => {
      if (isIn(client, room)) client.hear(room, message, chance === index)
    })
  }
  const publishOwn: ConstructorParameters<typeof ModelOwn>[2] = (own, item) => {
    const chance = roll(12)
    clients.forEach((client, index) => {
      if (client.widget === own.widget && client.user === own.user) client.hearOwn(item, chance === index)
    })
  }
  const owns: ModelOwn[] = []
  const rooms = [1, 2].flatMap((widget) => [
    new ModelRoom(widget, 1, ['ann', 'bob'], publish),
    new ModelRoom(widget, 2, ['ann', 'cid'], publish),
  ])
  for (const widget of [1, 2]) {
    for (const [user, devices] of [
      ['ann', ['ann-desk', 'ann-phone']],
      ['bob', ['bob']],
      ['cid', ['cid']],
    ] as const) {
      const own = new ModelOwn(widget, user, publishOwn)
      owns.push(own)
      for (const client of devices) clients.push(new ModelClient(`${client}@${widget}`, own, tick))
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
    const last = room.messages.length
    const kept = room.messages.filter(({ text }) => text !== null)
    const ackComes = roll(8) > 0
    const act = roll(30)
    if (act === 0) client.disconnect()
    else if (act === 1) client.list(room, roll(2) === 0 ? null : 1 + roll(room.messages.length + 2))
    else if (act < 4 && own.length > 0) client.change(room, pick(own).seq, `edit ${written++}`)
    else if (act === 4 && own.length > 0) client.change(room, pick(own).seq, null)
    else if (act < 10 && kept.length > 0) client.react(room, pick(kept).seq, pick(EMOJIS), roll(3) > 0, ackComes)
    else if (act === 10 && last > 0) client.read(room, 1 + roll(last))
    else if (act === 11) client.set({ kind: 'mute', room: room.id, until: roll(3) > 0 ? ++written : null }, ackComes)
    else if (act === 14) client.draft(room, `draft ${++written}`, roll(4) === 0, ackComes)
    else if (act < 14 && last > 0)
      client.set({ kind: 'star', room: room.id, seq: 1 + roll(last), on: roll(3) > 0 }, ackComes)
    else client.send(room, `id-${written}`, `text ${written++}`, ackComes)
  }
  for (const client of clients) if (!client.online) client.connect(roomsOf(client))
  for (const client of clients) client.end(roomsOf(client))

  const stored = rooms.map((room) => room.stored())
  return {
    entries: clients.flatMap((client) => client.entries),
    store: {
      rooms: stored.map(({ room }) => room),
      messages: stored.flatMap(({ messages }) => messages),
      reactions: stored.flatMap(({ reactions }) => reactions),
      own: owns.filter(({ rev }) => rev > 0).map((own) => own.stored()),
      ...(withLog
        ? logOf(
            1,
            stored.flatMap(({ messages }) => messages),
          )
        : { logs: [], events: [] }),
    },
  }
}

/** A widget's log, as if it had been written in one go. */
function logOf(widget: number, messages: readonly StoredMessage[]): Pick<StoreExport, 'logs' | 'events'> {
  const own = messages.filter((message) => message.widget === widget)
  const said = [
    ...own.map(({ room, seq }) => ({ type: 'message.created' as const, room, seq })),
    ...own
      .filter(({ deleted_at }) => deleted_at !== null)
      .map(({ room, seq }) => ({ type: 'message.deleted' as const, room, seq })),
  ]
  return {
    logs: [{ widget, last_id: said.length }],
    events: said.map((event, index) => ({ widget, id: index + 1, ...event })),
  }
}

function isIn(client: ModelClient, room: ModelRoom): boolean {
  return client.widget === room.widget && room.members.includes(client.user)
}
