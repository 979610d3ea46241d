import { createHash, randomBytes } from 'node:crypto'
import type { ReplySettings } from '../../config/config.ts'
import type { ReplyRows, ReplyToken } from './reply-rows.ts'

/** Letters and digits that survive mail programs that change case, without those that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz023456789'
const TOKEN_CHARS = 26
/** Addresses of one mail that are looked at. */
const MOST_ADDRESSES = 50

/** 130 random bits. */
const newToken = (): string => Array.from(randomBytes(TOKEN_CHARS), (byte) => ALPHABET[byte % ALPHABET.length]).join('')

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Addresses of one mail: for answers, and for bounces. */
export interface MailAddresses {
  /** for an answer to the whole mail; if the mail is about several rooms, such an answer names no room */
  replyTo: string
  /** by room */
  rooms: ReadonlyMap<number, string>
  bounceTo: string
}

interface MailAbout {
  widget_id: number
  user_id: string
  log_id: string
  rooms: readonly { room_id: number; seq: number }[]
  expires_at: number
}

/** Addresses for answers. Each has a token in it, of which the database knows the hash. */
export function createReplyAddresses({ address }: Pick<ReplySettings, 'address'>, rows: Pick<ReplyRows, 'addTokens'>) {
  const [before = '', after = ''] = address.toLowerCase().split('*')
  const withToken = (widget_id: number, token: string) => {
    const [local = '', domain = ''] = address.split('@')
    return `${local.replace('*', `${widget_id}-${token}`)}@${domain}`
  }
  return {
    /** Of one mail: they are stored before it is sent. */
    async make({ widget_id, user_id, log_id, rooms, expires_at }: MailAbout): Promise<MailAddresses> {
      const tokens: ReplyToken[] = []
      const add = (kind: ReplyToken['kind'], place: { room_id: number | null; seq: number }) => {
        const token = newToken()
        tokens.push({ widget_id, hash: tokenHash(token), kind, user_id, ...place, log_id, expires_at })
        return withToken(widget_id, token)
      }
      const ofRooms = new Map(rooms.map((room) => [room.room_id, add('reply', room)]))
      const [only] = rooms.length === 1 ? ofRooms.values() : []
      const replyTo = only ?? add('reply', { room_id: null, seq: 0 })
      const bounceTo = add('bounce', { room_id: null, seq: 0 })
      await rows.addTokens(tokens)
      return { replyTo, rooms: ofRooms, bounceTo }
    },

    /** The tokens in these addresses. */
    tokensIn(addresses: readonly string[]): { widget_id: number; token: string }[] {
      const found = new Map<string, { widget_id: number; token: string }>()
      for (const given of addresses.slice(0, MOST_ADDRESSES)) {
        const lower = given.toLowerCase()
        if (!lower.startsWith(before) || !lower.endsWith(after)) continue
        const inside = lower.slice(before.length, lower.length - after.length)
        const [, widget_id, token] = /^(\d{1,9})-([a-z\d]{26})$/.exec(inside) ?? []
        if (widget_id !== undefined && token !== undefined) found.set(inside, { widget_id: Number(widget_id), token })
      }
      return [...found.values()]
    },
  }
}

export type ReplyAddresses = ReturnType<typeof createReplyAddresses>
