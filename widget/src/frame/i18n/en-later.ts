import type { RequestErrorCode } from '@imbachat/sdk'
import type { Plurals } from './plural.ts'

const SIGN_IN_PROBLEM =
  "We couldn't sign you in to chat. Reload the page; if it happens again, contact this site's support."
const SITE_PROBLEM = "Chat isn't set up for this page. Please let the site's team know."
const TRY_AGAIN = 'Something went wrong. Please try again.'
const TOO_FAST = "You're sending messages too quickly. Wait a moment and try again."

const errors: Record<RequestErrorCode, string> = {
  invalid_frame: TRY_AGAIN,
  invalid_field: TRY_AGAIN,
  unknown_frame: 'Chat was updated. Please reload the page.',
  frame_too_large: 'This message is too long.',
  protocol_version: 'Chat was updated. Please reload the page.',
  not_found: 'This is no longer available.',
  not_authenticated: SIGN_IN_PROBLEM,
  auth_timeout: TRY_AGAIN,
  already_authenticated: TRY_AGAIN,
  token_malformed: SIGN_IN_PROBLEM,
  token_algorithm: SIGN_IN_PROBLEM,
  token_signature: SIGN_IN_PROBLEM,
  token_expired: 'Your session has expired. Reload the page – your draft is saved.',
  token_not_yet_valid: SIGN_IN_PROBLEM,
  token_lifetime: SIGN_IN_PROBLEM,
  token_claims: SIGN_IN_PROBLEM,
  token_user_id: SIGN_IN_PROBLEM,
  token_user_changed: 'A different account is now signed in. Reload the page.',
  origin_not_allowed: SITE_PROBLEM,
  widget_unknown: SITE_PROBLEM,
  guest_forbidden: 'Sign in to chat.',
  forbidden: "You don't have permission to do that.",
  room_not_found: 'This conversation is no longer available.',
  dialog_self: "You can't message yourself.",
  user_unknown: "We couldn't find this person.",
  permission_token_invalid: "You can't message this person.",
  not_permitted: "You can't write in this conversation.",
  request_pending: 'Wait until your request is accepted.',
  request_declined: 'Your request was declined.',
  message_empty: "You can't send an empty message.",
  message_too_long: 'This message is too long.',
  message_text_invalid: "This message contains characters that can't be sent.",
  message_not_found: 'This message is no longer available.',
  too_many_reactions: 'This message already has 20 different reactions.',
  rate_limited: TOO_FAST,
  too_many_sockets: "Chat is open in too many tabs or devices. We'll reconnect shortly.",
  flood: TOO_FAST,
  server_busy: 'Chat is busy. Please try again in a moment.',
  slow_reader: 'Your connection is slow. Reconnecting…',
  shutting_down: "Chat is restarting. We'll reconnect in a moment.",
  internal: TRY_AGAIN,
  connection_lost: "You're offline. Try again when you're connected.",
  timed_out: 'This took too long. Please try again.',
}

/** The phrases of what is shown on demand, and of errors. */
export const enLater = {
  reply: 'Reply',
  copy: 'Copy',
  edit: 'Edit',
  delete: 'Delete',
  deleteQuestion: 'Delete for everyone',

  members: 'Members',
  owner: 'owner',
  itsYou: 'you',
  writeTo: 'Message %s',
  addPeople: 'Add people',
  addPeopleHint: "People you've messaged",
  addNobody: "Everyone you've messaged is already here.",
  addChosen: { one: 'Add # person', other: 'Add # people' } as Plurals,
  removeMember: 'Remove %s',
  removeQuestion: 'Remove %s from this room?',
  removeHint: "They'll keep earlier messages but won't see new ones.",
  banToo: 'Also ban from this room',
  remove: 'Remove',
  leaveRoom: 'Leave room',
  leaveQuestion: 'Leave “%s”?',
  leaveHintPublic: 'You can join again at any time.',
  leaveHintClosed: 'Someone will have to add you again.',
  leave: 'Leave',
  outOfRoom: "You're no longer in this room.",
  bannedFromRoom: "You've been banned from this room.",
  joinAgain: 'Join again',
  roomNotHere: "You don't have access to this room.",
  lostTitle: "Not sent: you're no longer in this room",

  requestInvited: '%s wants to message you',
  requestInvitedHint: "They can't send more until you accept.",
  accept: 'Accept',
  decline: 'Decline',
  requestPending: 'Request sent. You can continue once %s accepts.',
  requestFirst: '%s will receive your first message as a request.',
  requestDeclined: '%s declined your request.',
  notPermitted: "You can't write in this conversation.",

  refusedTitle: 'Chat is unavailable',
  guestTitle: 'Sign in to chat',
  guestHint: 'Sign in to see your conversations.',
  closedTitle: 'Chat is closed',

  couldNotOpen: "Couldn't open this conversation",
  backToList: 'Back to conversations',
  newMessageFrom: 'New message: %s, %s',
  errors,
}

export type LaterCatalog = typeof enLater
