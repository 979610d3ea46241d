import { expect } from 'bun:test'
import { MUTED_FOREVER, type RequestInput, type RoomSummary } from '@imbachat/protocol'
import fc from 'fast-check'
import {
  counted,
  isPresent,
  knownItem,
  type ModelChat,
  type ModelMessage,
  type ModelRoom,
  type Outcome,
} from './model-chat.ts'
import { DEVICES, known, type RealChat, USERS } from './real-chat.ts'

type Step = fc.AsyncCommand<ModelChat, RealChat>
type Published = { room: ModelRoom; messages: readonly ModelMessage[]; optionalFor: string | null }

const TEXTS = ['one', 'two', '<b>three</b>', '\u202efour 😀'] as const

/** Describes one step: the user, the action and the expected outcome. */
function step(
  name: string,
  device: number,
  run: (model: ModelChat, real: RealChat, user: string) => Promise<Published | null>,
): Step {
  const user = DEVICES[device] ?? ''
  return {
    check: () => true,
    async run(model, real) {
      await expectEvents(model, real, await run(model, real, user))
    },
    toString: () => `${user}#${device} ${name}`,
  }
}

/** The same for one of the existing rooms, whether or not the user is in it. */
function inRoom(
  name: string,
  device: number,
  pick: number,
  run: (parts: { model: ModelChat; real: RealChat; user: string; room: ModelRoom }) => Promise<Published | null>,
): Step {
  const made = step(`${name} in room ${pick}`, device, (model, real, user) => {
    const room = model.rooms[pick % model.rooms.length]
    return room ? run({ model, real, user, room }) : Promise.resolve(null)
  })
  return { ...made, check: (model) => model.rooms.length > 0 }
}

/**
 * Every device of every present member receives each change once, and every device of a user what changed of their own
 * state; no other device receives anything.
 */
async function expectEvents(model: ModelChat, real: RealChat, published: Published | null): Promise<void> {
  for (const [device, user] of DEVICES.entries()) {
    const { messages: received, own } = await real.heard(device)
    expect(own, `own state received by ${user}#${device}`).toEqual(model.ownNews.get(user) ?? [])
    const isFor = published !== null && isPresent(published.room, user)
    if (published?.optionalFor === user && received.length === 0) continue
    expect(received, `received by ${user}#${device}`).toEqual(
      isFor ? published.messages.map((message) => [published.room.id, message]) : [],
    )
  }
  model.ownNews.clear()
  expect(new Set(model.rooms.map(({ id }) => id)).size).toBe(model.rooms.length)
}

function compare<T, M>(
  answer: { ok: T } | { refused: string },
  outcome: Outcome<M>,
  same: (result: T, expected: M) => void,
): void {
  if ('refused' in outcome) expect(answer).toEqual({ refused: outcome.refused })
  else if ('refused' in answer) expect(answer).toEqual({ refused: 'nothing' })
  else same(answer.ok, outcome.ok)
}

const publishedTo = (
  room: ModelRoom,
  outcome: Outcome<unknown>,
  optionalFor: string | null = null,
): Published | null =>
  'ok' in outcome && outcome.published
    ? { room, messages: outcome.published.map((message) => ({ ...message })), optionalFor }
    : null

