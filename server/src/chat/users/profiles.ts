import { ChatError } from '@imbachat/protocol'
import type { OwnProfile } from '@imbachat/protocol/users/user'
import type { ChatDeps } from '../chat-deps.ts'
import { blockKey } from '../own-state/own-item.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import type { ChatUser, Profiles } from './user.ts'

/*
 * A profile is a user of its own whom another user, its person, speaks for. Other users see the profile alone: nothing
 * that they receive depends on its person, but that the person does not get through a block under another name. Rates,
 * restrictions and the site's permissions are the person's.
 */

/** The person who acts: rates count for them, whatever the name. */
export const personOf = ({ user_id, person_id }: Pick<UserPrincipal, 'user_id' | 'person_id'>): string =>
  person_id ?? user_id

/** Profiles for which the site has no keys of its own. */
export const profilesById = (listed: readonly Profiles[string][]): Profiles =>
  Object.fromEntries(listed.map((profile) => [profile.user_id, profile]))

/** Those that the site lists now. */
export const listedProfiles = (profiles: Profiles): Profiles =>
  Object.fromEntries(Object.entries(profiles).filter(([, { gone }]) => !gone))

function hasOtherNames({ profile, profiles }: ChatUser): boolean {
  if (profile !== undefined) return true
  for (const _ in profiles) return true
  return false
}

/** The ids of all users that this one's person speaks for, the person first. */
export async function namesOf(
  { users }: Pick<ChatDeps, 'users'>,
  widget_id: number,
  user: ChatUser,
): Promise<string[]> {
  const person = user.profile ? await users.stored(widget_id, user.profile.of) : user
  return [user.profile?.of ?? user.user_id, ...Object.values(person?.profiles ?? {}).map(({ user_id }) => user_id)]
}

/** The profiles of a person as their own pages get them. */
export async function ownProfiles(
  { store }: Pick<ChatDeps, 'store'>,
  widget_id: number,
  person: ChatUser | null,
): Promise<OwnProfile[]> {
  const known = Object.values(person?.profiles ?? {})
  if (known.length === 0) return []
  const rows = await store.users(
    widget_id,
    known.map(({ user_id }) => user_id),
  )
  const theirs = new Map(rows.flatMap((row) => (row.profile?.of === person?.user_id ? [[row.user_id, row]] : [])))
  return known.flatMap(({ user_id }) => {
    const row = theirs.get(user_id)
    return row ? [{ user_id, name: row.name, avatar_url: row.avatar_url, gone: row.profile?.gone === true }] : []
  })
}

/** The person speaks for one of their profiles. @throws ChatError user_unknown: it is none of theirs */
export async function speakingAs(
  { users }: Pick<ChatDeps, 'users'>,
  person: UserPrincipal,
  profile_id: string,
): Promise<UserPrincipal> {
  const profile = await users.stored(person.widget_id, profile_id)
  if (profile?.profile?.of !== person.user_id) {
    const message = `The site lists no profile ${JSON.stringify(profile_id)} for this user.`
    throw new ChatError('user_unknown', message, { field: 'profile' })
  }
  return { ...person, user_id: profile_id, person_id: person.user_id }
}

/**
 * Who of these users blocks the person under another of their names. What a person blocks under another name does not
 * count: the other user would learn from it who is behind the two.
 */
export async function whoBlocksPerson(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widget_id, user_id }: UserPrincipal,
  others: readonly string[],
): Promise<string[]> {
  const user = await users.sender(widget_id, user_id)
  if (!hasOtherNames(user)) return []
  const keys = (await namesOf({ users }, widget_id, user)).filter((id) => id !== user_id).map(blockKey)
  const blocks = await Promise.all(others.map((id) => store.ownItemsAt(widget_id, id, keys)))
  return others.filter((_, index) => blocks[index]?.some(({ value }) => value !== null))
}

/**
 * The other user of a dialog may have blocked the person under another name.
 * @param sender the user who writes; others than persons with profiles cost nothing
 * @throws ChatError blocked
 */
export async function mustNotBlockPerson(
  deps: Pick<ChatDeps, 'store' | 'users'>,
  principal: UserPrincipal,
  sender: ChatUser,
  room_id: number,
): Promise<void> {
  if (!hasOtherNames(sender)) return
  const row = await deps.store.roomOf(principal.widget_id, room_id, principal.user_id)
  if (!row?.peer) return
  const blocking = await whoBlocksPerson(deps, principal, [row.peer.user_id])
  if (blocking.length > 0) throw refusal({ reason: 'blocked' }, room_id)
}
