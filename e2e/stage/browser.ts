import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import { findChromium, findQuickChromium } from '../../tools/programs/chromium.ts'
import { afterTheRun } from './after-the-run.ts'

/**
 * `whole`: as people have it, with microphones and with pages that are kept when they are left. Tests that measure time
 * use it, too. `calling`: the same, and it gives pages made-up microphones, cameras and screens without asking.
 */
export type BrowserKind = 'quick' | 'whole' | 'calling'

/** Flags for a browser that does not ask for permission to use microphone, camera and screen. */
export const UNASKED = ['--use-fake-ui-for-media-stream', '--auto-select-desktop-capture-source=Entire screen']

const launched = new Map<BrowserKind, Promise<Browser>>()

/**
 * The one Chromium of this kind in a test run. Take a context of your own from it, and close that. Bun ends it with a
 * test that takes too long; the next test then starts another.
 */
export function theBrowser(kind: BrowserKind = 'quick'): Promise<Browser> {
  const browser = launched.get(kind) ?? launch(kind)
  launched.set(kind, browser)
  return browser
}

async function launch(kind: BrowserKind): Promise<Browser> {
  const browser = await launchBrowser(kind === 'calling' ? { args: UNASKED } : {}, kind)
  browser.on('disconnected', () => launched.delete(kind))
  afterTheRun(() => browser.close())
  return browser
}

/**
 * Painting and network without processes of their own: a scene takes a tenth less processor time, since less goes from
 * one process to another. The whole browser keeps the processes that people have.
 */
const FEWER_PROCESSES = [
  '--in-process-gpu',
  // takes the place of Playwright's own list, which begins with the other two
  '--enable-features=CDPScreenshotNewSurface,SkipListAccountsWithoutGaiaCookies,NetworkServiceInProcess2',
]

/** A separate Chromium; the caller closes it. */
export function launchBrowser({ args = [], ...options }: LaunchOptions, kind: BrowserKind): Promise<Browser> {
  const executablePath = kind === 'quick' ? findQuickChromium() : findChromium()
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    ...options,
    args: [
      ...args,
      ...(kind === 'quick' ? FEWER_PROCESSES : []),
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      // a microphone that beeps; a test allows it. Pages in a call share the processor, so its cameras are slow
      `--use-fake-device-for-media-stream${kind === 'calling' ? '=fps=8,device-count=2' : ''}`,
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