function sameRoom(model: ModelChat, shown: RoomSummary, room: ModelRoom, user: string): void {
  const mine = room.members.get(user)
  const [peerId, peer] = (!room.group && [...room.members].find(([id]) => id !== user)) || []
  if (!mine || (!room.group && !peer)) throw new Error(`${user} is not in room ${room.id}`)
  const { last_message, write_block, watermarks, context, ...rest } = shown
  expect(context).toEqual(room.about)
  expect(rest).toMatchObject({
    room_id: room.id,
    type: room.group ? 1 : 0,
    state: mine.state,
    role: mine.role,
    can_manage: mine.role !== 'member' && mine.state === 'joined',
    can_own: mine.role === 'owner' && mine.state === 'joined',
    title: room.group?.title ?? null,
    is_public: room.group?.isPublic ?? false,
    member_count: room.group ? joined(room).length : 2,
    last_seq: room.messages.length,
    last_rev: room.rev,
    unread: counted(room, room.messages.length) - counted(room, mine.read),
  })
  expect(shown.pins ?? 0).toBe(room.messages.filter(({ pinned }) => pinned).length)
  expect(shown.mentions ?? []).toEqual(model.mentionsOf(room, user))
  expect(last_message && known(last_message)).toEqual(model.seenBy(room, user).at(-1) ?? null)
  const waits = mine.state === 'requested' && room.messages.length > 0
  const blocked = model.isBlocked(room)
  const silent = room.group?.announces && mine.role === 'member' ? 'managers_only' : null
  const block = mine.state === 'declined' ? 'request_declined' : waits ? 'request_pending' : silent
  expect(write_block).toBe(blocked ? 'blocked' : block)
  const marks = peer?.state === 'joined' && !blocked && !model.hidesReceipts(room) ? peer : { delivered: 0, read: 0 }
  expect(watermarks).toEqual([
    { user_id: user, delivered_seq: mine.delivered, read_seq: mine.read, ...uncountedAt(room, mine.read) },
    ...(peerId ? [{ user_id: peerId, delivered_seq: marks.delivered, read_seq: marks.read }] : []),
  ])
}

/** Missing if no message is uncounted. */
const uncountedAt = (room: ModelRoom, seq: number) => {
  const uncounted = seq - counted(room, seq)
  return uncounted > 0 ? { uncounted } : {}
}

const joined = ({ members }: ModelRoom) =>
  [...members].flatMap(([user, { state }]) => (state === 'joined' ? [user] : []))

const device = fc.nat(DEVICES.length - 1)
const room = fc.nat(2)
const seq = fc.integer({ min: 1, max: 12 })
const text = fc.constantFrom(...TEXTS)

/** Subjects of dialogs: two items, whose title may change. */
const item = fc.option(fc.record({ id: fc.constantFrom('a', 'b'), title: fc.constantFrom('Bike', 'Lamp') }), {
  nil: undefined,
})

const opens = fc
  .record({ device, peer: fc.constantFrom(...USERS), needs: fc.boolean(), item })
  .map(({ device, peer, needs, item }) => {
    const what = `${item ? ` about ${item.title}` : ''}${needs ? ', asking' : ''}`
    const made = step(`opens a dialog with ${peer}${what}`, device, async (model, real, user) => {
      const more = needs ? { permission: await real.permission(user, peer, item) } : { context: item }
      const answer = await real.ask(device, 'dialog.open', { user_id: peer, ...more })
      if (user === peer) {
        expect(answer).toEqual({ refused: 'dialog_self' })
        return null
      }
      const id = 'ok' in answer ? answer.ok.room.room_id : 0
      const about = item && { ...item, image: null, url: null, signed: needs }
      compare(answer, model.open(user, peer, needs, about, id), (result, opened) =>
        sameRoom(model, result.room, opened, user),
      )
      return null
    })
    return made
  })

const users = fc.subarray(USERS, { minLength: 1 })

const opensRooms = fc
  .record({ device, pipe: fc.constantFrom('bikes', 'cars'), isPublic: fc.boolean(), others: fc.subarray(USERS) })
  .map(({ device, pipe, isPublic, others }) =>
    step(`opens ${pipe}${isPublic ? ', public,' : ''} with ${others}`, device, async (model, real, user) => {
      const fields = { pipe, is_public: isPublic, user_ids: others }
      const answer = await real.ask(device, 'room.open', fields)
      const id = 'ok' in answer ? answer.ok.room.room_id : 0
      const listed = others.filter((other) => other !== user)
      const outcome = model.openRoom(user, pipe, isPublic, listed, id)
      compare(answer, outcome, (result, opened) => sameRoom(model, result.room, opened, user))
      return 'ok' in outcome ? publishedTo(outcome.ok, outcome) : null
    }),
  )

