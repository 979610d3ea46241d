import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { NoticeTopic } from '@imbachat/protocol/http/account/notices'
import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import type { Language } from '@imbachat/protocol/phrases/languages'
import type { RefusedReply } from '../notifications/replies/words.ts'

/** A mail to a person of the dashboard. `at`: when it was requested, milliseconds since 1970; `endsAt` alike. */
export type Mail = { language: MailLanguage; at: number } & (
  | { kind: 'reset'; email: string }
  | { kind: 'changed'; email: string }
  | { kind: 'invite'; email: string; widget: string; role: WidgetRole; by: string; link: string; endsAt: number }
  | {
      kind: 'owner_notice'
      email: string
      /** null: it is about the server */
      widget_id: number | null
      widget: string
      facts: NoticeFacts
    }
)

/** The event that a mail to the team is about. */
export type NoticeFacts =
  | { topic: 'waiting'; count: number }
  /** `before_send`: the site's program that decides about messages; whether messages are sent without its answer */
  | { topic: 'site'; message: string; before_send?: WidgetSettings['before_send_failure'] }
  | { topic: 'webhook'; host: string; reason: WebhookOffReason | 'failing' }
  /** the API keys that end in the next days, the first of them first; `endsAt`: when that one does */
  | { topic: 'key'; names: string[]; endsAt: number }
  | { topic: 'disk'; host: string }
export type TeamNotice = Extract<Mail, { kind: 'owner_notice' }>

/** A mail to a user of the chat about an answer of theirs that came by mail. */
export type ReplyMail = {
  language: Language
  at: number
  email: string
  /** name of the site */
  site: string
  /** `Message-ID` of the mail that it answers; null: it had none */
  answers: string | null
} & (({ kind: 'reply_refused' } & RefusedReply) | { kind: 'reply_held'; from: string; link: string })

/** Mail that is sent once it is stored, also if the server or the mail server is away for a while. */
export interface MailQueue {
  /** @param id the same mail again, while it waits, is not another one */
  add(mail: Mail | ReplyMail, id?: string): Promise<void>
  /**
   * Sends a notice at once, and not again: for a server that can store nothing.
   * @throws Error with the words of the mail server
   */
  send(mail: TeamNotice): Promise<void>
  /**
   * Sends a test at once.
   * @param topic a notice of this kind, with sample data; missing: a line that says it is a test
   * @throws Error with the answer of the mail server
   */
  test(to: string, language: MailLanguage, topic?: NoticeTopic): Promise<void>
}
