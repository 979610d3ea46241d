import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'

/** A mail to a person of the dashboard. `at`: when it was requested, milliseconds since 1970; `endsAt` alike. */
export type Mail = { language: MailLanguage; at: number } & (
  | { kind: 'reset'; email: string }
  | { kind: 'changed'; email: string }
  | {
      kind: 'webhook_off'
      email: string
      widget_id: number
      widget: string
      host: string
      reason: WebhookOffReason
    }
  | { kind: 'invite'; email: string; widget: string; role: WidgetRole; by: string; link: string; endsAt: number }
)

/** Mail that is sent once it is stored, also if the server or the mail server is away for a while. */
export interface MailQueue {
  add(mail: Mail): Promise<void>
  /** Sends a test at once. @throws Error with the words of the mail server */
  test(to: string, language: MailLanguage): Promise<void>
}
