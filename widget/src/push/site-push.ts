import type { ToChatFrame, ToPage } from '../bridge/messages.ts'
import type { OpenMessage } from './messages.ts'
import { subscribe } from './subscribe.ts'

// The page's part of notifications where the site has a worker of its own. The loader's second script fetches it.

// A message that a pressed notification shows: the page goes to its fragment, which the chat follows.
navigator.serviceWorker?.addEventListener('message', ({ data, ports }: MessageEvent<Partial<OpenMessage> | null>) => {
  if (data?.imbachat !== 'open' || !data.hash) return
  ports[0]?.postMessage(true)
  // the same message may be asked for again
  if (location.hash === data.hash) history.replaceState(history.state, '', location.pathname + location.search)
  location.hash = data.hash
})

/** Asks on the site's own origin: the user has just pressed a button in the frame, which counts here too. */
export async function askHere(
  worker: string,
  { key, at }: Extract<ToPage, { t: 'push' }>,
  send: (message: ToChatFrame) => void,
): Promise<void> {
  // a scope of its own: another worker of the site keeps its pages
  const scope = new URL('imbachat-push/', new URL(worker, location.href)).pathname
  send({ t: 'pushed', result: await subscribe({ worker, scope, key, at }) })
}

// the user is at the site: the chat's list has the content of older notifications
void closeNotifications()
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void closeNotifications()
})

async function closeNotifications(): Promise<void> {
  const registrations = (await navigator.serviceWorker?.getRegistrations().catch(() => [])) ?? []
  for (const registration of registrations) {
    for (const notification of await registration.getNotifications()) {
      if (notification.tag.startsWith('imbachat ')) notification.close()
    }
  }
}
