import { ChatError, ERASED_USER, type ForwardOrigin, type Message, ROOM_TYPE } from '@imbachat/protocol'
import { sql } from 'kysely'
import { publishMessages } from '../../chat/messages/publish-messages.ts'
import { publishJoinRequests } from '../../chat/rooms/joining/publish-join-requests.ts'
import { changeMembers } from '../../chat/rooms/members/change-members.ts'
import { fromStored } from '../../input/old-names.ts'
import { USER_TABLES } from '../../store/schema/tables.ts'
import type { BroadcastPlan } from '../broadcasts/broadcast-step.ts'
import { undoOf } from '../reports/read-reports.ts'
import { changeStanding } from '../restrictions/standing.ts'
import type { Step, StepDeps, TaskDeps, TaskRow } from '../task.ts'
import { deleteTogether, nextRoom } from './delete-messages.ts'
import { removeUnlessGone } from './held-of-person.ts'
import { pressesOf } from './presses-of.ts'

/** Messages that one step looks at. */
const LOOK_AT = 5_000
/** Held forwards that are read at a time. */
const HELD = 500
/** Reports that one step looks at. */
const REPORTS = 500
/** Broadcasts that one step looks at; each may list a thousand users. */
const BROADCASTS = 20

type Place =
  /** messages of this room up to `seq` are done */
  | { part: 'rooms'; alias: string; room_id: number; seq: number }
  /** the widget's messages up to this one are looked at for forwards; `found`: forwards that this look has erased */
  | { part: 'forwards'; alias: string; room_id: number; seq: number; found: number }
  /** rows up to `after`, by id, are done */
  | { part: 'reports' | 'broadcasts'; alias: string; after: string }

/**
 * The name that the user's places go by from then on. It has the form of a guest's id: no site can issue it, and no
 * site is asked about it. Nobody has its token.
 */
const newAlias = () => ERASED_USER + Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('base64url')

/**
 * One step of erasing a user: rooms first, then forwarded copies, reports and broadcasts, then all data of the user,
 * and the user last.
 */
export async function eraseStep(deps: StepDeps, row: TaskRow): Promise<Step<Place>> {
  const place = row.place === null ? null : fromStored<Place>(row.place)
  if (place === null) return begin(deps, row)
  switch (place.part) {
    case 'rooms':
      return eraseInRoom(deps, row, place)
    case 'forwards':
      return eraseForwards(deps, row, place)
    case 'reports':
      return eraseInReports(deps, row, place)
    case 'broadcasts':
      return eraseInBroadcasts(deps, row, place)
  }
}

/** From here on the user writes nothing more: a new message would be left behind. */
async function begin({ chat, control, clock }: TaskDeps, row: TaskRow): Promise<Step<Place>> {
  const { widget_id, user_id, created_by: by } = row
  const alias = newAlias()
  const id = crypto.randomUUID()
  const change = { act: 'give', id, kind: 'ban', until: null, reason: '', by, report_id: null, erased: true } as const
  const known = await chat.users.stored(widget_id, user_id ?? '')
  // a profile's person may stay
  if (known?.profile) await takeAway({ chat, control }, { widget_id, user_id: known.user_id })
  else await changeStanding(chat, { widget_id, user_id: user_id ?? '', change })
  // the user may be a bot with a key
  await control
    .updateTable('api_key')
    .set({ revoked_at: clock.now() })
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id ?? '')
    .where('revoked_at', 'is', null)
    .execute()
  const nobody = { avatar_url: null, profile_url: null, badge: null, last_login_at: clock.now(), email: null }
  const user = { user_id: alias, name: 'Deleted user', ...nobody, role: 'user' as const }
  await chat.store.putUsers({ widget_id, users: [{ ...user, profiles: {}, permissions: null, extra: {} }] })
  return { place: { part: 'rooms', alias, room_id: 0, seq: 0 }, looked: 0, changed: 0 }
}

