import { isGuestUser } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import type { StoredFile } from '../ports.ts'
import { READER } from '../rooms/room-policy.ts'

/**
 * The files of a room that a user may fetch. Members: those of messages that they have not cleared, those of their own
 * held messages, and the room's picture. Others: the picture alone, if they see the room in the directory or by a valid
 * link.
 * @param invite the hash of a link's token
 */
export async function readableFiles(
  { store, widgets, clock }: Pick<ChatDeps, 'store' | 'widgets' | 'clock'>,
  {
    widget_id,
    user_id,
    room_id,
    invite,
  }: { widget_id: number; user_id: string; room_id: number; invite?: string | undefined },
): Promise<((file: Pick<StoredFile, 'seq' | 'uploadedBy'>) => boolean) | null> {
  const [membership] = await store.membershipsOf(widget_id, user_id, [room_id])
  if (membership) {
    return ({ seq, uploadedBy }) =>
      uploadedBy === undefined ? seq === PICTURE || seq > membership.cleared_seq : uploadedBy === user_id
  }
  if (user_id === READER || isGuestUser(user_id)) return null
  return (await isListed()) || (await isInvited()) ? ({ seq }) => seq === PICTURE : null

  async function isListed(): Promise<boolean> {
    if (!(await settingsOf({ widgets }, widget_id)).directory) return false
    return (await store.listedRoom(widget_id, user_id, room_id)) !== null
  }

  async function isInvited(): Promise<boolean> {
    const found = invite === undefined ? null : await store.invitedRoom(widget_id, user_id, invite)
    if (found?.room_id !== room_id || !found.works) return false
    const isUsedUp = found.most_uses !== null && found.uses >= found.most_uses
    return !isUsedUp && (found.expires_at ?? Number.POSITIVE_INFINITY) > clock.now()
  }
}

/** `seq` of a room's picture. */
const PICTURE = 0

/** Prefix of the user in a moderator's ticket; the account follows. A user id of a site has no slash. */
export const TEAM = 'team/'

/** Prefix of the user in a ticket of the site's server; the API key follows. */
export const SITE = 'site/'

/** Not of one that is held, which the room does not have. */
export const isOfMessage = ({ uploadedBy }: Pick<StoredFile, 'uploadedBy'>): boolean => uploadedBy === undefined
