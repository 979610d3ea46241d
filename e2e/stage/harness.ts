import { test } from 'bun:test'
import type { BrowserContext, BrowserContextOptions } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { createDemoSite, type DemoSite } from '../../demo/src/site.ts'
import { getJwt } from '../../demo/src/token.ts'
import { type App, createApp } from '../../server/src/app.ts'
import { type Clock, systemClock } from '../../server/src/chat/clock.ts'
import { resolveConfig } from '../../server/src/config/config.ts'
import { parseEnv } from '../../server/src/config/env.ts'
import { CHEAP_PASSWORDS } from '../../server/src/dashboard/accounts/testing/cheap-passwords.ts'
import { type MovableClock, movableClock } from '../../server/src/realtime/testing/movable-clock.ts'
import { dataDirWithTables } from '../../server/src/store/testing/data-dir.ts'
import { afterTheRun } from './after-the-run.ts'
import { type BrowserKind, theBrowser } from './browser.ts'
import { eventually, PATIENCE_MS } from './eventually.ts'
import { evidenceFolder } from './files.ts'
import type { Words } from './phrases-in.ts'
import { shownAt, Visitor } from './visitor.ts'
import { WireUser } from './wire.ts'

/** A chat and a site of another origin, with a strict content policy, that embeds it. */
export interface World {
  app: App
  demo: DemoSite
  /** address of the chat, `http://localhost:PORT` */
  chatUrl: string
  /** DEV_ID of the demo site's widget */
  widgetId: number
  token(userId: number | string, seconds?: number): string
  /** Stops both. What a test does not end stops after the last test, and does its work of each second until then. */
  end(): Promise<void>
}

let made: Promise<World> | null = null

/**
 * The one chat of a test run. Everything in it is real: the server on its port, the database on disk, the site that is
 * asked for names.
 */
export function theWorld(): Promise<World> {
  if (made === null) {
    made = makeWorld()
    // what failed once fails one test, not all that follow
    made.catch(() => {
      made = null
    })
    // files that Bun runs again (`--rerun-each`) come after the end
    afterTheRun(async () => {
      made = null
    })
  }
  return made
}

/** One more chat, for tests that stop it or set it up in another way. @param env the server's settings */
export async function makeWorld(env: Record<string, string> = {}, clock: Clock = systemClock): Promise<World> {
  const { dataDir, remove } = await dataDirWithTables()
  const app = await createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: dataDir, ...env })), {
    ...{ passwordCost: CHEAP_PASSWORDS, clock },
    // what a test changes in the widget counts from then on, and not some seconds later, in the next test
    realtime: { widgetFreshMs: 0 },
  })
  const chatUrl = app.config.publicUrl
  const demo = createDemoSite({ chatUrl, port: 0 })
  demo.control.pictures = false
  const { id } = await app.widgets.create(null, {
    name: 'Demo',
    users_info_url: `${demo.url}/users-info`,
    origins: [demo.url],
    settings: {
      messages_per_minute: 10_000,
      users_ttl_seconds: 1,
      search_users_url: `${demo.url}/search/{query}`,
      page_rooms: true,
    },
  })
  const widget = await app.widgets.find(id)
  const secretKey = widget?.secretKeys[0] ?? ''
  demo.embed({ id, secretKey, apiLogin: widget?.api_login ?? '', apiPassword: widget?.apiPasswords[0] ?? '' })
  let ended: Promise<void> | null = null
  async function stop(): Promise<void> {
    await demo.stop()
    await world.app.stop()
    remove()
  }
  const end = () => {
    ended ??= stop()
    return ended
  }
  afterTheRun(end)
  const token = (userId: number | string, seconds = 3600) => getJwt(userId, secretKey, seconds)
  const world: World = { app, demo, chatUrl, widgetId: id, token, end }
  return world
}

let lastPerson = 1000

/** A name that no other test's people have, nor this test's when it ran before: for people found by their names. */
export const nameOf = (first: string) => `${first} ${crypto.randomUUID().slice(0, 8)}`

/** A new user of the site, so that no two tests share a conversation. */
export function person(demo: DemoSite, name: string): Person {
  const id = ++lastPerson
  const somebody: Person = {
    id,
    slug: `${name.toLowerCase().replaceAll(' ', '-')}-${id}`,
    name,
    avatar: null,
    town: { en: '', ru: '' },
  }
  demo.control.people.push(somebody)
  return somebody
}

export interface Stage extends World {
  /** a new user of the site */
  person(name: string): Person
  /** Opens the site's page as this user: in a browser profile of its own, or as one more tab of `beside`. */
  openAs(person: Person, how?: How): Promise<Visitor>
  /** One more device of this user, without a page: for users whose screen the test does not check. */
  connectAs(person: Person): Promise<WireUser>
  /** A browser profile for pages that show no chat. */
  newContext(): Promise<BrowserContext>
}

