/** The fields of the result of `PushManager.subscribe`. */
export interface BrowserSubscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** The reason why a browser can't be subscribed. */
export type PushProblem = 'unsupported' | 'ios' | 'denied' | 'dismissed' | 'failed'

/** Can this browser show notifications here? `dismissed`: it can ask. null: it may. */
export function problemHere(): PushProblem | null {
  const isApple = /iP(hone|ad|od)/.test(navigator.userAgent) || isIpad()
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
    return isApple ? 'ios' : 'unsupported'
  }
  const { permission } = Notification
  return permission === 'denied' ? 'denied' : permission === 'default' ? 'dismissed' : null
}

/** An iPad reports that it is a Mac. */
const isIpad = () => navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1

/**
 * Asks the user and subscribes the browser. Call it while a click or key is being handled.
 * @param key the chat server's public key
 */
export async function subscribeBrowser({
  worker,
  scope,
  key,
}: {
  worker: string
  scope: string
  key: string
}): Promise<BrowserSubscription | PushProblem> {
  const problem = problemHere()
  if (problem !== null && problem !== 'dismissed') return problem
  try {
    const permission = await Notification.requestPermission()
    if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'dismissed'
    const registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: 'none' })
    await active(registration)
    const { endpoint, keys } = (await subscribed(registration, key)).toJSON()
    if (!endpoint || !keys?.p256dh || !keys.auth) return 'failed'
    const { p256dh, auth } = keys
    return { endpoint, keys: { p256dh, auth } }
  } catch (error) {
    console.warn('ImbaChat: the browser did not subscribe to notifications', error)
    const { name } = error as { name?: unknown }
    return name === 'NotAllowedError' ? 'denied' : name === 'SecurityError' ? 'unsupported' : 'failed'
  }
}

/** A subscription of another key, such as of a server that was set up again, is no good. */
async function subscribed({ pushManager }: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try {
    return await pushManager.subscribe(options)
  } catch (error) {
    const other = await pushManager.getSubscription()
    if (!other) throw error
    await other.unsubscribe()
    return pushManager.subscribe(options)
  }
}

async function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting
  if (registration.active || !worker) return
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve()
      if (worker.state === 'redundant') reject(new Error('the worker could not be installed'))
    })
  })
}