const createsRooms = fc
  .record({ device, announces: fc.boolean(), others: fc.subarray(USERS), client_id: fc.uuid() })
  .map(({ device, announces, others, client_id }) =>
    step(`creates a group with ${others}${announces ? ' of announcements' : ''}`, device, async (model, real, user) => {
      const rights = announces ? { send: 'managers' as const } : {}
      const answer = await real.ask(device, 'room.create', { client_id, title: 'Club', rights, user_ids: others })
      if ('refused' in answer) throw new Error(answer.refused)
      const listed = others.filter((other) => other !== user)
      const outcome = model.create(user, 'Club', announces, listed, answer.ok.room.room_id)
      compare(answer, outcome, (result, made) => sameRoom(model, result.room, made, user))
      return 'ok' in outcome ? publishedTo(outcome.ok, outcome) : null
    }),
  )

const renames = fc.record({ device, room, title: fc.constantFrom('Club', 'Choir') }).map(({ device, room, title }) =>
  inRoom(`renames it ${title}`, device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'room.edit', { room_id: room.id, title })
    const outcome = model.rename(room, user, title)
    compare(answer, outcome, (result) => sameRoom(model, result.room, room, user))
    return publishedTo(room, outcome)
  }),
)

const gives = fc
  .record({ device, room, to: fc.constantFrom(...USERS), role: fc.constantFrom('owner', 'admin', 'admin', 'member') })
  .map(({ device, room, to, role }) =>
    inRoom(`makes ${to} ${role}`, device, room, async ({ model, real, user, room }) => {
      const answer = await real.ask(device, 'member.role', { room_id: room.id, user_id: to, role })
      const outcome = model.setRole(room, user, to, role)
      compare(answer, outcome, (result) => sameRoom(model, result.room, room, user))
      return publishedTo(room, outcome)
    }),
  )

const comesAndGoes = fc.record({ device, room, joins: fc.boolean() }).map(({ device, room, joins }) =>
  inRoom(joins ? 'joins' : 'leaves', device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, joins ? 'room.join' : 'room.leave', { room_id: room.id })
    const heir = joins ? null : await real.ownerOf(room.id)
    const outcome = model.changeMembers(room, user, joins ? 'join' : 'leave', [user], { heir })
    compare(answer, outcome, (result) => 'room' in result && sameRoom(model, result.room, room, user))
    return publishedTo(room, outcome)
  }),
)

const adds = fc.record({ device, room, users }).map(({ device, room, users }) =>
  inRoom(`adds ${users}`, device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'members.add', { room_id: room.id, user_ids: users })
    const outcome = model.changeMembers(room, user, 'add', users)
    compare(answer, outcome, ({ added, room: shown }, expected) => {
      expect(added.sort()).toEqual(expected.sort())
      sameRoom(model, shown, room, user)
    })
    return publishedTo(room, outcome)
  }),
)

const removes = fc
  .record({ device, room, gone: fc.constantFrom(...USERS), ban: fc.boolean() })
  .map(({ device, room, gone, ban }) =>
    inRoom(`${ban ? 'bans' : 'removes'} ${gone}`, device, room, async ({ model, real, user, room }) => {
      const answer = await real.ask(device, 'members.remove', { room_id: room.id, user_id: gone, ban })
      const outcome = model.changeMembers(room, user, ban ? 'ban' : 'remove', [gone])
      compare(answer, outcome, () => undefined)
      return publishedTo(room, outcome)
    }),
  )

const counts = fc.record({ device, room }).map(({ device, room }) =>
  inRoom('requests the presence of users', device, room, async ({ real, user, room }) => {
    const answer = await real.ask(device, 'members.list', { room_id: room.id })
    if (!isPresent(room, user)) expect(answer).toEqual({ refused: 'room_not_found' })
    else if ('refused' in answer) throw new Error(answer.refused)
    else expect(answer.ok.members.map(({ user: { user_id } }) => user_id)).toEqual(joined(room).sort())
    return null
  }),
)

