import type { WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import type { NewSubscription } from '@imbachat/server/notifications/push/subscriptions'

export type ToServer =
  /** Ends the process as kill -9 does, at a moment that an external signal would not hit. */
  | { t: 'die'; moment: 'after commit' | 'after ack'; afterWrites: number }
  /** `log`: the widget has an event log from its first change on */
  | { t: 'widget'; usersInfoUrl: string | null; log: boolean; settings: Partial<WidgetSettings> }
  /** Makes the widget notify, and users' browsers be subscribed. */
  | { t: 'subscribe'; widgetId: number; browsers: { user: string; given: NewSubscription }[] }
  /** Makes an API key that reads the widget's events, and a webhook for them. */
  | { t: 'reader'; widgetId: number; webhookUrl: string }
  /** Sets the server's clock, milliseconds ahead of the machine's. */
  | { t: 'clock'; ahead: number }

export type FromServer =
  | { t: 'ready'; url: string; port: number }
  | { t: 'widget'; id: number; secretKey: string }
  | { t: 'subscribed' }
  | ({ t: 'reader' } & Reader)

/** A program of the widget's site that reads its events. */
export interface Reader {
  apiKey: string
  webhookSecret: string
}
