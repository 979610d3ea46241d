import { ChatError, type ErrorCode } from '@imbachat/protocol'
import { MOST_INVITES } from './ports/invites.ts'
import { MOST_REACTIONS } from './ports/messages.ts'

type RefusalText = readonly [code: ErrorCode, message: string, field?: string]

const NO_PERMISSION = "You don't have permission to do this in this room."

/** The error that the caller gets for each refusal of the store. */
const REFUSALS = {
  forbidden: ['forbidden', NO_PERMISSION, 'room_id'],
  frozen: ['frozen', 'The moderators have frozen this room.', 'room_id'],
  managers_only: ['managers_only', 'Only managers write in this room.', 'room_id'],
  slow_mode: ['slow_mode', 'In this room, members wait between two messages.', 'room_id'],
  handed_over: ['handed_over', 'People answer in this room now, or the room was handed over meanwhile.', 'room_id'],
  banned: ['banned', 'The sender is banned: lift the ban first.'],
  // the same answer whichever of the two blocks the other
  blocked: ['blocked', "You can't message this person.", 'room_id'],
  request_pending: ['request_pending', 'Your request has not been answered yet.', 'room_id'],
  request_declined: ['request_declined', 'Your request was declined.', 'room_id'],
  user_unknown: ['user_unknown', 'This user is not a member of the room.', 'user_id'],

  // A sign-in reads all rooms of a user, dialogs included, and each of their connections subscribes to all of them.
  too_many_rooms: ['forbidden', 'A user is in as many rooms as the server allows: leave one first.'],
  peer_has_too_many_rooms: ['forbidden', 'That user is in as many rooms as the server allows.', 'user_id'],
  too_many_empty_dialogs: [
    'forbidden',
    'Too many empty dialogs with this user: write in one of them first.',
    'context',
  ],
  join_request_needed: ['join_request_needed', 'A manager has to let the user in: ask to join.', 'token'],
  too_many_invites: ['too_many_invites', `A room has at most ${MOST_INVITES} links.`, 'room_id'],
  joins_freely: ['forbidden', 'The user is in the room, or may join it without a request.', 'room_id'],
  room_has_too_many: ['too_many_join_requests', 'Too many users wait for an answer of this room.', 'room_id'],
  user_has_too_many: ['too_many_join_requests', 'Too many open requests; take one back first.', 'room_id'],
  // the same for a guessed, revoked, expired and used-up link, and for one whose maker no longer manages the room
  invite_invalid: ['invite_invalid', 'This invite link is not valid.', 'token'],

  call_not_accepted: ['call_not_accepted', 'This user takes no calls.', 'room_id'],
  call_needs_relay: ['call_needs_relay', 'This call needs a relay, and the server has none.', 'room_id'],
  call_elsewhere: ['call_elsewhere', 'Another call of yours rings or runs.', 'room_id'],

  call_full: ['call_full', 'The call has as many users as one may have.', 'call_id'],
  party_taken: ['invalid_field', 'Another user in the call has this party: make a random one.', 'party'],
  call_removed: ['call_removed', 'A host has removed you from this call.', 'call_id'],

  message_not_found: ['message_not_found', 'There is no such message in this room.'],
  message_fixed: ['message_not_found', 'There is no such message in this room that could be changed.', 'message_id'],
  not_held: ['message_not_found', 'No such message waits: it was published or removed.', 'client_id'],
  report_of_user: ['message_not_found', 'This report is about a user, not a message.'],
  message_empty: ['message_empty', 'The text has no visible characters.', 'text'],
  too_many_held: ['too_many_held', 'Too many messages of yours wait for review.', 'text'],
  too_late: ['too_late', 'The time for this is over.', 'seq'],
  forwarded: ['forbidden', 'A forwarded message is not edited.', 'seq'],
  origin_not_found: ['message_not_found', 'There is no such message that you may read.', 'from_seq'],
  origin_edited: ['message_not_found', 'The message was edited meanwhile.', 'from_seq'],
  mention_unknown: ['mention_unknown', 'A user who is mentioned was never in this room.', 'entities'],
  mention_all_forbidden: ['mention_all_forbidden', 'Only managers of a group mention all.', 'entities'],
  too_many_reactions: ['too_many_reactions', `A message has at most ${MOST_REACTIONS} different emojis.`, 'emoji'],

  file_not_found: ['file_not_found', 'There is no such file, or it is not open to you.'],
  file_gone: ['file_not_found', 'The file is gone.'],
  upload_not_found: ['upload_not_found', 'There is no such upload of yours for this room.', 'attachments'],
  upload_unfinished: ['upload_unfinished', 'An upload is not finished.', 'attachments'],
  file_type_refused: ['file_type_refused', 'The upload is not a picture.', 'picture'],

  button_not_found: ['button_not_found', 'The message has no such button to press.', 'button_id'],
  button_used: ['button_used', 'A button of this message was pressed already.', 'button_id'],
  own_button: ['forbidden', 'The buttons of a message are for its readers, not for its author.', 'seq'],

  internal: ['internal', 'Something went wrong on the server.'],
  shutting_down: ['shutting_down', 'The server is shutting down.'],
} as const satisfies Record<string, RefusalText>

export type RefusalReason = keyof typeof REFUSALS

type Missing = readonly [code: ErrorCode, text: (name: string | number) => string, field: string]

/** The error for a name of something that is not there. */
const MISSING = {
  // the same for a missing room and another user's room, so that a caller learns nothing about others' rooms
  room: ['room_not_found', (name) => `Room ${name} does not exist or is not open to you.`, 'room_id'],
  group: ['room_not_found', (name) => `Room ${name} is not a group or channel.`, 'room_id'],
  room_of_user: ['room_not_found', (name) => `User ${name} is not in this room, or there is no such room.`, 'room_id'],
  user: ['user_unknown', (name) => `User ${name} was never in the chat.`, 'user_id'],
  user_of_site: ['user_unknown', (name) => `The site does not know user ${name}.`, 'user_id'],
  member: ['user_unknown', (name) => `User ${name} was never in the room.`, 'user_id'],
  bot: ['user_unknown', (name) => `There is no bot ${name}.`, 'user_id'],
} as const satisfies Record<string, Missing>

/** @param field name of the field in the request, if it is not the usual one */
export function missing(what: keyof typeof MISSING, name: string | number, field?: string): ChatError {
  const [code, text, usual] = MISSING[what]
  return new ChatError(code, text(name), { field: field ?? usual })
}

/** An error that remembers why the store refused. */
export class Refusal extends ChatError {
  readonly reason: RefusalReason

  constructor(
    reason: RefusalReason,
    { field, retryAfterMs }: { field?: string | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    const [code, message, usual]: RefusalText = REFUSALS[reason]
    const named = field ?? usual
    super(code, message, { ...(named && { field: named }), ...(retryAfterMs !== undefined && { retryAfterMs }) })
    this.reason = reason
  }
}

/**
 * The error for an outcome of the store that refuses. `fields` names the field of a reason where the request calls it
 * otherwise.
 */
export const refusal = (
  { reason, retryAfterMs }: { reason: RefusalReason | 'room_not_found'; retryAfterMs?: number },
  room_id: number,
  fields: Partial<Record<RefusalReason, string>> = {},
): ChatError =>
  reason === 'room_not_found' ? missing('room', room_id) : new Refusal(reason, { field: fields[reason], retryAfterMs })
