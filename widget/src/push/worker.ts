/// <reference lib="webworker" />
import type { PushData, PushPayload } from '@imbachat/protocol/page/push-payload'
import { devices } from './device.ts'
import type { OpenMessage } from './messages.ts'

// Shows notifications, and does what is pressed on them. It runs on the chat's origin, or on a site's, whose own worker
// imports this script; other parts of that worker must not be disturbed.

declare const self: ServiceWorkerGlobalScope

/** Data that is stored with a notification. */
type Kept = PushData & { navigate: string }

/** Milliseconds that an open page has to take a message, before another is opened. */
const TAKEN_WITHIN = 700

interface ShownOptions extends NotificationOptions {
  renotify?: boolean
  actions?: { action: string; title: string; type?: 'text'; placeholder?: string }[]
}

self.addEventListener('push', (event) => {
  const payload = payloadOf(event)
  if (payload) event.waitUntil(show(payload))
})

self.addEventListener('notificationclick', (event) => {
  const data = event.notification.data as Partial<Kept> | null
  if (!data?.at || !data.navigate) return
  event.stopImmediatePropagation()
  event.notification.close()
  const { reply } = event as NotificationEvent & { reply?: string | null }
  const kept = data as Kept
  event.waitUntil(event.action === 'reply' && reply ? send(kept, reply) : open(kept))
})

// the browser has a new address: the old one gets nothing more
self.addEventListener('pushsubscriptionchange', ((event: ExtendableEvent) => {
  event.waitUntil(renew())
}) as EventListener)

/** null: a message of somebody else, whose worker this may be too */
function payloadOf(event: PushEvent): PushPayload | null {
  try {
    const payload = event.data?.json() as PushPayload
    return payload.notification.data.at ? payload : null
  } catch {
    return null
  }
}

async function show({ notification }: PushPayload): Promise<void> {
  const { title, navigate, data, ...how } = notification
  const { reply } = data
  const maxActions = (Notification as unknown as { maxActions?: number }).maxActions ?? 0
  const options: ShownOptions = {
    ...how,
    // a new message of the room is news
    renotify: true,
    data: { ...data, navigate } satisfies Kept,
    ...(reply &&
      maxActions > 0 && {
        actions: [{ action: 'reply', type: 'text', title: reply.label, placeholder: reply.placeholder }],
      }),
  }
  await self.registration.showNotification(title, options)
  await closeRead(data)
}

/** Closes notifications of rooms that the user has read since, in the chat or on another device. */
async function closeRead({ at, room_id, token }: PushData): Promise<void> {
  const shown = (await self.registration.getNotifications()).filter(({ data }) => {
    const kept = data as Partial<Kept> | null
    return kept?.at === at && kept.room_id !== room_id
  })
  if (shown.length === 0) return
  const rooms = shown.map(({ data }) => ({ room_id: (data as Kept).room_id, seq: (data as Kept).seq }))
  const answer = await post(`${at}/read`, { token, rooms: rooms.slice(0, 50) }).catch(() => null)
  if (!answer?.ok) return
  const { read } = (await answer.json()) as { read: number[] }
  for (const notification of shown) {
    if (read.includes((notification.data as Kept).room_id)) notification.close()
  }
}

/** Shows the message in an open page of the site, or opens one. */
async function open({ at, log_id, navigate }: Kept): Promise<void> {
  void post(`${at}/opened`, { log_id }).catch(() => {})
  const { origin, hash } = new URL(navigate)
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const pages = windows.filter(({ url, frameType }) => frameType === 'top-level' && new URL(url).origin === origin)
  const page = pages.find(({ focused }) => focused) ?? pages[0]
  if (page && (await isTaken(page, hash))) {
    await page.focus().catch(() => null)
    return
  }
  await self.clients.openWindow(navigate)
}

/** Asks a page to show the message. A page without the chat does not answer. */
function isTaken(page: WindowClient, hash: string): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(true)
    setTimeout(() => resolve(false), TAKEN_WITHIN)
    page.postMessage({ imbachat: 'open', hash } satisfies OpenMessage, [port2])
  })
}

async function send(kept: Kept, text: string): Promise<void> {
  const { at, token, log_id, seq, reply, navigate } = kept
  const answered = { token, log_id, seq, client_id: crypto.randomUUID(), text }
  const answer = await post(`${at}/reply`, answered).catch(() => null)
  if (answer?.ok) return
  await self.registration.showNotification(reply?.notSent ?? '', { body: text, data: { ...kept, navigate } })
}

async function renew(): Promise<void> {
  const { pushManager } = self.registration
  const before = await pushManager.getSubscription()
  const options = before?.options
  if (!options?.applicationServerKey) return
  const { userVisibleOnly = true, applicationServerKey } = options
  const { endpoint, keys } = (await pushManager.subscribe({ userVisibleOnly, applicationServerKey })).toJSON()
  for (const { at, device } of await devices()) {
    await post(`${at}/renew`, { device, subscription: { endpoint, keys } }).catch(() => null)
  }
}

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
