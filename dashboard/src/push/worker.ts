/// <reference lib="webworker" />
import type { NoticePushPayload } from '@imbachat/protocol/page/notice-push-payload'

// Shows notices of the dashboard, also while it is closed.

declare const self: ServiceWorkerGlobalScope

self.addEventListener('push', (event) => {
  const payload = event.data?.json() as NoticePushPayload | undefined
  if (payload) event.waitUntil(show(payload.notification))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data as string))
})

async function show({ title, navigate, ...how }: NoticePushPayload['notification']): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  // who looks at the dashboard sees the number
  if (pages.some(({ focused, url }) => focused && isDashboard(url))) return
  const options: NotificationOptions & { renotify: boolean } = { ...how, renotify: true, data: navigate }
  await self.registration.showNotification(title, options)
}

/** Shows the page in an open dashboard, or opens one. */
async function open(address: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find(({ url }) => isDashboard(url))
  const there = await page?.navigate(address).catch(() => null)
  if (there) await there.focus().catch(() => null)
  else await self.clients.openWindow(address)
}

const isDashboard = (url: string): boolean => {
  const { origin, pathname } = new URL(url)
  return origin === self.location.origin && pathname.startsWith('/dashboard')
}
