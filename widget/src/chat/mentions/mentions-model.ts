import type { Entity, UserCard } from '@imbachat/sdk'
import { readersOf } from '../message-acts/readers.ts'
import type { RoomModel } from '../room/room-model.ts'

/** A mention's text, and its user; null: all members. */
export type Labels = Map<string, string | null>

/** Written for all members, in any language of the writer. */
export const ALL_LABELS = ['@all', '@все', '@alle', '@todos', '@tous', '@الكل'] as const

/** A letter or digit on either side makes it part of a word: `ann@shop.example`. */
const WORD = /[\p{L}\p{N}_]/u

/** The mentions that a text has; of two that begin at one place the longer. */
export function findMentions(text: string, labels: Labels): Entity[] {
  const longestFirst = [...labels].sort(([a], [b]) => b.length - a.length)
  const found: Entity[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (WORD.test(text[at - 1] ?? '')) continue
    const here = longestFirst.find(([label]) => text.startsWith(label, at) && !WORD.test(text[at + label.length] ?? ''))
    if (!here) continue
    const [{ length }, user_id] = here
    found.push(
      user_id === null ? { type: 'mention_all', offset: at, length } : { type: 'mention', offset: at, length, user_id },
    )
    at += length - 1
  }
  return found
}

/** The users that the writer has chosen from the suggestions, by room, until the page ends. */
const chosen = new Map<number, Labels>()

export const labelOf = ({ name }: Pick<UserCard, 'name'>): string => `@${name}`

export function choose(room_id: number, label: string, user_id: string | null): void {
  chosen.set(room_id, new Map(chosen.get(room_id)).set(label, user_id))
}

/** Other users of the room from the loaded messages: writers first, the latest first, then users who have read. */
export function peopleNear(roomModel: RoomModel, users: ReadonlyMap<string, UserCard>): UserCard[] {
  const ids = new Set<string>()
  for (let index = roomModel.messages.value.length - 1; index >= 0; index--) {
    const message = roomModel.messages.value[index]
    if (message && !message.system) ids.add(message.sender_id)
  }
  for (const id of readersOf(roomModel, 0)) ids.add(id)
  return [...ids].flatMap((id) => (id === roomModel.me.value?.user_id ? [] : (users.get(id) ?? [])))
}

/**
 * Labels that a text of this room may use for a user: those that the writer chose, those of the message that is edited,
 * and names that only one of the users near has.
 */
export function labelsOf(roomModel: RoomModel, users: ReadonlyMap<string, UserCard>): Labels {
  const labels: Labels = new Map()
  const twice = new Set<string>()
  for (const card of peopleNear(roomModel, users)) {
    const label = labelOf(card)
    if (labels.has(label)) twice.add(label)
    labels.set(label, card.user_id)
  }
  for (const label of twice) labels.delete(label)
  if (roomModel.room.value.can_manage) for (const label of ALL_LABELS) labels.set(label, null)
  const mode = roomModel.composer.mode.value
  const edited = mode.kind === 'edit' ? roomModel.message(mode.seq) : undefined
  for (const { type, offset, length, user_id } of edited?.entities ?? []) {
    if (type === 'mention' && user_id) labels.set((edited?.text ?? '').slice(offset, offset + length), user_id)
  }
  for (const [label, user_id] of chosen.get(roomModel.room_id) ?? []) labels.set(label, user_id)
  labels.delete('@')
  return labels
}

/** A possible mention before the caret: `@` and the beginning of a name. */
export function beginningAt(text: string, caret: number): { from: number; query: string } | null {
  const [, query] = /(?:^|[^\p{L}\p{N}_@])@([^\s@][^\n@]{0,40}|)$/u.exec(text.slice(0, caret)) ?? []
  return query === undefined ? null : { from: caret - query.length - 1, query }
}