/** A profile that is no longer listed writes nothing. */
async function takeAway(
  { chat, control }: Pick<TaskDeps, 'chat' | 'control'>,
  { widget_id, user_id }: { widget_id: number; user_id: string },
): Promise<void> {
  await control
    .updateTable('chat_user')
    .set({ profile_gone: 1 })
    .where('widget_id', '=', widget_id)
    .where('id', '=', user_id)
    .execute()
  chat.users.forget(widget_id, user_id)
}

type RoomsPlace = Extract<Place, { part: 'rooms' }>

/** The user leaves a room first, then their messages go by the step, then what else the room has of them. */
async function eraseInRoom(deps: StepDeps, row: TaskRow, place: RoomsPlace): Promise<Step<Place>> {
  const { widget_id } = row
  const user_id = row.user_id ?? ''
  const { alias } = place
  // a room that is done no longer has the user; one without messages has them still
  const room = await nextRoom(deps, widget_id, user_id, { room_id: place.room_id, seq: -1 })
  if (!room) return { place: { part: 'forwards', alias, room_id: 0, seq: 0, found: 0 }, looked: 0, changed: 0 }
  const of = { widget_id, room_id: room.id, user_id, alias }
  const isNew = room.id !== place.room_id
  if (isNew && room.type !== ROOM_TYPE.dialog) {
    // first, since it may add a notice of the user: an owner who leaves passes the room on
    await leave(deps, of)
    return { place: { ...place, room_id: room.id, seq: 0 }, looked: 0, changed: 0 }
  }
  const after = isNew ? 0 : place.seq
  if (after < room.last_seq) {
    const { upTo, changed } = await eraseMessages(deps, of, { after, last: room.last_seq })
    return {
      place: { ...place, room_id: room.id, seq: upTo },
      looked: upTo - after,
      changed,
      onlyLooked: changed === 0,
    }
  }
  await eraseMember(deps, of)
  return { place: { ...place, room_id: room.id, seq: room.last_seq }, looked: 0, changed: 0 }
}

interface UserOfRoom {
  widget_id: number
  room_id: number
  user_id: string
  alias: string
}

async function leave({ chat }: TaskDeps, { widget_id, room_id, user_id }: UserOfRoom): Promise<void> {
  const leaving = { widget_id, room_id, by: user_id, siteAdmin: false, user_ids: [user_id], quiet: true }
  await changeMembers(chat, { ...leaving, act: 'leave' }).catch((error: unknown) => {
    // they had left, or were banned from it
    if (!(error instanceof ChatError) || !['room_not_found', 'forbidden'].includes(error.code)) throw error
  })
}

/**
 * Erases the next few messages of the user behind `after`, and the buttons that they pressed up to there.
 * @returns the place where the next step begins
 */
async function eraseMessages(
  deps: StepDeps,
  of: UserOfRoom,
  { after, last }: { after: number; last: number },
): Promise<{ upTo: number; changed: number }> {
  const { readDb, chat, sizes } = deps
  const { widget_id, room_id, user_id } = of
  const most = sizes.erase.now()
  const end = Math.min(last, after + LOOK_AT)
  const found = await readDb
    .selectFrom('message')
    .select('seq')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '>', after)
    .where('seq', '<=', end)
    .where('sender_id', '=', user_id)
    .orderBy('seq')
    .limit(most)
    .execute()
  if (found.length > 0) {
    await sizes.erase.run(async () => {
      const seqs = found.map(({ seq }) => seq)
      const { messages } = await chat.store.eraseFromRoom({ ...of, part: 'messages', seqs })
      publishMessages(chat.bus, { widget_id, room_id }, messages)
      return found.length
    })
  }
  const upTo = found.length === most ? (found.at(-1)?.seq ?? end) : end
  const presses = await pressesOf(deps, { widget_id, room_id, user_id, after, upTo })
  if (presses.length > 0) {
    const renamed = await chat.store.eraseFromRoom({ ...of, part: 'presses', seqs: presses.map((press) => press.seq) })
    publishMessages(chat.bus, { widget_id, room_id }, renamed.messages)
  }
  return { upTo, changed: found.length }
}

