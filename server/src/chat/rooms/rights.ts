import type { MemberRole, MemberState, RoomRights } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import { ROOM_TYPE, type RoomType } from '@imbachat/protocol/site'
import type { ClosedBy } from './room-block.ts'

/** The facts that decide what one user may do in one room. */
export interface Standing {
  type: RoomType
  closedBy: ClosedBy | null
  rights: RoomRights
  /** missing: the user was never in the room */
  state: MemberState | undefined
  role: MemberRole
  /** the site declares the user its admin */
  siteAdmin: boolean
}

type Barred = 'room_not_found' | 'blocked' | 'frozen' | 'request_pending' | 'request_declined'

/** Acts on messages, and why each may be refused. */
interface InRoom {
  write: Barred | 'managers_only'
  send_files: Barred | 'managers_only'
  /** whether they may edit their messages */
  edit: Barred | 'managers_only'
  react: Barred
  /** to press a button that only the page learns of */
  press: Barred
  pin: Barred | 'forbidden'
  /** to call the other user of a dialog */
  call: Barred | 'forbidden'
  /** to take part in the call of a group */
  join_call: Barred | 'forbidden'
  /** to start one, where the widget lets members do so */
  start_group_call: Barred | 'forbidden'
}

/** Acts on a room and its members. */
interface OfRoom {
  /** to change its title, description, picture, rights, invites and requests */
  manage: 'room_not_found' | 'forbidden'
  add: 'room_not_found' | 'forbidden'
  /** to let a user in who asked, to remove and to ban */
  moderate: 'room_not_found' | 'forbidden'
  /** to give and take roles */
  give_roles: 'room_not_found' | 'forbidden'
}

export type Act = keyof InRoom | keyof OfRoom

/** Owners and admins of a group or channel, and the site's admins. */
export const isManager = ({ type, role, siteAdmin }: Pick<Standing, 'type' | 'role' | 'siteAdmin'>): boolean =>
  type !== ROOM_TYPE.dialog && (role !== 'member' || siteAdmin)

/** Decides what a user may do in a room; no other place does. null: allowed */
export function refusalOf<A extends Act>(act: A, standing: Standing): (InRoom & OfRoom)[A] | null {
  const refusal = isOfRoom(act) ? refusalOfRoom(act, standing) : refusalInRoom(act as keyof InRoom, standing)
  return refusal as (InRoom & OfRoom)[A] | null
}

const isOfRoom = (act: Act): act is keyof OfRoom =>
  act === 'manage' || act === 'add' || act === 'moderate' || act === 'give_roles'

/** A place in the room, then an open room, then an answered request, then the room's rights. */
function refusalInRoom(act: keyof InRoom, standing: Standing): InRoom[keyof InRoom] | null {
  const { type, state, rights } = standing
  // writing brings back a dialog that the user declined
  const returns = act === 'write' || act === 'send_files' ? type === ROOM_TYPE.dialog : false
  if (state === undefined || state === 'banned' || (state === 'left' && !returns)) return 'room_not_found'
  if (standing.closedBy !== null) return standing.closedBy === 'blocked' ? 'blocked' : 'frozen'
  if (state === 'declined') return 'request_declined'
  switch (act) {
    case 'write':
    case 'send_files': {
      const isForManagers = rights.send === 'managers' || (act === 'send_files' && rights.media === 'managers')
      return isForManagers && !isManager(standing) ? 'managers_only' : null
    }
    case 'edit':
      if (state === 'requested') return 'request_pending'
      return rights.send === 'managers' && !isManager(standing) ? 'managers_only' : null
    case 'press':
      return state === 'requested' ? 'request_pending' : null
    case 'react':
      return state === 'joined' ? null : 'request_pending'
    case 'call':
      if (type !== ROOM_TYPE.dialog) return 'forbidden'
      return state === 'joined' ? null : 'request_pending'
    case 'join_call':
    case 'start_group_call':
      if (type !== ROOM_TYPE.conference) return 'forbidden'
      if (state !== 'joined') return 'request_pending'
      // where managers alone write, members do not call all others either
      return act === 'join_call' || rights.send !== 'managers' || isManager(standing) ? null : 'forbidden'
    case 'pin':
      if (state !== 'joined') return 'request_pending'
      return type === ROOM_TYPE.dialog || rights.pin === 'all' || isManager(standing) ? null : 'forbidden'
  }
}

/** A dialog has neither managers nor others to let in. */
function refusalOfRoom(act: keyof OfRoom, standing: Standing): OfRoom[keyof OfRoom] | null {
  const { type, state, role, rights, siteAdmin } = standing
  if (state === undefined || !isPresent({ state })) return 'room_not_found'
  if (type === ROOM_TYPE.dialog) return 'forbidden'
  if (state !== 'joined') return 'room_not_found'
  switch (act) {
    case 'add':
      return rights.add === 'all' || isManager(standing) ? null : 'forbidden'
    case 'manage':
    case 'moderate':
      return isManager(standing) ? null : 'forbidden'
    case 'give_roles':
      return role === 'owner' || siteAdmin ? null : 'forbidden'
  }
}

/** The facts that decide whether a user may enter a group or channel by themself. */
interface Entrance {
  /** missing: the user was never in the room */
  state: MemberState | undefined
  is_public: boolean
  /** the invite link that the user holds; `invalid`: used up, expired, or of another room */
  link: 'none' | 'invalid' | 'good' | 'needs_approval'
}

/** Joining without a manager; null: they may. A link opens a closed room; a ban closes an open one. */
export function refusalToJoin({ state, is_public, link }: Entrance): 'room_not_found' | 'join_request_needed' | null {
  if (state === 'joined') return null
  if (state === 'banned') return 'room_not_found'
  if (is_public || link === 'good') return null
  return link === 'needs_approval' ? 'join_request_needed' : 'room_not_found'
}

/** Asking to be let in; null: they may. Without a link they may where the room is listed as one that takes requests. */
export function refusalToAsk({
  state,
  is_public,
  link,
  takesRequests,
}: Entrance & { takesRequests: boolean }): 'room_not_found' | 'invite_invalid' | 'joins_freely' | null {
  if (state === 'banned') return 'room_not_found'
  if (link === 'invalid') return 'invite_invalid'
  if (state === 'joined' || is_public) return 'joins_freely'
  return link === 'none' && !takesRequests ? 'room_not_found' : null
}

/** Admins remove members, owners also admins, the site's admins anybody, and nobody themself. */
export function mayRemove(
  { role, siteAdmin }: Pick<Standing, 'role' | 'siteAdmin'>,
  target: MemberRole | undefined,
): boolean {
  return siteAdmin || (target !== 'owner' && (target !== 'admin' || role === 'owner'))
}