/** The line of the test that failed: Bun shows the frame on top, which may be that of a helper. */
function stepOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const [, place] = /^.*?([\w.-]+\.test\.ts:\d+)/m.exec(stack) ?? []
  return place ? ` at ${place}` : ''
}

interface How {
  /** added to the page's address: `tokenProvider` */
  query?: string
  beside?: BrowserContext
  browser?: BrowserContextOptions
  /** default: quick */
  kind?: BrowserKind
  /** the language of the page; default: English */
  words?: Words
  /** another page than the demo's */
  url?: string
  /** before the page is opened */
  prepare?(visitor: Visitor): Promise<void>
}

/** A page whose clock the test may move by `page.clock.fastForward`, so that no test waits for a toast to end. */
export const withClock: How = { prepare: ({ page }) => page.clock.install() }

/** Milliseconds. At least as long as a toast with Undo stays (`STAYS` in widget/src/chat/list/toast.tsx). */
const TOAST_MS = 6_000

/** Its time begins a moment after it is shown, and does not end while the pointer is on it. */
export const toastEnds = ({ page, chat }: Visitor): Promise<void> =>
  eventually(async () => {
    await page.clock.fastForward(TOAST_MS)
    if ((await chat.locator('.toast').count()) > 0) throw new Error('the toast is still there')
  })

/**
 * A test with people at pages. When it fails, it prints the step and what each of them saw, since of a build server
 * nothing but the output remains; their screens are kept as well.
 */
export function scene(name: string, play: (stage: Stage) => Promise<void>, timeoutMs?: number): void {
  sceneIn(theWorld, name, play, timeoutMs)
}

/** A scene that does not wait until a time of the server is over: it moves the server's clock, in a chat of its own. */
export function sceneOfTime(name: string, play: (stage: Stage & { clock: MovableClock }) => Promise<void>): void {
  const clock = movableClock()
  test(name, async () => {
    const world = await makeWorld({}, clock)
    await playIn(world, name, (stage) => play({ ...stage, clock })).finally(world.end)
  })
}

/** A scene in another chat than the one of the test run. */
export function sceneIn(
  worldOf: () => Promise<World>,
  name: string,
  play: (stage: Stage) => Promise<void>,
  timeoutMs?: number,
): void {
  test(name, async () => playIn(await worldOf(), name, play), timeoutMs)
}

/** A request that is pending in a route of the test is dropped silently, so that it does not fail the next test. */
async function endContext(context: BrowserContext): Promise<void> {
  const routed = [context, ...context.pages()]
  await Promise.all(routed.map((one) => one.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => undefined)))
  await context.close()
}

async function playIn(world: World, name: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const visitors: Visitor[] = []
  const wireUsers: WireUser[] = []
  const contexts: BrowserContext[] = []
  const newContext = async () => {
    const context = await (await theBrowser()).newContext({ reducedMotion: 'reduce' })
    context.setDefaultTimeout(PATIENCE_MS)
    contexts.push(context)
    return context
  }
  const connectAs = async (who: Person) => {
    const user = await WireUser.connect(world, world.token(who.id), who)
    wireUsers.push(user)
    return user
  }
  const openAs = async (who: Person, how: How = {}) => {
    const context =
      how.beside ?? (await (await theBrowser(how.kind)).newContext({ reducedMotion: 'reduce', ...how.browser }))
    context.setDefaultTimeout(PATIENCE_MS)
    const visitor = new Visitor(await context.newPage(), who, how.words)
    visitors.push(visitor)
    await how.prepare?.(visitor)
    await visitor.page.goto(how.url ?? `${world.demo.url}/as/${who.slug}?${how.query ?? ''}`)
    return visitor
  }
  try {
    await play({ ...world, person: (called) => person(world.demo, called), openAs, connectAs, newContext })
  } catch (error) {
    const folder = evidenceFolder('failed')
    const own = new Set(visitors.map(({ page }) => page))
    const all = [...contexts, ...visitors.map(({ context }) => context)]
    const others = all.flatMap((context) => context.pages()).filter((page) => !own.has(page))
    const seen = await Promise.all([
      ...visitors.map((visitor) => visitor.leaveEvidence(folder)),
      ...[...new Set(others)].map((page) => shownAt(page)),
    ])
    console.error(`"${name}" failed${stepOf(error)}; screens and consoles are in ${folder}\n${seen.join('\n')}`)
    throw error
  } finally {
    for (const user of wireUsers) user.close()
    const all = [...contexts, ...visitors.map(({ context }) => context)]
    await Promise.all([...new Set(all)].map(endContext))
  }
}
