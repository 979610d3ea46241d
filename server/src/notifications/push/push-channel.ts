import { createHash } from 'node:crypto'
import type { Clock } from '../../chat/clock.ts'
import { expiringMap } from '../../chat/expiring-map.ts'
import type { Limits } from '../../config/limits.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Channel, DueNotification, DueRoom, NotifyOutcome } from '../channel.ts'
import { hasPush } from './has-push.ts'
import { isSignedIn } from './push.ts'
import { pushPayload } from './push-payload.ts'
import type { PushCall, Pushed } from './push-services.ts'
import { sealReply } from './reply-token.ts'
import type { Subscription, Subscriptions } from './subscriptions.ts'

/** A device that no message reaches keeps its row for this long. */
const FAILING_MS = 14 * 24 * 3_600_000
/** Milliseconds in which a notification can be replied to. */
const REPLY_MS = 7 * 24 * 3_600_000
/** A device that has a message is left out when another of the same user is tried again. */
const TAKEN_MS = 3_600_000
const TAKEN = 20_000

export interface PushChannelDeps {
  subscriptions: Subscriptions
  call: PushCall
  secrets: Pick<Secrets, 'seal'>
  publicUrl: string
  clock: Clock
  limits: Pick<Limits, 'PUSH_DEVICES_PER_USER' | 'PUSH_DELAY_MS' | 'PUSH_TTL_SECONDS'>
  /** the widget has a subscription less */
  changed(widget_id: number): Promise<void>
}

/** Notifications of browsers. */
export function createPushChannel(deps: PushChannelDeps): Channel {
  const { subscriptions, call, secrets, publicUrl, clock, limits, changed } = deps
  const taken = expiringMap<true>(clock, TAKEN)

  async function remove({ widget_id, id }: Subscription): Promise<void> {
    await subscriptions.remove(widget_id, id)
    await changed(widget_id)
  }

  async function push(device: Subscription, due: DueNotification, room: DueRoom): Promise<Pushed> {
    const { widget, user, log_id } = due
    const { room_id } = room.room
    const key = `${widget.id} ${device.id} ${room_id} ${room.messages.at(-1)?.message.seq}`
    if (taken.has(key)) return { kind: 'sent' }
    if (!isSignedIn(device, user, widget, clock.now())) {
      await remove(device)
      return { kind: 'gone' }
    }
    const expires_at = clock.now() + REPLY_MS
    const grant = { widget_id: widget.id, user_id: user.user_id, room_id, device_id: device.id, expires_at }
    const { language, page } = device
    const token = sealReply(secrets, grant)
    const text = pushPayload({ widget, room, language, page, publicUrl, log_id, token })
    const outcome = await call(device, {
      text,
      topic: topicOf(widget.id, user.user_id, room_id),
      urgency: room.peer !== null || room.messages.some(({ mentions }) => mentions) ? 'high' : 'normal',
      ttlSeconds: limits.PUSH_TTL_SECONDS,
    })
    await note(device, outcome)
    if (outcome.kind === 'sent') taken.set(key, true, TAKEN_MS)
    return outcome
  }

  async function note(device: Subscription, { kind }: Pushed): Promise<void> {
    const { widget_id, id, failing_since } = device
    if (kind === 'sent') return subscriptions.reached(widget_id, id)
    const isDead = failing_since !== null && failing_since < clock.now() - FAILING_MS
    if (kind === 'gone' || isDead) return remove(device)
    await subscriptions.failing(widget_id, id)
  }

  return {
    name: 'push',
    together: false,
    isUsed: async (widget) => hasPush(widget, limits) && (await subscriptions.has(widget.id)),
    delayMs: () => limits.PUSH_DELAY_MS,
    reachable: async (widget, user_ids) =>
      hasPush(widget, limits) ? subscriptions.reachable(widget.id, user_ids) : new Set(),

    async reach(widget, user) {
      const now = clock.now()
      const devices = await subscriptions.ofUser(widget.id, user.user_id)
      const browsers = devices.filter((device) => isSignedIn(device, user, widget, now)).length
      const obstacleOf = () => {
        if (!hasPush(widget, limits)) return 'off'
        if (devices.length === 0) return 'no_browser'
        return browsers === 0 ? 'signed_out' : null
      }
      return { obstacle: obstacleOf(), waits: null, until: null, address: null, browsers, offIn: new Set() }
    },

    async notify(due) {
      const { widget, user, rooms } = due
      if (!hasPush(widget, limits)) return { kind: 'given_up', problem: null }
      const devices = await subscriptions.ofUser(widget.id, user.user_id)
      const outcomes = await Promise.all(rooms.flatMap((room) => devices.map((device) => push(device, due, room))))
      return outcomeOf(outcomes, clock.now())
    },
  }
}

/**
 * If one device must wait, the user waits: the other devices have the message and don't get it again.
 * @throws Error if a device failed without a time for the next try
 */
function outcomeOf(outcomes: readonly Pushed[], now: number): NotifyOutcome {
  const later = outcomes.filter((outcome) => outcome.kind === 'later')
  const [first] = later
  if (first) {
    if (later.some(({ inMs }) => inMs === null)) throw new Error(first.problem)
    const inMs = Math.min(...later.map((one) => one.inMs ?? 0))
    return { kind: 'later', at: now + inMs, problem: first.problem }
  }
  if (outcomes.some(({ kind }) => kind === 'sent')) return { kind: 'sent' }
  const refused = outcomes.find((outcome) => outcome.kind === 'refused')
  return { kind: 'given_up', problem: refused?.problem ?? 'the user has no browser that is subscribed any more' }
}

/**
 * The topic is the same for all messages of a room to a user: a newer one replaces one that was not delivered. It
 * reveals nothing to the push service.
 */
const topicOf = (widget_id: number, user_id: string, room_id: number): string =>
  createHash('sha256').update(`push ${widget_id} ${room_id} ${user_id}`).digest('base64url').slice(0, 32)