const sends = fc
  .record({
    device,
    room,
    text,
    reply: fc.option(seq, { freq: 4 }),
    mention: fc.option(fc.constantFrom('all', 'eve', ...USERS), { freq: 2 }),
    client_id: fc.uuid(),
    draft: fc.constantFrom('none', 'its own', 'an older one'),
  })
  .map(({ device, room, text, reply, mention, client_id, draft }) => {
    const what = `${reply ? ` to ${reply}` : ''}${mention ? ` for ${mention}` : ''}`
    return inRoom(`sends ${JSON.stringify(text)}${what}, draft: ${draft}`, device, room, async (parts) => {
      const rev = parts.model.draftRev(parts.room, parts.user)
      const ended = draft === 'none' ? 0 : Math.max(0, draft === 'its own' ? rev : rev - 1)
      return send(parts, device, { client_id, text, reply_to: reply, mention }, ended)
    })
  })

const resends = fc.record({ device, room, seq, text }).map(({ device, room, seq, text }) =>
  inRoom(`resends the client id of ${seq}`, device, room, async (parts) => {
    const client_id = parts.room.messages[seq - 1]?.client_id
    // A notice has no client id that a client could send.
    return !client_id ? null : send(parts, device, { client_id, text, reply_to: null, mention: null })
  }),
)

type Sent = Pick<ModelMessage, 'client_id' | 'reply_to' | 'mention'> & { text: string }

async function send(
  { model, real, user, room }: { model: ModelChat; real: RealChat; user: string; room: ModelRoom },
  device: number,
  message: Sent,
  draft = 0,
): Promise<Published | null> {
  const { client_id, text, reply_to, mention } = message
  // A user who writes into a dialog that they had left sees it again, with this message in it.
  const returns = !room.group && room.members.get(user)?.state === 'left' ? user : null
  const place = { offset: 0, length: 1 }
  const fields: RequestInput<'message.send'> = {
    room_id: room.id,
    client_id,
    text,
    ...(reply_to ? { reply_to } : {}),
    ...(draft > 0 && { draft }),
    ...(mention && {
      entities: [
        mention === 'all' ? { type: 'mention_all', ...place } : { type: 'mention', ...place, user_id: mention },
      ],
    }),
  }
  const answer = await real.ask(device, 'message.send', fields)
  const outcome = model.send(room, user, message)
  compare(answer, outcome, (ack, stored) => {
    expect(ack).toMatchObject({ client_id, seq: stored.seq, rev: stored.rev })
  })
  if ('ok' in outcome && outcome.published) model.endDraft(room, user, draft)
  return publishedTo(room, outcome, returns)
}

const forwards = fc.record({ device, room, from: room, seq }).map(({ device, room, from, seq }) =>
  inRoom(`forwards ${seq} of room ${from}`, device, room, async ({ model, real, user, room }) => {
    const source = model.rooms[from % model.rooms.length] ?? room
    const origin = model.readable(source, user, seq)
    const returns = !room.group && room.members.get(user)?.state === 'left' ? user : null
    const client_id = crypto.randomUUID()
    const input = { room_id: room.id, client_id, from_room_id: source.id, from_seq: seq }
    const answer = await real.ask(device, 'message.forward', input)
    const copy = { client_id, text: origin?.text ?? '', reply_to: null, mention: null }
    const outcome = model.send(room, user, copy, origin)
    compare(answer, outcome, ({ message }, expected) => expect(known(message)).toEqual(expected))
    return publishedTo(room, outcome, returns)
  }),
)

const edits = fc.record({ device, room, seq, text, bold: fc.boolean() }).map(({ device, room, seq, text, bold }) =>
  inRoom(`edits ${seq} to ${JSON.stringify(text)}`, device, room, async ({ model, real, user, room }) => {
    const entities = bold ? [{ type: 'bold' as const, offset: 0, length: 1 }] : undefined
    const answer = await real.ask(device, 'message.edit', {
      room_id: room.id,
      seq,
      text,
      ...(entities && { entities }),
    })
    const outcome = model.edit(room, user, seq, text, bold)
    compare(answer, outcome, ({ message }, expected) => expect(known(message)).toEqual(expected))
    return publishedTo(room, outcome)
  }),
)

