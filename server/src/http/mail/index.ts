import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError } from '@imbachat/protocol'
import type { Limits } from '../../config/limits.ts'
import { type MailIntake, tooLarge } from '../../notifications/replies/mail-intake.ts'
import type { HttpEnv } from '../http-env.ts'
import { isSecret } from '../is-secret.ts'

export interface MailRoutesDeps {
  /** takes mails that a mail server hands in */
  mailIntake: MailIntake
  /** REPLY_WEBHOOK_SECRET */
  secret: string
  limits: Pick<Limits, 'REPLY_MAIL_BYTES'>
}

export const MAIL_IN_PATH = '/imbachat/mail-in'

/** A mail server of the administrator's hands in a mail as it is (RFC 5322). */
export function mailRoutes(app: OpenAPIHono<HttpEnv>, { mailIntake, secret, limits }: MailRoutesDeps): void {
  // not in the OpenAPI document: no site and no owner has the secret
  app.post(MAIL_IN_PATH, async (c) => {
    const [, given = ''] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    if (!isSecret(given, [secret])) throw new ChatError('not_authenticated', 'authorization: not the secret')
    // refused before its first byte is read
    if (Number(c.req.header('content-length') ?? 0) > limits.REPLY_MAIL_BYTES) throw tooLarge(limits)
    const { body } = c.req.raw
    if (body === null) throw new ChatError('invalid_field', 'body: must be a mail', { field: 'body' })
    const { outcome } = await mailIntake.take(body)
    return c.json({ outcome }, 200, { 'cache-control': 'no-store' })
  })
}
