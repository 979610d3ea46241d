import type { Clock } from './chat/clock.ts'
import type { ChatStore } from './chat/ports.ts'
import type { WidgetReader } from './chat/widget.ts'
import type { Config } from './config/config.ts'
import type { Secrets } from './config/secrets.ts'
import type { Egress } from './egress/egress.ts'
import type { Channel } from './notifications/channel.ts'
import { createPush, type Push } from './notifications/push/push.ts'
import { createPushChannel } from './notifications/push/push-channel.ts'
import { createPushCall, type PushCall } from './notifications/push/push-services.ts'
import { openServerKeys } from './notifications/push/server-keys.ts'
import { createSubscriptions } from './notifications/push/subscriptions.ts'
import type { Store } from './store/store.ts'

export interface PushBasis {
  store: Pick<Store, 'control' | 'readDb'>
  chatStore: Pick<ChatStore, 'users'>
  widgets: WidgetReader
  secrets: Secrets
  toPushServices: Egress
  config: Pick<Config, 'publicUrl' | 'loopback' | 'limits'>
  clock: Clock
  /** a widget has a subscription more or less */
  changed(widget_id: number): Promise<void>
}

export interface PushParts {
  /** with what browsers subscribe */
  publicKey: string
  /** delivers a notification to a browser's push service */
  call: PushCall
  /** acts of users and their browsers */
  browsers: Push
  /** acts of the notifier */
  channel: Channel
}

/** Notifications of browsers: keys of the server, browsers that are subscribed, and the way to them. */
export async function wirePush({ store, config, secrets, clock, changed, ...basis }: PushBasis): Promise<PushParts> {
  const { publicUrl, loopback, limits } = config
  const { chatStore, widgets, toPushServices } = basis
  const now = () => clock.now()
  const keys = await openServerKeys(store, { secrets, clock, contact: contactOf(publicUrl) })
  const subscriptions = createSubscriptions({ ...store, secrets, now })
  const call = createPushCall(toPushServices, keys, now)
  return {
    publicKey: keys.publicKey,
    call,
    browsers: createPush({ subscriptions, widgets, users: chatStore, secrets, clock, limits, loopback, changed }),
    channel: createPushChannel({ subscriptions, call, secrets, publicUrl, clock, limits, changed }),
  }
}

/** Push services take an https address or a mail address. */
const contactOf = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? publicUrl : `mailto:push@${new URL(publicUrl).hostname}`