const deletes = fc.record({ device, room, seq }).map(({ device, room, seq }) =>
  inRoom(`deletes ${seq}`, device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'message.delete', { room_id: room.id, seq })
    const outcome = model.delete(room, user, seq)
    compare(answer, outcome, ({ message }, expected) => expect(known(message)).toEqual(expected))
    return publishedTo(room, outcome)
  }),
)

const reacts = fc
  .record({ device, room, seq, emoji: fc.constantFrom('👍', '❤️'), on: fc.boolean() })
  .map(({ device, room, seq, emoji, on }) =>
    inRoom(`${on ? 'adds' : 'takes back'} ${emoji} on ${seq}`, device, room, async ({ model, real, user, room }) => {
      const asked = real.ask(device, on ? 'reaction.add' : 'reaction.remove', { room_id: room.id, seq, emoji })
      // A second reaction to the same message waits for a moment.
      const clock = setInterval(() => real.chat.clock.elapse(200), 5)
      const answer = await asked.finally(() => clearInterval(clock))
      const outcome = model.react(room, user, seq, emoji, on)
      compare(answer, outcome, ({ message }, expected) => expect(known(message)).toEqual(expected))
      return publishedTo(room, outcome)
    }),
  )

const whoReacted = fc
  .record({ device, room, seq, emoji: fc.constantFrom('👍', '❤️') })
  .map(({ device, room, seq, emoji }) =>
    inRoom(`lists the users of ${emoji} on ${seq}`, device, room, async ({ real, user, room }) => {
      const answer = await real.ask(device, 'reactions.list', { room_id: room.id, seq, emoji })
      if (!isPresent(room, user)) expect(answer).toEqual({ refused: 'room_not_found' })
      else if ('refused' in answer) throw new Error(answer.refused)
      else {
        const users = room.messages[seq - 1]?.reactions.get(emoji) ?? []
        const { users: listed, ...rest } = answer.ok
        expect(rest).toEqual({ next: null, mine: users.includes(user) })
        expect(listed.map(({ user_id }) => user_id).sort()).toEqual([...users].sort())
      }
      return null
    }),
  )

const pins = fc.record({ device, room, seq, on: fc.boolean() }).map(({ device, room, seq, on }) =>
  inRoom(`${on ? 'pins' : 'unpins'} ${seq}`, device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'message.pin', { room_id: room.id, seq, pinned: on })
    const outcome = model.pin(room, user, seq, on)
    compare(answer, outcome, ({ message }, expected) => expect(known(message)).toEqual(expected))
    return publishedTo(room, outcome)
  }),
)

const listsPins = fc.record({ device, room }).map(({ device, room }) =>
  inRoom('lists the pins', device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'pins.list', { room_id: room.id })
    if (!isPresent(room, user)) expect(answer).toEqual({ refused: 'room_not_found' })
    else if ('refused' in answer) throw new Error(answer.refused)
    else {
      const pinned = model.seenBy(room, user).filter((message) => message.pinned)
      expect(answer.ok).toMatchObject({ more: false })
      expect(answer.ok.messages.map(known)).toEqual(pinned.reverse())
    }
    return null
  }),
)

const answers = fc.record({ device, room, accept: fc.boolean() }).map(({ device, room, accept }) =>
  inRoom(accept ? 'accepts' : 'declines', device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'dialog.answer', { room_id: room.id, accept })
    compare(answer, model.answer(room, user, accept), (result) => sameRoom(model, result.room, room, user))
    return null
  }),
)

const reads = fc
  .record({ device, room, delivered: fc.nat(14), read: fc.nat(14) })
  .map(({ device, room, delivered, read }) =>
    inRoom(`got ${delivered}, read ${read}`, device, room, async ({ model, real, user, room }) => {
      const rooms = [{ room_id: room.id, delivered_seq: delivered, read_seq: read }]
      const asked = real.ask(device, 'receipts.update', { rooms })
      // The server batches them for a moment before it stores them.
      const clock = setInterval(() => real.chat.clock.elapse(200), 5)
      const answer = await asked.finally(() => clearInterval(clock))
      compare(answer, model.receipts(room, user, delivered, read), () => undefined)
      return null
    }),
  )

