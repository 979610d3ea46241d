import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { installPackages, mayInstall, run } from './programs.ts'

/** Chromium without windows and toolbars of its own: tests take three quarters of the time in it. */
const HEADLESS_SHELL = '/usr/lib/chromium/chromium-headless-shell'

const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The whole browser: CHROMIUM_PATH, else one that the machine has, else Playwright's own. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  return [...KNOWN_PLACES, chromium.executablePath()].find((path) => existsSync(path))
}

/** The quickest for tests that need no more than pages: without microphones, and no page is kept when it is left. */
export function findQuickChromium(): string | undefined {
  return !process.env.CHROMIUM_PATH && existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : findChromium()
}

/**
 * Installs a browser if the machine has none.
 * @throws Error with the output of the installer
 */
export function installChromium(): string {
  if (mayInstall()) installPackages(['chromium'])
  else run(process.execPath, ['x', 'playwright-core', 'install', 'chromium'])
  const path = findChromium()
  if (!path) throw new Error('a browser was installed, but it is in no place we know: set CHROMIUM_PATH')
  return path
}
