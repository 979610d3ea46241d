import type { Channel } from './notifications/channel.ts'
import { createNotifier, type Notifier } from './notifications/notifier.ts'
import { jobTime } from './store/due-jobs.ts'
import { endUnreadLog } from './webhooks/webhooks.ts'
import type { OwnerBasis } from './wire-owner.ts'

type NotificationsBasis = Pick<OwnerBasis, 'store' | 'widgets' | 'chat' | 'several' | 'clock' | 'log' | 'limits'>

export interface Notifications {
  notifier: Notifier
}

/** The one place where the ways to reach users who are not looking are listed. */
export function wireNotifications({ store, chat, ...basis }: NotificationsBasis): Notifications {
  const { control, readDb, onEvents } = store
  const { store: events, users, activeUsers } = chat.deps
  const channels: Channel[] = []
  const notifier = createNotifier({
    ...basis,
    control,
    readDb,
    onEvents,
    store: events,
    users,
    activeUsers,
    channels,
    endLog: (widget_id) => endUnreadLog({ control, events, clock: basis.clock }, widget_id),
    leaseTime: (inMs) => jobTime(control, basis.clock.now(), inMs),
  })
  return { notifier }
}
