import { isGuestUser } from '@imbachat/protocol'
import { hs256, isSignedBy } from './hs256.ts'

/** A guest keeps a name for this long, milliseconds. */
const LIFE_MS = 30 * 86_400_000

/** A site's token never begins with this: its first part is base64url of JSON. */
const MARK = 'guest.'

export const isGuestToken = (token: string): boolean => token.startsWith(MARK)

/** Signed by this server for one widget. Its claims have the names of a site's token, so clients read both alike. */
export function signGuestToken(key: Uint8Array, guest: { widget_id: number; user_id: string }, now: number) {
  const exp = Math.floor((now + LIFE_MS) / 1000)
  const claims = { widget_id: guest.widget_id, user_id: guest.user_id, exp }
  const signed = MARK + Buffer.from(JSON.stringify(claims)).toString('base64url')
  return { token: `${signed}.${hs256(signed, key).toString('base64url')}`, expires_at: exp * 1000 }
}

/** @returns null unless this server signed it for this widget, and it has not ended */
export function readGuestToken(key: Uint8Array, widget_id: number, token: string, now: number) {
  const end = token.lastIndexOf('.')
  const signed = token.slice(0, end)
  if (!isSignedBy(signed, token.slice(end + 1), key)) return null
  const claims = JSON.parse(Buffer.from(signed.slice(MARK.length), 'base64url').toString())
  const { widget_id: signedFor, user_id, exp } = claims as { widget_id: number; user_id: string; exp: number }
  if (signedFor !== widget_id || !isGuestUser(user_id) || exp * 1000 <= now) return null
  return { user_id, expires_at: exp * 1000 }
}
