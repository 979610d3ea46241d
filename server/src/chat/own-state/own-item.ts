import type { HeldMessage, OwnItem, Restriction, Standing } from '@imbachat/protocol'
import { DEFAULT_USER_SETTINGS, type UserSettings } from '@imbachat/protocol/user-settings'
import type { OwnItemRow, PutOwnItem } from '../ports/own-state.ts'

type ItemWithRow = Exclude<OwnItem, { kind: 'settings' | 'standing' }>

/** Settings and standing have writes of their own. */
export type OwnContent = ItemWithRow extends infer Item ? (Item extends ItemWithRow ? Omit<Item, 'rev'> : never) : never

/** Prefix of the keys of blocks. */
export const BLOCK_KEYS = 'block/'
export const blockKey = (user_id: string): string => BLOCK_KEYS + user_id
export const blockedUser = (key: string): string => key.slice(BLOCK_KEYS.length)

/** Prefix of the keys of starred messages. */
export const STAR_KEYS = 'star/'
/** Prefix of the keys of held messages. */
export const HELD_KEYS = 'held/'
export const markKey = (kind: 'star' | 'hidden' | 'draft' | 'held', room_id: number): string => `${kind}/${room_id}`

/** @returns `seq` and time of each star of a room. @param value of a row */
export const starsOf = (value: string | null): [number, number][] =>
  value === null ? [] : (JSON.parse(value) as [number, number][])

/** @returns first and last `seq` of each hidden stretch of a room. @param value of a row */
export const hiddenOf = (value: string | null): [number, number][] =>
  value === null ? [] : (JSON.parse(value) as [number, number][])

/** A user has one item of settings. */
export const SETTINGS_KEY = 'settings'

/** A user has one item of what moderators decided. */
export const STANDING_KEY = 'standing'

/** The moderators' decisions, with the secret one: `shadow`, whose messages others do not see. */
export type WholeStanding = Standing & { shadow: Restriction | null }

export const GOOD_STANDING: WholeStanding = { mute: null, ban: null, warning: null, shadow: null }

/** @param value JSON; null: nothing */
export const standingOf = (value: string | null): WholeStanding =>
  value === null ? GOOD_STANDING : { ...GOOD_STANDING, ...(JSON.parse(value) as Partial<WholeStanding>) }

/** The part that the user's own devices receive. */
export const standingForUser = ({ mute, ban, warning }: WholeStanding): Standing => ({ mute, ban, warning })

/** @param value of a row; null: nothing is set */
export const settingsOfRow = (value: string | null): Partial<UserSettings> =>
  value === null ? {} : (JSON.parse(value) as Partial<UserSettings>)

/** The row of an item: the key names its subject, the value has its content. */
export function toRow(item: OwnContent): Pick<PutOwnItem, 'key' | 'value'> {
  const about = item.kind === 'block' ? item.user_id : item.room_id
  return { key: `${item.kind}/${about}`, value: contentOf(item) }
}

/** Null: taken back. */
function contentOf(item: OwnContent): string | null {
  switch (item.kind) {
    case 'mute':
      return item.until === null ? null : JSON.stringify(item.until)
    case 'pin':
      return item.order === null ? null : JSON.stringify(item.order)
    case 'archive':
      return item.seq === null ? null : JSON.stringify(item.seq)
    case 'unread':
      return item.marked ? 'true' : null
    case 'cleared':
      return JSON.stringify([item.up_to_seq, item.hidden_seq])
    case 'ask':
      return item.request === null ? null : JSON.stringify([item.request.title, item.request.declined_until])
    case 'block':
      return item.at === null ? null : JSON.stringify(item.at)
    case 'draft':
      return item.text === '' && item.reply_to === null ? null : JSON.stringify([item.text, item.reply_to, item.at])
    case 'star':
      return item.messages.length === 0 ? null : JSON.stringify(item.messages.map(({ seq, at }) => [seq, at]))
    case 'hidden':
      return item.ranges.length === 0 ? null : JSON.stringify(item.ranges)
    case 'held':
      return item.messages.length === 0 ? null : JSON.stringify(item.messages)
  }
}

function requestOf(value: string | null): Extract<OwnItem, { kind: 'ask' }>['request'] {
  if (value === null) return null
  const [title, declined_until] = JSON.parse(value) as [string, number | null]
  return { title, declined_until }
}

/** @throws Error for a row that no version of this server wrote */
export function fromRow({ key, rev, value }: OwnItemRow): OwnItem {
  const number = () => (value === null ? null : (JSON.parse(value) as number))
  if (key.startsWith(BLOCK_KEYS)) return { kind: 'block', rev, user_id: blockedUser(key), at: number() }
  if (key === SETTINGS_KEY) return { kind: 'settings', rev, ...DEFAULT_USER_SETTINGS, ...settingsOfRow(value) }
  if (key === STANDING_KEY) return { kind: 'standing', rev, ...standingForUser(standingOf(value)) }
  const [kind, about] = key.split('/')
  const room_id = Number(about)
  switch (kind) {
    case 'mute':
      return { kind, rev, room_id, until: number() }
    case 'pin':
      return { kind, rev, room_id, order: number() }
    case 'archive':
      return { kind, rev, room_id, seq: number() }
    case 'unread':
      return { kind, rev, room_id, marked: value !== null }
    case 'cleared': {
      const [up_to_seq, hidden_seq] = JSON.parse(value ?? '[0,0]') as [number, number]
      return { kind, rev, room_id, up_to_seq, hidden_seq }
    }
    case 'draft': {
      const [text, reply_to, at] = JSON.parse(value ?? '["",null,0]') as [string, number | null, number]
      return { kind, rev, room_id, text, reply_to, at }
    }
    case 'star':
      return { kind, rev, room_id, messages: starsOf(value).map(([seq, at]) => ({ seq, at })) }
    case 'hidden':
      return { kind, rev, room_id, ranges: hiddenOf(value) }
    case 'ask':
      return { kind, rev, room_id, request: requestOf(value) }
    case 'held':
      return { kind, rev, room_id, messages: value === null ? [] : (JSON.parse(value) as HeldMessage[]) }
    default:
      throw new Error(`own_item has an unknown key: ${key}`)
  }
}
