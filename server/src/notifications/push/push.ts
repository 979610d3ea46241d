import { ChatError } from '@imbachat/protocol'
import { originAllowed } from '@imbachat/protocol/page/origins'
import type { Clock } from '../../chat/clock.ts'
import { keyMarks } from '../../chat/identity/signing-keys.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import type { PushBrowser, PushDevices } from '../../chat/push/push-devices.ts'
import type { ChatUser } from '../../chat/users/user.ts'
import { mustNotBeSuspended, type Widget, type WidgetReader } from '../../chat/widget.ts'
import type { Limits } from '../../config/limits.ts'
import type { Secrets } from '../../config/secrets.ts'
import { standingAt } from '../../moderation/restrictions/standing.ts'
import { hasPush } from './has-push.ts'
import { openReply } from './reply-token.ts'
import {
  deviceId,
  type GivenSubscription,
  mustBeSubscription,
  type SignedIn,
  type Subscription,
  type Subscriptions,
} from './subscriptions.ts'

/** Milliseconds from the click in the chat until the browser must have subscribed. */
const TICKET_MS = 10 * 60_000
/** Characters of the page that a click opens. */
const MOST_PAGE = 1_000

export interface PushDeps {
  subscriptions: Subscriptions
  widgets: WidgetReader
  users: { users(widget_id: number, user_ids: readonly string[]): Promise<ChatUser[]> }
  secrets: Pick<Secrets, 'open'>
  clock: Clock
  limits: Pick<Limits, 'PUSH_DEVICES_PER_USER'>
  /** push services on this machine may be called, without TLS */
  loopback: boolean
  /** the widget has a subscription more or less */
  changed(widget_id: number): Promise<void>
}

/** A reply from a notification: its sender and its room. */
export interface Reply {
  user: UserPrincipal
  room_id: number
}

/** Acts of a browser that is not signed in to the chat: a window with a ticket, or a worker. */
export interface PushBrowsers {
  /** @throws ChatError ticket_invalid, forbidden, invalid_field */
  subscribeByTicket(widget_id: number, ticket: string, browser: PushBrowser): Promise<{ device_id: string }>
  /** The browser has another address now. @throws ChatError not_found, invalid_field */
  renew(widget_id: number, device: string, subscription: GivenSubscription): Promise<void>
  /** Removes the device of a user who signed out. A device that is not known has been removed already. */
  forget(widget_id: number, device_id: string): Promise<void>
  /** @throws ChatError ticket_invalid */
  replier(widget_id: number, token: string): Promise<Reply>
}

export interface Push extends PushDevices, PushBrowsers {}

export function createPush(deps: PushDeps): Push {
  const { subscriptions, widgets, users, secrets, clock, limits, changed } = deps

  /** @throws ChatError forbidden, widget_unknown, widget_suspended */
  async function widgetWithPush(widget_id: number): Promise<Widget> {
    const widget = await widgets.find(widget_id)
    if (widget === null) throw new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
    mustNotBeSuspended(widget)
    if (!hasPush(widget, limits)) throw new ChatError('forbidden', 'This chat sends no notifications to browsers.')
    return widget
  }

  async function put(signedIn: SignedIn, page: string | null, { subscription, ...browser }: PushBrowser) {
    mustBeSubscription(subscription, deps.loopback)
    await subscriptions.put(signedIn, { ...browser, ...subscription, page }, limits.PUSH_DEVICES_PER_USER)
    await changed(signedIn.widget_id)
    return deviceId(browser.device)
  }

  return {
    async ticket(user, page) {
      const widget = await widgetWithPush(user.widget_id)
      const expires_at = clock.now() + TICKET_MS
      const shown = pageOf(page, widget)
      return { ticket: await subscriptions.ticket(signedInOf(user, clock.now()), shown, expires_at), expires_at }
    },

    async subscribe(user, { page, ...browser }) {
      const widget = await widgetWithPush(user.widget_id)
      return put(signedInOf(user, clock.now()), pageOf(page, widget), browser)
    },

    async subscribeByTicket(widget_id, ticket, browser) {
      await widgetWithPush(widget_id)
      mustBeSubscription(browser.subscription, deps.loopback)
      const { page, ...signedIn } = (await subscriptions.takeTicket(widget_id, ticket)) ?? noTicket('ticket')
      return { device_id: await put(signedIn, page, browser) }
    },

    async renew(widget_id, device, subscription) {
      mustBeSubscription(subscription, deps.loopback)
      const known = await subscriptions.renew(widget_id, device, subscription)
      if (!known) throw new ChatError('not_found', 'This browser is not subscribed.')
    },

    async list(user, here) {
      const { widget_id, user_id } = user
      if (here !== null) await subscriptions.confirm(signedInOf(user, clock.now()), here)
      const rows = await subscriptions.listed(widget_id, user_id)
      return rows.map(({ id, ...row }) => ({ device_id: id, ...row, here: id === here }))
    },

    async off({ widget_id, user_id }, device_id) {
      await subscriptions.removeOf(widget_id, user_id, device_id)
      await changed(widget_id)
    },

    async forget(widget_id, device_id) {
      await subscriptions.remove(widget_id, device_id)
      await changed(widget_id)
    },

    async replier(widget_id, token) {
      const now = clock.now()
      const grant = openReply(secrets, token, { widget_id, now }) ?? noTicket('token')
      const widget = await widgetWithPush(widget_id)
      const { user_id, room_id, device_id, expires_at } = grant
      const [user] = await users.users(widget_id, [user_id])
      const all = await subscriptions.ofUser(widget_id, user_id)
      const device = all.find(({ id }) => id === device_id)
      if (!user || !device || !isSignedIn(device, user, widget, now)) return noTicket('token')
      const { signed_with } = device
      return { user: { kind: 'user', widget_id, user_id, expires_at, signed_with }, room_id }
    },
  }
}

/**
 * The user's session on the browser has not ended: the site did not end their sessions since, its key still holds, and
 * the moderators let the user in.
 */
export function isSignedIn(
  { signed_with, signed_at }: Pick<Subscription, 'signed_with' | 'signed_at'>,
  user: Pick<ChatUser, 'tokens_from' | 'standing'>,
  widget: Pick<Widget, 'secretKeys'>,
  now: number,
): boolean {
  return (
    keyMarks(widget.secretKeys).includes(signed_with) && signed_at >= (user.tokens_from ?? 0) && !isBanned(user, now)
  )
}

const isBanned = ({ standing }: Pick<ChatUser, 'standing'>, now: number) =>
  standing !== undefined && standingAt(standing, now).ban !== null

const signedInOf = ({ widget_id, user_id, signed_with, issuedAt }: UserPrincipal, now: number): SignedIn => ({
  widget_id,
  user_id,
  signed_with,
  signed_at: Math.min(issuedAt ?? now, now),
})

function noTicket(field: 'ticket' | 'token'): never {
  throw new ChatError('ticket_invalid', `${field}: was used, has expired, or is not of this widget`, { field })
}

/** The page without its fragment, if it is of the widget's sites. */
function pageOf(page: string | null, { origins }: Pick<Widget, 'origins'>): string | null {
  const url = page === null ? null : URL.parse(page)
  if (url === null || !originAllowed(url.origin, origins)) return null
  url.hash = ''
  url.username = ''
  url.password = ''
  return url.href.length > MOST_PAGE ? `${url.origin}/` : url.href
}