const syncs = fc.record({ device, room, rev: fc.nat(30) }).map(({ device, room, rev }) =>
  inRoom(`syncs from ${rev}`, device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'messages.sync', { room_id: room.id, rev })
    if (!isPresent(room, user)) expect(answer).toEqual({ refused: 'room_not_found' })
    else if ('refused' in answer) throw new Error(answer.refused)
    else if (rev > room.rev) expect(answer.ok).toEqual({ kind: 'resync', last_rev: room.rev })
    else {
      const { messages, ...rest } = answer.ok as Extract<typeof answer.ok, { kind: 'changes' }>
      expect(rest).toEqual({ kind: 'changes', rev: room.rev, more: false })
      expect(messages.map(known)).toEqual(model.since(room, user, rev))
    }
    return null
  }),
)

const lists = fc
  .record({ device, room, before: fc.option(seq), limit: fc.integer({ min: 1, max: 5 }) })
  .map(({ device, room, before, limit }) =>
    inRoom(`lists ${limit} before ${before ?? 'the end'}`, device, room, async ({ model, real, user, room }) => {
      const place = before === null ? {} : { before_seq: before }
      const answer = await real.ask(device, 'messages.list', { room_id: room.id, limit, ...place })
      if (!isPresent(room, user)) expect(answer).toEqual({ refused: 'room_not_found' })
      else if ('refused' in answer) throw new Error(answer.refused)
      else {
        const seen = model.seenBy(room, user)
        const page = seen.filter((message) => message.seq < (before ?? Number.POSITIVE_INFINITY)).slice(-limit)
        expect(answer.ok).toMatchObject({ last_seq: room.messages.length, last_rev: room.rev })
        expect(answer.ok.messages.map(known)).toEqual(page)
      }
      return null
    }),
  )

const looks = fc.record({ device, room }).map(({ device, room }) =>
  inRoom('looks', device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'rooms.get', { room_id: room.id })
    if (!isPresent(room, user)) expect(answer).toEqual({ refused: 'room_not_found' })
    else if ('refused' in answer) throw new Error(answer.refused)
    else sameRoom(model, answer.ok.room, room, user)
    return null
  }),
)

const overviews = fc
  .record({ device, filter: fc.constantFrom('all', 'unread', 'requests', 'archive') })
  .map(({ device, filter }) =>
    step(`lists ${filter} rooms`, device, async (model, real, user) => {
      const answer = await real.ask(device, 'rooms.list', { filter })
      if ('refused' in answer) throw new Error(answer.refused)
      const now = real.chat.clock.now()
      const listed = model.rooms.filter(
        (room) => isPresent(room, user) && (room.group || room.messages.length > model.flagsOf(room, user).hidden),
      )
      const archive = listed.filter((room) => model.isArchived(room, user, now))
      const all = listed.filter((room) => !archive.includes(room))
      const requests = all.filter(({ members }) => members.get(user)?.state === 'invited')
      const unread = all.filter(
        (room) =>
          model.flagsOf(room, user).unread ||
          counted(room, room.messages.length) > counted(room, room.members.get(user)?.read ?? 0),
      )
      const { rooms, next, ...counts } = answer.ok
      expect(counts).toEqual({ unread_rooms: unread.length, requests: requests.length, archived: archive.length })
      const wanted = { all, unread, requests, archive }[filter]
      expect(rooms.map(({ room_id }) => room_id).sort()).toEqual(wanted.map(({ id }) => id).sort())
      const isPinned = (summary: RoomSummary) =>
        wanted.some((room) => room.id === summary.room_id && model.flagsOf(room, user).pinned)
      if (filter === 'all') expect(rooms.findLastIndex(isPinned)).toBe(rooms.filter(isPinned).length - 1)
      for (const room of wanted) {
        sameRoom(model, rooms.find(({ room_id }) => room_id === room.id) as RoomSummary, room, user)
      }
      return null
    }),
  )
