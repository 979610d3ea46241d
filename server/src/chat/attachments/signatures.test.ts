import { expect, test } from 'bun:test'
import { isUploadToken, readTicket, signTicket, signUpload } from './signatures.ts'

const key = new Uint8Array(32).fill(7)
const ticket = { widget_id: 1, file_id: 'f', room_id: 35, user_id: 'ann', expires_at: 1_800_000_000_000 }

test('FILE-45 a ticket and an upload token have one spelling each', () => {
  const text = signTicket(key, ticket)
  expect(readTicket(key, 1, 'f', text)).toEqual(ticket)
  const [expires = '', room = '', user = '', signature = ''] = text.split('.')
  // the last character of 32 bytes in base64url has two bits that decoders ignore
  const next = String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1)
  const spellings = [
    [expires.toUpperCase(), room, user, signature],
    [`0${expires}`, room, user, signature],
    [expires, `+${room}`, user, signature],
    [expires, `${room} x`, user, signature],
    [expires, room, `${user}=`, signature],
    [expires, room, user, `${signature}=`],
    [expires, room, user, signature.slice(0, -1) + next],
  ].map((parts) => parts.join('.'))
  expect(spellings.map((spelling) => readTicket(key, 1, 'f', spelling))).toEqual(spellings.map(() => null))

  const upload = { widget_id: 1, upload_id: 'u', user_id: 'ann', room_id: 35, size: 5 }
  const token = signUpload(key, upload)
  expect(isUploadToken(key, upload, token)).toBe(true)
  expect(isUploadToken(key, upload, `${token}=`)).toBe(false)
})
