import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import { findChromium } from '../tools/checks/chromium.ts'
import { atTheEnd } from './at-the-end.ts'

let launched: Promise<Browser> | null = null

/**
 * The one Chromium of a test run. Take a context of your own from it, and close that. Bun ends it with a test that
 * takes too long; the next test then starts another.
 */
export function theBrowser(): Promise<Browser> {
  launched ??= launch()
  return launched
}

async function launch(): Promise<Browser> {
  const browser = await launchBrowser()
  browser.on('disconnected', () => {
    launched = null
  })
  atTheEnd(() => browser.close())
  return browser
}

/** A separate Chromium; the caller closes it. */
export function launchBrowser({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium()
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    ...options,
    args: [
      ...args,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      // a microphone that beeps; a test allows it
      '--use-fake-device-for-media-stream',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Takes the place of Playwright's own list, which also turns off the partitioning of storage by site. Without it
      // a browser that blocks third-party cookies denies the chat's frame all storage; with it, as people have it, the
      // frame has its own.
      '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,OptimizationHints',
    ],
  })
}
