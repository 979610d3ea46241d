import { type BrowserSubscription, type PushProblem, subscribeBrowser } from '@imbachat/sdk/subscribe-browser'
import { deviceOf } from './device.ts'

/** Fields of a subscribed browser that the server stores. */
export interface SubscribedBrowser {
  device: string
  name: string
  subscription: BrowserSubscription
}

/** The browser, or why not. */
export type Subscribed = SubscribedBrowser | PushProblem

/**
 * Asks the user and subscribes the browser. Call it while a click or key is being handled.
 * @param key the chat server's public key
 * @param at address of the widget's push requests
 */
export async function subscribe({
  at,
  ...how
}: {
  worker: string
  scope: string
  key: string
  at: string
}): Promise<Subscribed> {
  const subscription = await subscribeBrowser(how)
  if (typeof subscription === 'string') return subscription
  return { device: await deviceOf(at), name: browserName(navigator.userAgent), subscription }
}

const BROWSERS: [RegExp, string][] = [
  [/Edg/, 'Edge'],
  [/OPR|Opera/, 'Opera'],
  [/YaBrowser/, 'Yandex Browser'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iP(hone|od)/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** For the user's list of devices. */
export function browserName(userAgent: string): string {
  const of = (names: [RegExp, string][]) => names.find(([form]) => form.test(userAgent))?.[1]
  return [of(BROWSERS) ?? 'Browser', of(SYSTEMS)].filter((name) => name !== undefined).join(', ')
}
