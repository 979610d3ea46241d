import type { MemberRole, Message } from '@imbachat/protocol'
import { moves } from '../../../chat/calls/group-machine.ts'
import type { AppendOutcome, ChangedCall, ChangeOutcome, NewEvent, PutPreviewOutcome } from '../../../chat/ports.ts'
import type { WriteInput, WriteName, WriteOutput } from '../index.ts'

type Say<N extends WriteName> = (input: WriteInput<N>, output: WriteOutput<N>) => NewEvent[]

interface OfRoom {
  room_id: number
}

const ofMessage = (
  type: 'message.created' | 'message.updated' | 'message.deleted',
  { room_id }: OfRoom,
  message: Message,
): NewEvent => ({ type, room_id, user_id: null, data: { seq: message.seq } })

const created = (room: OfRoom, messages: readonly Message[]) =>
  messages.map((message) => ofMessage('message.created', room, message))

const changed =
  (type: 'message.updated' | 'message.deleted') =>
  (room: OfRoom, outcome: ChangeOutcome | PutPreviewOutcome): NewEvent[] =>
    outcome.kind === 'changed' ? [ofMessage(type, room, outcome.message)] : []

const joined = ({ room_id }: OfRoom, user_ids: readonly string[]): NewEvent[] =>
  user_ids.map((user_id) => ({ type: 'member.joined', room_id, user_id, data: { room_id, user_id } }))

function appended(input: OfRoom & { sender_id: string }, outcome: AppendOutcome | null): NewEvent[] {
  if (outcome?.kind !== 'appended') return []
  const accepted = outcome.membersChanged ? joined(input, [input.sender_id]) : []
  return [...accepted, ofMessage('message.created', input, outcome.message)]
}

const HOW = { leave: 'leave', remove: 'remove', ban: 'ban' } as const

