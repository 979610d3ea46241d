import type { Message, RoomSummary, UserCard } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import type { Phrases } from '../../i18n/phrases-for.ts'

/** The language for users without a name of their own; null until the frame has a language. */
export const namedIn = signal<Phrases | null>(null)

type Named = Pick<UserCard, 'name' | 'placeholder' | 'guest' | 'erased'>

/** A user as the reader calls them. The server names those that the site has not named, and erased ones, in English. */
export function nameOf(card: Named): string
export function nameOf(card: Named | null | undefined): string | undefined
export function nameOf(card: Named | null | undefined): string | undefined {
  const phrases = namedIn.value
  if (!phrases || !card) return card?.name
  const { name, placeholder, guest, erased } = card
  if (erased) return phrases.say.erasedUser
  return placeholder && !guest ? phrases.fill(phrases.say.unnamedUser, { id: name.replace('User ', '') }) : name
}

/** The name of a room: the peer of a dialog, the title of others. */
export function roomName(room: RoomSummary): string {
  return nameOf(room.peer) ?? room.title ?? room.pipe ?? `#${room.room_id}`
}

/** Names the users who type in a group or channel. */
export function typingText(names: readonly string[], { say, fill }: Phrases): string {
  const [name = '', other = ''] = names
  const values = { name, other, count: names.length - 1 }
  return fill(names.length === 1 ? say.typingOne : names.length === 2 ? say.typingTwo : say.typingMany, values)
}

/**
 * The names that a notice needs, a line each: of the user who made the change, then of those that it concerns. An empty
 * line is the reader. Flat, so that it is compared quickly.
 */
export function noticeNames(
  { sender_id, system }: Pick<Message, 'sender_id' | 'system'>,
  users: ReadonlyMap<string, UserCard>,
  me: UserCard | null,
): string {
  if (!system) return ''
  return [sender_id, ...system.user_ids]
    .map((id) => (id === me?.user_id ? '' : (nameOf(users.get(id)) ?? '…')))
    .join('\n')
}
