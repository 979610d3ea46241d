import type { HeldMessage } from '@imbachat/protocol'
import type { Selectable } from 'kysely'
import type { Database } from '../../schema/schema.ts'

/** The author's changes of a held message: it looks sent to them, and nobody else sees it. */
export type OwnCopy = Required<Pick<HeldMessage, 'seq'>> &
  Partial<Pick<HeldMessage, 'reply_to' | 'edited_at' | 'pinned_at' | 'pin_notice' | 'reacted' | 'versions'>>

export const ownCopyOf = ({ own_copy }: Pick<HeldRow, 'own_copy'>): OwnCopy | null =>
  own_copy === null ? null : (JSON.parse(own_copy) as OwnCopy)

export const storedCopy = (copy: OwnCopy): string => JSON.stringify(copy)

/** Digits of the fraction. */
const DIGITS = 6
const MOST = 10 ** DIGITS - 1

/**
 * A place between two messages of a room. Others number their messages without it.
 * @param heldBefore messages of the author that were held in the room: no two have the same place
 */
export const placeAfter = (seq: number, heldBefore: number): number =>
  Number(`${seq}.${`${1 + (heldBefore % MOST)}`.padStart(DIGITS, '0')}`)

export type HeldRow = Selectable<Database['held_message']>