/** Some reactions of the user; without any left, their membership: until then the next step comes here again. */
async function eraseMember({ chat }: TaskDeps, of: UserOfRoom): Promise<void> {
  const { widget_id, room_id, user_id } = of
  const { messages, more } = await chat.store.eraseFromRoom({ ...of, part: 'reactions', seqs: [] })
  publishMessages(chat.bus, { widget_id, room_id }, messages)
  if (more) return
  const { peerIds } = await chat.store.eraseFromRoom({ ...of, part: 'member', seqs: [] })
  chat.bus.publish({ t: 'room', widget_id, room_id, user_ids: [...peerIds, user_id], gone: [user_id] })
}

/**
 * Deletes the next few messages that pass on words of the user. All messages of the widget are looked at: no index
 * knows where a message comes from, so that sending pays for none. A copy may be passed on behind this look, so it is
 * repeated until one finds nothing. Held messages go first, so that none is published behind it.
 */
async function eraseForwards(
  deps: StepDeps,
  row: TaskRow,
  place: Extract<Place, { part: 'forwards' }>,
): Promise<Step<Place>> {
  const { readDb, sizes } = deps
  const { widget_id } = row
  const { alias } = place
  const most = sizes.delete.now()
  const isFirst = place.room_id === 0
  const removed = isFirst ? await removeHeldForwards(deps, { widget_id, user_id: row.user_id ?? '' }) : 0
  const next = readDb
    .selectFrom('message')
    .where('widget_id', '=', widget_id)
    .where(({ eb, refTuple, tuple }) => eb(refTuple('room_id', 'seq'), '>', tuple(place.room_id, place.seq)))
    .orderBy('room_id')
    .orderBy('seq')
  const end = await next
    .select(['room_id', 'seq'])
    .offset(LOOK_AT - 1)
    .limit(1)
    .executeTakeFirst()
  const withOrigin = await next
    .select(['room_id', 'seq', 'parts'])
    .where('deleted_at', 'is', null)
    .where('parts', 'like', '%"forward":%')
    .$if(end !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('room_id', 'seq'), '<=', tuple(end?.room_id ?? 0, end?.seq ?? 0)),
      ),
    )
    .execute()
  const theirs = withOrigin.filter((one) => originOf(one.parts)?.user_id === row.user_id).slice(0, most)
  await deleteTogether(
    deps,
    theirs.map(({ room_id, seq }) => ({ widget_id, room_id, seq })),
  )
  const step = (now: Place, looked: number) => ({
    place: now,
    looked,
    changed: removed + theirs.length,
    onlyLooked: theirs.length === 0,
  })
  const found = place.found + theirs.length
  const last = theirs.length === most ? theirs.at(-1) : end
  if (last) return step({ ...place, room_id: last.room_id, seq: last.seq, found }, last === end ? LOOK_AT : 0)
  if (found > 0) return step({ ...place, room_id: 0, seq: 0, found: 0 }, 0)
  return step({ part: 'reports', alias, after: '' }, 0)
}

/** @returns the number of removed messages */
async function removeHeldForwards(
  { readDb, chat }: TaskDeps,
  { widget_id, user_id }: { widget_id: number; user_id: string },
): Promise<number> {
  let removed = 0
  for (let after = { held_at: 0, client_id: '' }; ; ) {
    const { held_at, client_id } = after
    const page = await readDb
      .selectFrom('held_message')
      .select(['room_id', 'sender_id', 'client_id', 'held_at', 'parts'])
      .where('widget_id', '=', widget_id)
      .where('removed_at', 'is', null)
      .where('parts', 'like', '%"forward":%')
      .where(({ eb, refTuple, tuple }) => eb(refTuple('held_at', 'client_id'), '>', tuple(held_at, client_id)))
      .orderBy('held_at')
      .orderBy('client_id')
      .limit(HELD)
      .execute()
    const theirs = page.filter(({ parts }) => originOf(parts)?.user_id === user_id)
    for (const { room_id, sender_id, client_id } of theirs) {
      await removeUnlessGone(chat, { widget_id, room_id, sender_id, client_id })
    }
    removed += theirs.length
    const last = page.at(-1)
    if (page.length < HELD || !last) return removed
    after = last
  }
}

