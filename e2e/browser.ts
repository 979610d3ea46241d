import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../tools/checks/chromium.ts'
import { atTheEnd } from './at-the-end.ts'

let launched: Promise<Browser> | null = null

/** The one Chromium of a test run. Take a context of your own from it, and close that. */
export function theBrowser(): Promise<Browser> {
  launched ??= launch()
  return launched
}

async function launch(): Promise<Browser> {
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  atTheEnd(() => browser.close())
  return browser
}
