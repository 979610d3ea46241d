import { hs256, isSignedBy } from '../identity/hs256.ts'
import type { Upload } from './file.ts'

/** Opens one file of one room to one user until a time. */
export interface Ticket {
  widget_id: number
  file_id: string
  room_id: number
  user_id: string
  expires_at: number
  /** the hash of an invite link's token, by which a user sees the picture of a room that they are not in */
  invite?: string
}

type Key = Uint8Array

/** Signs fields that none of them can be moved into another. */
const mac = (key: Key, fields: readonly (string | number)[]) => hs256(JSON.stringify(fields), key)

const isMac = (key: Key, fields: readonly (string | number)[], given: string) =>
  isSignedBy(JSON.stringify(fields), given, key)

type UploadRight = Pick<Upload, 'widget_id' | 'upload_id' | 'user_id' | 'room_id' | 'size'>
const fieldsOfUpload = ({ widget_id, upload_id, user_id, room_id, size }: UploadRight) =>
  ['upload', widget_id, upload_id, user_id, room_id, size] as const

/** The token with which a client sends the bytes of one upload. */
export const signUpload = (key: Key, upload: UploadRight): string =>
  mac(key, fieldsOfUpload(upload)).toString('base64url')

export const isUploadToken = (key: Key, upload: UploadRight, token: string): boolean =>
  isMac(key, fieldsOfUpload(upload), token) && token === signUpload(key, upload)

const fieldsOfTicket = ({ widget_id, file_id, room_id, user_id, expires_at, invite }: Ticket) =>
  ['ticket', widget_id, file_id, room_id, user_id, expires_at, ...(invite ? [invite] : [])] as const

export function signTicket(key: Key, ticket: Ticket): string {
  const user = Buffer.from(ticket.user_id).toString('base64url')
  const signature = mac(key, fieldsOfTicket(ticket)).toString('base64url')
  const invite = ticket.invite ? [ticket.invite] : []
  return [ticket.expires_at.toString(36), ticket.room_id.toString(36), user, signature, ...invite].join('.')
}

/** null: not signed by this server for this file, whatever its time. */
export function readTicket(key: Key, widget_id: number, file_id: string, text: string): Ticket | null {
  const [expires = '', room = '', user = '', signature = '', invite, more] = text.split('.')
  const ticket = {
    widget_id,
    file_id,
    room_id: Number.parseInt(room, 36),
    user_id: Buffer.from(user, 'base64url').toString(),
    expires_at: Number.parseInt(expires, 36),
    ...(invite && { invite }),
  }
  if (more !== undefined || !isMac(key, fieldsOfTicket(ticket), signature)) return null
  // numbers and base64url have several spellings: only the server's own spelling is a ticket
  return signTicket(key, ticket) === text ? ticket : null
}
