import { z } from 'zod'
import type { Secrets } from '../../config/secrets.ts'

/** The purpose of the seal. */
const PURPOSE = 'reply to a notification'

/** The rights of a reply token: messages of one user to one room, as long as their device is subscribed. */
const grant = z.strictObject({
  widget_id: z.int(),
  user_id: z.string(),
  room_id: z.int(),
  /** id of the device */
  device_id: z.string(),
  expires_at: z.int(),
})
export type ReplyGrant = z.output<typeof grant>

export const sealReply = (secrets: Pick<Secrets, 'seal'>, given: ReplyGrant): string =>
  secrets.seal(JSON.stringify(given), PURPOSE)

/** null: this server did not make it for this widget, or it has expired */
export function openReply(
  secrets: Pick<Secrets, 'open'>,
  token: string,
  { widget_id, now }: { widget_id: number; now: number },
): ReplyGrant | null {
  try {
    const read = grant.parse(JSON.parse(secrets.open(token, PURPOSE)))
    return read.widget_id === widget_id && read.expires_at > now ? read : null
  } catch {
    return null
  }
}
