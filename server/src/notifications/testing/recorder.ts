import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS, type Limits } from '../../config/limits.ts'
import type { ChatServer } from '../../realtime/testing/chat-server.ts'
import { jobTime } from '../../store/due-jobs.ts'
import { unservedNotifiers } from '../../store/due-notifiers.ts'
import { endUnreadLog } from '../../webhooks/webhooks.ts'
import type { Channel, DueNotification, NotifyOutcome } from '../channel.ts'
import { createNotifier, NOTIFIER_LIMITS, type Notifier } from '../notifier.ts'

/** A notification as the user received it: the texts of each room. */
export type RecordedNotification = { user_id: string; texts: string[][]; unread: number[] }

/** A channel that records its notifications. It reaches all users except those in `unreachable`. */
export function recorder(options: { name?: 'push' | 'mail'; together?: boolean; delayMs?: number } = {}) {
  const notifications: RecordedNotification[] = []
  const dues: DueNotification[] = []
  const unreachable = new Set<string>()
  let answer: (due: DueNotification) => NotifyOutcome | Promise<NotifyOutcome> = () => ({ kind: 'sent' })
  const channel: Channel = {
    name: options.name ?? 'push',
    together: options.together ?? false,
    isUsed: async () => true,
    delayMs: () => options.delayMs ?? 5_000,
    reachable: async (_widget, user_ids) => new Set(user_ids).difference(unreachable),
    reach: async (_widget, { user_id }) => ({
      ...{ obstacle: unreachable.has(user_id) ? 'no_browser' : null, waits: null, until: null },
      ...{ address: null, browsers: 0, offIn: new Set() },
    }),
    async notify(due) {
      dues.push(due)
      const outcome = await answer(due)
      if (outcome.kind === 'sent') {
        notifications.push({
          user_id: due.user.user_id,
          texts: due.rooms.map(({ messages }) => messages.map(({ message }) => message.text ?? '')),
          unread: due.rooms.map(({ unread }) => unread),
        })
      }
      return outcome
    },
  }
  return {
    channel,
    notifications,
    dues,
    unreachable,
    answers(next: typeof answer) {
      answer = next
    },
  }
}

/** A notifier of this chat, as a node has it. */
export async function startNotifier(
  chat: ChatServer,
  channels: readonly Channel[],
  { limits = {}, several = false }: { limits?: Partial<Limits>; several?: boolean } = {},
): Promise<Notifier> {
  const { store, gateway, clock } = chat
  const { store: events, widgets, users, activeUsers } = gateway.deps
  const notifier = createNotifier({
    ...{ control: store.control, readDb: store.readDb, onEvents: store.onEvents },
    ...{ store: events, widgets, users, activeUsers, channels, several, clock, log: silentLog },
    endLog: (widget_id) => endUnreadLog({ control: store.control, events, clock }, widget_id),
    leaseTime: (inMs) => jobTime(store.control, clock.now(), inMs),
    unserved: () => unservedNotifiers(store.readDb, { at: clock.now() }),
    limits: { ...DEFAULT_LIMITS, ...limits },
  })
  await notifier.start()
  await notifier.changed(chat.widget_id)
  started.set(chat, [...(started.get(chat) ?? []), notifier])
  return notifier
}

const started = new WeakMap<ChatServer, Notifier[]>()

/** Milliseconds after which a notification is left to wait, such as for the clock. */
const PATIENCE_MS = 4_000

/**
 * Moves the clock in steps, with the time that the notifiers need at each, so that leases are renewed.
 * @param step milliseconds
 */
export async function pass(chat: ChatServer, ms: number, step: number = NOTIFIER_LIMITS.lookMs): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    chat.clock.elapse(step)
    // what was said a moment ago is in the log by now
    await new Promise((resolve) => setImmediate(resolve))
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, PATIENCE_MS)
    await Promise.race([Promise.all((started.get(chat) ?? []).map((one) => one.idle())), patience.promise])
    clearTimeout(timer)
  }
}
