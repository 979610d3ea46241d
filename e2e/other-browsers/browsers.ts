import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../server/src/testing/free-port.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { type Driver, overHttp, overMarionette } from './webdriver.ts'

/** A browser that is not Chromium, with one profile. */
export interface OtherBrowser {
  driver: Driver
  end(): Promise<void>
}

export interface BrowserKind {
  name: string
  /** what the machine lacks to run it, as Debian's package; null: it is there */
  lacks(): string | null
  /** @param preferences of Firefox, beside the usual ones */
  launch(preferences?: Record<string, string | number | boolean>): Promise<OtherBrowser>
}

const MINI_BROWSERS = [
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
]

export const FIREFOX: BrowserKind = {
  name: 'Firefox',
  lacks: () => (firefoxPath() === null ? 'firefox-esr' : null),
  async launch(preferences = {}) {
    const profile = mkdtempSync(join(tmpdir(), 'imbachat-firefox-'))
    writeFileSync(join(profile, 'user.js'), userScript({ ...FIREFOX_PREFERENCES, ...preferences }))
    const child = Bun.spawn(
      [
        firefoxPath() ?? 'firefox',
        '--headless',
        '--marionette',
        '--remote-allow-system-access',
        '--no-remote',
        '--profile',
        profile,
      ],
      {
        env: { ...process.env, HOME: profile },
        stdio: ['ignore', 'ignore', 'ignore'],
      },
    )
    const port = await eventually(() => {
      const written = readFileSync(join(profile, 'MarionetteActivePort'), 'utf8')
      if (!/^\d+$/.test(written)) throw new Error('Firefox has no port yet')
      return Number(written)
    }, PATIENCE_MS)
    const driver = await overMarionette(port)
    return {
      driver,
      async end() {
        child.kill()
        await child.exited
        rmSync(profile, { recursive: true, force: true })
      },
    }
  },
}

const firefoxPath = () => Bun.which('firefox-esr') ?? Bun.which('firefox')

/** A free port; no updates, no start page, and a microphone that beeps without asking. */
const FIREFOX_PREFERENCES = {
  'marionette.port': 0,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}

const userScript = (preferences: Record<string, string | number | boolean>): string =>
  Object.entries(preferences)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('')

/** WebKitGTK, of Safari's family, on a screen of its own. */
export const WEBKIT: BrowserKind = {
  name: 'WebKit',
  lacks() {
    if (Bun.which('WebKitWebDriver') === null || miniBrowser() === undefined) return 'webkit2gtk-driver'
    return Bun.which('Xvfb') === null ? 'xvfb' : null
  },
  async launch() {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-webkit-'))
    const screen = await startScreen()
    const port = freePort()
    const child = Bun.spawn(['WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1'], {
      env: {
        ...process.env,
        ...screen.env,
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CACHE_HOME: folder,
        GDK_BACKEND: 'x11',
      },
      stdio: ['ignore', 'ignore', 'ignore'],
    })
    const driver = await overHttp(port, {
      'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
    })
    return {
      driver,
      async end() {
        // it ends its browser with the session
        await driver.command('DeleteSession').catch(() => null)
        child.kill()
        await child.exited
        await screen.end()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

const miniBrowser = () => MINI_BROWSERS.find((path) => existsSync(path))

/** An X server that draws into memory. It picks a free number and writes it to its descriptor 3. */
async function startScreen(): Promise<{ env: { DISPLAY: string }; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-screen-'))
  const said = join(folder, 'display')
  const child = Bun.spawn(['sh', '-c', `exec Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp 3>"${said}"`], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const display = await eventually(() => {
    const number = readFileSync(said, 'utf8').trim()
    if (number === '') throw new Error('Xvfb has no display yet')
    return number
  }, PATIENCE_MS)
  return {
    env: { DISPLAY: `:${display}` },
    async end() {
      child.kill()
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
