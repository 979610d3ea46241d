import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { installPackages, mayInstall, run } from './programs.ts'

const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The browser that the tests drive: CHROMIUM_PATH, else one that the machine has, else Playwright's own. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  return [...KNOWN_PLACES, chromium.executablePath()].find((path) => existsSync(path))
}

/** Brings a browser when there is none. @throws Error with what the installer said */
export function installChromium(): string {
  if (mayInstall()) installPackages(['chromium'])
  else run(process.execPath, ['x', 'playwright-core', 'install', 'chromium'])
  const path = findChromium()
  if (!path) throw new Error('a browser was installed, but it is in no place we know: set CHROMIUM_PATH')
  return path
}