const mutes = fc
  .record({ device, room, until: fc.option(fc.constantFrom(1, MUTED_FOREVER)) })
  .map(({ device, room, until }) =>
    inRoom(until === null ? 'unmutes' : `mutes until ${until}`, device, room, async ({ model, real, user, room }) => {
      const answer = await real.ask(device, 'room.mute', { room_id: room.id, until })
      const outcome = model.flag(room, user, 'mute', until !== null, until ?? 0)
      compare(answer, outcome, ({ item }, expected) => expect([item]).toEqual(expected))
      return null
    }),
  )

/** A user's other flags of a conversation. */
const flags = fc
  .record({
    device,
    room,
    kind: fc.constantFrom('pin', 'archive', 'unread', 'cleared'),
    on: fc.boolean(),
    upTo: fc.nat(14),
  })
  .map(({ device, room, kind, on, upTo }) =>
    inRoom(`sets ${kind} ${on} ${upTo}`, device, room, async ({ model, real, user, room }) => {
      const room_id = room.id
      const ask = {
        pin: () => real.ask(device, 'room.pin', { room_id, pinned: on }),
        archive: () => real.ask(device, 'room.archive', { room_id, archived: on }),
        unread: () => real.ask(device, 'room.mark', { room_id, unread: on }),
        cleared: () => real.ask(device, 'room.clear', { room_id, up_to_seq: upTo, hide: on }),
      }[kind]
      compare(await ask(), model.flag(room, user, kind, on, upTo), ({ items }, expected) =>
        expect(items.map(knownItem)).toEqual(expected),
      )
      return null
    }),
  )

const stars = fc.record({ device, room, seq, on: fc.boolean() }).map(({ device, room, seq, on }) =>
  inRoom(`${on ? 'stars' : 'unstars'} ${seq}`, device, room, async ({ model, real, user, room }) => {
    const answer = await real.ask(device, 'messages.star', { room_id: room.id, seqs: [seq], starred: on })
    compare(answer, model.star(room, user, seq, on), ({ item }, expected) => expect(knownItem(item)).toEqual(expected))
    return null
  }),
)

type Starred = ReturnType<ModelChat['starred']>[number]

const listsStars = device.map((device) =>
  step('lists the starred messages', device, async (model, real, user) => {
    const answer = await real.ask(device, 'messages.starred', {})
    if ('refused' in answer) throw new Error(answer.refused)
    const listed = answer.ok.messages.map(({ room_id, message }) => ({ room_id, message: known(message) }))
    const byPlace = (a: Starred, b: Starred) => a.room_id - b.room_id || a.message.seq - b.message.seq
    expect(listed.sort(byPlace)).toEqual(model.starred(user).sort(byPlace))
    return null
  }),
)

const drafts = fc
  .record({ device, room, words: fc.option(fc.uuid()), stale: fc.option(fc.nat(6), { freq: 3 }) })
  .map(({ device, room, words, stale }) =>
    inRoom(
      words === null ? 'removes the draft' : `drafts ${words}`,
      device,
      room,
      async ({ model, real, user, room }) => {
        // Storing the same words again at another time is a change: each draft has words of its own.
        const text = words ?? ''
        const rev = stale ?? model.draftRev(room, user)
        const answer = await real.ask(device, 'draft.set', { room_id: room.id, text, reply_to: null, rev })
        compare(answer, model.draft(room, user, text, rev), ({ item }, expected) =>
          expect(knownItem(item)).toEqual(expected),
        )
        return null
      },
    ),
  )

const blocks = fc.record({ device, peer: fc.constantFrom(...USERS), on: fc.boolean() }).map(({ device, peer, on }) =>
  step(`${on ? 'blocks' : 'unblocks'} ${peer}`, device, async (model, real, user) => {
    const answer = await real.ask(device, 'user.block', { user_id: peer, blocked: on })
    const at = 'ok' in answer && answer.ok.item.kind === 'block' ? answer.ok.item.at : null
    compare(answer, model.block(user, peer, on ? at : null), ({ item }, expected) => expect(item).toEqual(expected))
    return null
  }),
)