/** @param parts JSON, as `message.parts` has it */
const originOf = (parts: string | null): ForwardOrigin | undefined =>
  parts === null ? undefined : (JSON.parse(parts) as Pick<Message, 'forward'>).forward

type RowsPlace = Pick<Extract<Place, { part: 'reports' | 'broadcasts' }>, 'alias' | 'after'>

interface KeptMessage {
  sender_id: string
  text: string | null
  files: string[]
  carries?: object
}

/** Reports have copies of messages, and of deleted content until the undo time ends. Erases this user in them. */
async function eraseInReports(deps: TaskDeps, row: TaskRow, { alias, after }: RowsPlace): Promise<Step<Place>> {
  const { readDb, control } = deps
  const { widget_id } = row
  const user_id = row.user_id ?? ''
  const page = await readDb
    .selectFrom('report')
    .select(['id', 'user_id', 'reporter_id', 'comment', 'messages', 'undo'])
    .where('widget_id', '=', widget_id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(REPORTS)
    .execute()
  for (const report of page) {
    const kept = JSON.parse(report.messages) as KeptMessage[]
    const isTheirs = kept.some(({ sender_id }) => sender_id === user_id)
    const undo = undoOf(report)
    const bringsBack = [undo?.message, undo?.held].some((one) => originOf(one?.parts ?? null)?.user_id === user_id)
    if (!isTheirs && !bringsBack && report.user_id !== user_id && report.reporter_id !== user_id) continue
    const messages = kept.map((message) =>
      message.sender_id === user_id ? { ...message, sender_id: alias, text: null, files: [], carries: {} } : message,
    )
    await control
      .updateTable('report')
      .set({
        messages: JSON.stringify(messages),
        undo: null,
        // a rule's finding quotes the user
        ...(report.user_id === user_id && { user_id: alias, flagged: null }),
        ...(report.reporter_id === user_id && { reporter_id: alias, comment: '' }),
      })
      .where('widget_id', '=', widget_id)
      .where('id', '=', report.id)
      .execute()
  }
  const last = page.at(-1)
  if (page.length === REPORTS && last) {
    return { place: { part: 'reports', alias, after: last.id }, looked: 0, changed: 0 }
  }
  // a receiver of webhooks may have repeated in its answer what it got; the event log itself has no texts
  await control.updateTable('webhook_delivery').set({ answer: '' }).where('widget_id', '=', widget_id).execute()
  return { place: { part: 'broadcasts', alias, after: '' }, looked: 0, changed: 0 }
}

/** Broadcasts keep who sent them, and who was listed: the alias takes the place, so counts stay. */
async function eraseInBroadcasts(deps: TaskDeps, row: TaskRow, { alias, after }: RowsPlace): Promise<Step<Place>> {
  const { readDb, control } = deps
  const { widget_id } = row
  const user_id = row.user_id ?? ''
  const page = await readDb
    .selectFrom('task')
    .select(['id', 'payload'])
    .where('widget_id', '=', widget_id)
    .where('kind', '=', 'broadcast')
    .where('id', '>', after)
    .orderBy('id')
    .limit(BROADCASTS)
    .execute()
  for (const { id, payload } of page) {
    const { sender_id, user_ids, ...plan } = fromStored<BroadcastPlan>(payload)
    if (sender_id !== user_id && !user_ids?.includes(user_id)) continue
    const unnamed = (given: string) => (given === user_id ? alias : given)
    const erased: BroadcastPlan = { ...plan, sender_id: unnamed(sender_id), user_ids: user_ids?.map(unnamed) ?? null }
    await control
      .updateTable('task')
      .set({ payload: JSON.stringify(erased) })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .execute()
  }
  const last = page.at(-1)
  if (page.length === BROADCASTS && last) {
    return { place: { part: 'broadcasts', alias, after: last.id }, looked: 0, changed: 0 }
  }
  await eraseOwn(deps, row, alias)
  return { place: null, looked: 0, changed: 0 }
}

/** Rows of this user alone, and the user last: until then a second run finds everything again. */
async function eraseOwn(deps: TaskDeps, row: TaskRow, alias: string): Promise<void> {
  const { control, chat } = deps
  const { widget_id } = row
  const user_id = row.user_id ?? ''
  await takeBackRequests(deps, { widget_id, user_id })
  await control
    .updateTable('upload')
    .set({ user_id: alias, expires_at: 0 })
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .execute()
  await control
    .updateTable('invite')
    .set({ created_by: alias })
    .where('widget_id', '=', widget_id)
    .where('created_by', '=', user_id)
    .execute()
  await control
    .deleteFrom('webhook_delivery')
    .where('widget_id', '=', widget_id)
    .where('endpoint_id', 'in', (eb) =>
      eb
        .selectFrom('webhook_endpoint')
        .select('id')
        .where('webhook_endpoint.widget_id', '=', widget_id)
        .where('webhook_endpoint.user_id', '=', user_id),
    )
    .execute()
  await eraseCalls(control, { widget_id, user_id, alias })
  for (const { name, column } of USER_TABLES) {
    const isTheirs = sql`widget_id = ${widget_id} and ${sql.ref(column)} = ${user_id}`
    await sql`delete from ${sql.table(name)} where ${isTheirs}`.execute(control)
  }
  // a repeated call carries itself out again then, and finds the message that it sent
  await control.deleteFrom('api_call').where('widget_id', '=', widget_id).where('status', 'is not', null).execute()
  await control.deleteFrom('chat_user').where('widget_id', '=', widget_id).where('id', '=', user_id).execute()
  chat.users.forget(widget_id, user_id)
  await chat.store.addEvent({
    widget_id,
    event: { type: 'user.erased', room_id: null, user_id: null, data: { user_id } },
  })
}

/**
 * Calls of two go with both of their rows: nothing would find the other user's without the call. A group may be in its
 * call still, which the alias has started from now on.
 */
async function eraseCalls(
  control: TaskDeps['control'],
  { widget_id, user_id, alias }: Omit<UserOfRoom, 'room_id'>,
): Promise<void> {
  const found = await control
    .selectFrom('call')
    .innerJoin('call_member as own', (join) =>
      join.onRef('own.widget_id', '=', 'call.widget_id').onRef('own.call_id', '=', 'call.id'),
    )
    .select('call.id')
    .where('call.widget_id', '=', widget_id)
    .where('call.most', 'is', null)
    .where('own.user_id', '=', user_id)
    .execute()
  const ids = found.map(({ id }) => id)
  if (ids.length > 0) {
    await control.deleteFrom('call_member').where('widget_id', '=', widget_id).where('call_id', 'in', ids).execute()
    await control.deleteFrom('call').where('widget_id', '=', widget_id).where('id', 'in', ids).execute()
  }
  await control
    .updateTable('call')
    .set({ created_by: alias })
    .where('widget_id', '=', widget_id)
    .where('created_by', '=', user_id)
    .execute()
}

/** A room counts its open requests: one that only vanished would take a place of the room's forever. */
async function takeBackRequests(
  { readDb, chat }: TaskDeps,
  { widget_id, user_id }: { widget_id: number; user_id: string },
): Promise<void> {
  const open = await readDb
    .selectFrom('join_request')
    .select('room_id')
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('declined_until', 'is', null)
    .execute()
  for (const { room_id } of open) {
    const outcome = await chat.store.changeJoinRequests({ act: 'cancel', widget_id, room_id, user_ids: [user_id] })
    if (outcome.kind === 'done') await publishJoinRequests(chat, { widget_id, room_id }, outcome.items)
  }
}