/** The events that each kind of write adds to the log of its widget; a write that is not here adds none. */
export const EVENTS_OF: { readonly [N in WriteName]?: Say<N> } = {
  appendMessage(input, outcome) {
    if (outcome.kind !== 'held' || outcome.repeated || !input.hold) return appended(input, outcome)
    const { room_id, sender_id: user_id, client_id, hold } = input
    return [{ type: 'message.held', room_id, user_id, data: { client_id, reason: hold.reason } }]
  },
  decideHeld: (input, outcome) => (outcome.kind === 'published' ? appended(input, outcome.appended) : []),
  editMessage: changed('message.updated'),
  editForSite: changed('message.updated'),
  restoreMessage: changed('message.updated'),
  putPreview: changed('message.updated'),
  removePreview: changed('message.updated'),
  deleteMessage: changed('message.deleted'),
  postNotice: (input, outcome) => (outcome.kind === 'appended' ? created(input, [outcome.message]) : []),
  pressButton(input, outcome) {
    if (outcome.kind !== 'pressed') return []
    const pressed = outcome.changed ? [ofMessage('message.updated', input, outcome.message)] : []
    return [...pressed, ...appended({ ...input, sender_id: input.user_id }, outcome.appended)]
  },
  pinMessage(input, outcome) {
    if (outcome.kind !== 'done' || !outcome.changed || input.unseen) return []
    return [ofMessage('message.updated', input, outcome.message), ...created(input, outcome.notices)]
  },
  eraseFromRoom: (input, { messages }) =>
    messages.map((message) =>
      ofMessage(message.deleted_at === null ? 'message.updated' : 'message.deleted', input, message),
    ),
  changeReactions: ({ room_id, seq }, { made }) =>
    made.map(({ on, user_id, emoji }) => ({
      type: on ? 'reaction.added' : 'reaction.removed',
      room_id,
      user_id,
      data: { room_id, seq, user_id, emoji },
    })),
  openDialog(input, opened) {
    if (!('created' in opened) || input.created_at !== undefined) return []
    const { room_id } = opened
    if (!opened.created) return opened.membersChanged ? joined(opened, [input.user_id]) : []
    const data = {
      ...{ room_id, type: 'dialog' as const, pipe: null, title: null, is_public: false },
      ...{ user_ids: [input.user_id, input.peer_id], context: input.context ?? null },
    }
    return [{ type: 'room.created', room_id, user_id: null, data }]
  },
  answerDialog({ room_id, user_id, accept }, answered) {
    if (answered !== 'answered') return []
    if (accept) return joined({ room_id }, [user_id])
    return [{ type: 'member.left', room_id, user_id, data: { room_id, user_id, how: 'decline' } }]
  },
  makeRoom({ pipe, title, is_public, created_at }, made) {
    if (!('created' in made && made.created) || created_at !== undefined) return []
    const { room_id, user_ids } = made
    const data = {
      room_id,
      type: is_public ? ('channel' as const) : ('group' as const),
      pipe,
      title,
      is_public,
      user_ids,
      context: null,
    }
    return [{ type: 'room.created', room_id, user_id: null, data }, ...created(made, made.notices)]
  },
  changeMembers(input, outcome) {
    if (outcome.kind !== 'changed' || outcome.changed.length === 0) return []
    const { room_id, act } = input
    const { notices, heir } = outcome
    const moved: NewEvent[] =
      act === 'join' || act === 'add' || act === 'accept'
        ? joined(input, outcome.changed)
        : outcome.changed.map((user_id) => ({
            type: 'member.left',
            room_id,
            user_id,
            data: { room_id, user_id, how: HOW[act] },
          }))
    return [...moved, ...(heir === null ? [] : [role(room_id, heir, 'owner')]), ...created(input, notices)]
  },
  changeRole({ room_id, user_id, role: given }, outcome) {
    if (outcome.kind !== 'done') return []
    // who passed the room on is an admin then
    const roles = outcome.changed.map((one) => role(room_id, one, one === user_id ? given : 'admin'))
    return [...roles, ...created({ room_id }, outcome.notices)]
  },
  editRoom({ room_id }, outcome) {
    if (outcome.kind !== 'done' || !outcome.changed) return []
    const updated: NewEvent = { type: 'room.updated', room_id, user_id: null, data: { room_id, room: outcome.room } }
    return [updated, ...created({ room_id }, outcome.notices)]
  },
  moderateRoom: ({ room_id }, outcome) =>
    outcome.kind === 'done' && outcome.changed
      ? [{ type: 'room.updated', room_id, user_id: null, data: { room_id, room: outcome.room } }]
      : [],
  handOver({ room_id, by }, outcome) {
    if (outcome.kind !== 'done' || !outcome.changed) return []
    const data = { room_id, ...outcome.handover, user_id: by === '' ? null : by }
    return [
      { type: 'room.handed_over', room_id, user_id: data.user_id, data },
      ...created({ room_id }, outcome.notices),
    ]
  },
  startCall: (_, outcome) => [
    ...(outcome.due ? ofCall(outcome.due) : []),
    ...(outcome.kind === 'started' ? ofCall(outcome.call) : []),
  ],
  enterCall: (_, outcome) => [
    ...(outcome.due ? ofCall(outcome.due) : []),
    ...(outcome.kind === 'entered' ? ofCall(outcome.call) : []),
  ],
  changeCall: (_, changed) => (changed === null ? [] : ofCall(changed)),
  moveWatermarks: (_, moved) =>
    moved
      .filter(({ isRead, state }) => isRead && state === 'joined')
      .map(({ room_id, user_id, read_seq }) => ({
        type: 'room.read',
        room_id,
        user_id,
        data: { room_id, user_id, read_seq },
      })),
  putUsers: ({ users, imported }, { changed, created }) =>
    (imported ? [] : users)
      .filter(({ user_id }) => changed.includes(user_id))
      .map(({ user_id, name, avatar_url, profile_url, badge }) => ({
        type: created.includes(user_id) ? 'user.created' : 'user.updated',
        room_id: null,
        user_id,
        data: { user_id, name, avatar_url, profile_url, badge },
      })),
  putStanding({ user_id, change }, { erasing }) {
    if (erasing) return []
    if (change.act !== 'give' && change.act !== 'lift') return []
    const { until, reason } = change.act === 'give' ? change : { until: null, reason: '' }
    const data = { user_id, kind: change.kind, on: change.act === 'give', until, reason }
    return [{ type: 'user.restricted', room_id: null, user_id, data }]
  },
  putReport({ id, room_id, seq, user_id, reporter_id, reason, comment }, outcome) {
    if (outcome.kind !== 'stored' || outcome.repeated) return []
    const data = { report_id: id, room_id, seq, user_id, reporter_id, reason, comment }
    return [{ type: 'report.created', room_id, user_id: reporter_id, data }]
  },
  addEvent: ({ event }) => [event],
}

/** An answer is one of the callee; the caller started the call. */
function ofCall({ call, before, entry }: ChangedCall): NewEvent[] {
  const { call_id, room_id, video, started_by, answered_at, ended_at, outcome } = call
  const was = before?.state ?? null
  const ofRoom = { call_id, room_id }
  const events: NewEvent[] = []
  const callee = call.group === null ? call.members[1] : null
  if (was === null) {
    const data = { ...ofRoom, user_id: started_by, peer_id: callee?.user_id ?? null, video }
    events.push({ type: 'call.started', room_id, user_id: started_by, data })
  }
  if (call.group !== null) {
    const { came, left } = moves(before, call)
    const event = (type: 'call.joined' | 'call.left') => (user_id: string) => ({
      ...{ type, room_id, user_id },
      data: { ...ofRoom, user_id },
    })
    events.push(...came.map(event('call.joined')), ...left.map(event('call.left')))
  }
  if (callee && (was === 'calling' || was === 'ringing') && answered_at !== null) {
    events.push({
      type: 'call.answered',
      room_id,
      user_id: callee.user_id,
      data: { ...ofRoom, user_id: callee.user_id },
    })
  }
  if (was === 'ended' || outcome === null || ended_at === null) return events
  const data = { ...ofRoom, outcome, duration_ms: answered_at === null ? null : ended_at - answered_at }
  events.push({ type: 'call.ended', room_id, user_id: null, data })
  return entry === null ? events : [...events, ofMessage('message.created', { room_id }, entry)]
}

const role = (room_id: number, user_id: string, given: MemberRole): NewEvent => ({
  type: 'member.changed',
  room_id,
  user_id,
  data: { room_id, user_id, role: given },
})