const sets = fc
  .record({
    device,
    change: fc.constantFrom(
      { sound: false },
      { sound: true, theme: 'dark' as const },
      { language: 'ru' as const },
      { receipts: false },
      { receipts: true },
    ),
  })
  .map(({ device, change }) =>
    step(`sets ${JSON.stringify(change)}`, device, async (model, real, user) => {
      const answer = await real.ask(device, 'settings.set', { settings: change })
      compare(answer, model.set(user, change), ({ item }, expected) => expect(item).toEqual(expected))
      return null
    }),
  )

const reports = fc
  .record({ device, room, seq: fc.option(seq), about: fc.constantFrom(...USERS) })
  .map(({ device, room, seq, about }) =>
    inRoom(`reports ${seq ?? about}`, device, room, async ({ model, real, user, room }) => {
      const what = seq === null ? { user_id: about } : { seq }
      const answer = await real.ask(device, 'report.send', { room_id: room.id, reason: 'spam', ...what })
      compare(answer, model.report(room, user, seq, about), () => undefined)
      return null
    }),
  )

/** Milliseconds until the index has a change. A search may also find the change at once. */
const PATIENCE = 250

const searches = fc
  .record({ device, room, word: fc.constantFrom('one', 'two', 'three', 'four') })
  .map(({ device, room, word }) =>
    inRoom(`searches ${word}`, device, room, async ({ model, real, user, room }) => {
      const fields = { room_id: room.id, query: word, limit: 50 }
      const outcome = model.search(room, user, word)
      const ask = () => real.ask(device, 'messages.search', fields)
      const seqs = (answer: Awaited<ReturnType<typeof ask>>) =>
        'ok' in answer ? answer.ok.hits.map(({ message }) => message.seq) : []
      const wanted = 'ok' in outcome ? outcome.ok.map(({ seq }) => seq) : []
      let answer = await ask()
      for (let tries = 0; tries < PATIENCE && seqs(answer).length < wanted.length; tries++) {
        // never one that was deleted, edited or cleared away
        expect(wanted).toEqual(expect.arrayContaining(seqs(answer)))
        await Bun.sleep(20)
        answer = await ask()
      }
      compare(answer, outcome, ({ hits }, expected) =>
        expect(hits.map(({ message }) => known(message))).toEqual(expected),
      )
      return null
    }),
  )

const syncsOwn = fc.record({ device, rev: fc.nat(6) }).map(({ device, rev }) =>
  step(`syncs the own state from ${rev}`, device, async (model, real, user) => {
    const items = model.own.get(user) ?? []
    const last = items.at(-1)?.rev ?? 0
    const newer = items.filter((item) => item.rev > rev)
    const changes = { kind: 'changes', items: newer, rev: newer.at(-1)?.rev ?? rev, more: false }
    const answer = await real.ask(device, 'user.sync', { rev })
    if ('ok' in answer && answer.ok.kind === 'changes') answer.ok.items = answer.ok.items.map(knownItem)
    expect(answer).toEqual({ ok: rev > last ? { kind: 'resync' } : changes } as never)
    return null
  }),
)

const reconnects = device.map((device) =>
  step('reconnects', device, async (_, real) => {
    await real.connect(device)
    return null
  }),
)

/** A command is listed twice if it makes runs more interesting. */
export const COMMANDS = [
  opens,
  opens,
  opensRooms,
  opensRooms,
  createsRooms,
  renames,
  gives,
  gives,
  comesAndGoes,
  comesAndGoes,
  adds,
  removes,
  counts,
  sends,
  sends,
  sends,
  sends,
  resends,
  forwards,
  forwards,
  edits,
  deletes,
  pins,
  pins,
  listsPins,
  answers,
  answers,
  reads,
  syncs,
  lists,
  looks,
  overviews,
  reacts,
  reacts,
  whoReacted,
  mutes,
  stars,
  stars,
  listsStars,
  drafts,
  drafts,
  flags,
  flags,
  flags,
  blocks,
  sets,
  reports,
  searches,
  syncsOwn,
  reconnects,
]
