import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { dashboardOperations } from '@imbachat/protocol/http/dashboard'
import type { CDPSession } from 'playwright-core'
import { views as chatViews } from '../../gallery/src/chat/views/index.ts'
import answers from '../../gallery/src/dashboard/answers.json'
import { views as dashboardViews } from '../../gallery/src/dashboard/views/index.ts'
import { CHAT_LOOKS, DASHBOARD_LOOKS, type Look, type View } from '../../gallery/src/look.ts'
import { NOT_DRAWN } from '../../gallery/src/not-drawn.ts'
import { compare, keep, keptFile, PICTURES } from '../../gallery/src/pictures.ts'
import { type GalleryResult, READY } from '../../gallery/src/ready.ts'
import { type Gallery, startGallery } from '../../gallery/src/server.ts'
import { theBrowser } from '../stage/browser.ts'
import { evidenceFolder } from '../stage/files.ts'

/** Keeps the pictures that differ as they are now. */
const RENEWS = process.env.GALLERY === 'renew'
setDefaultTimeout(RENEWS ? 1_800_000 : 300_000)

const COMMAND = 'GALLERY=renew npm test -- e2e/screen/gallery'
/** A log may come to stand half a pixel lower or higher from one drawing to the next. */
const MOST_DRAWINGS = 3
/** Pages that are drawn side by side: each waits for frames and answers a third of its time. */
const PAGES = 3
const MOST_BYTES = 4 * 1024 * 1024

let gallery: Gallery
const folder = evidenceFolder('gallery')
/** what a failed test names is kept */
let isLookedAt = false

beforeAll(() => {
  gallery = startGallery(0)
})
afterAll(async () => {
  await gallery.stop()
  if (!isLookedAt) rmSync(folder, { recursive: true, force: true })
})

interface Picture {
  name: string
  address: string
  look: Look
}

function picturesOf(
  part: 'chat' | 'dashboard',
  views: readonly View<never, string>[],
  looks: Readonly<Record<string, Look>>,
): Picture[] {
  const [first = ''] = Object.keys(looks)
  return views.flatMap(({ name: view, states }) =>
    Object.entries(states).flatMap(([state, { looks: named = [first] }]) =>
      named.map((look) => ({
        name: `${part}/${view}/${look}/${state}`,
        address: `/${part}?${new URLSearchParams({ view, state, look })}`,
        look: looks[look] as Look,
      })),
    ),
  )
}

const PARTS = {
  chat: picturesOf('chat', chatViews, CHAT_LOOKS),
  dashboard: picturesOf('dashboard', dashboardViews, DASHBOARD_LOOKS),
} as const

const drawn = new Set<string>()
const known = new Set<string>()

/** Milliseconds after which a page without a result has failed. */
const MOST_MS_OF_A_PAGE = 60_000

/**
 * Loads the address, and waits until the page reports that its state is there. A locator would bring Playwright's
 * script into each page and ask again and again, which takes a fifth of what a picture costs.
 */
async function load(devtools: CDPSession, address: string): Promise<GalleryResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GalleryResult>()
  const hear = ({ name, payload }: { name: string; payload: string }) =>
    name === READY && resolve(JSON.parse(payload) as GalleryResult)
  const timer = setTimeout(() => reject(new Error(`${address} is not there`)), MOST_MS_OF_A_PAGE)
  devtools.on('Runtime.bindingCalled', hear)
  try {
    await devtools.send('Page.navigate', { url: gallery.url + address })
    return await promise
  } finally {
    clearTimeout(timer)
    devtools.off('Runtime.bindingCalled', hear)
  }
}

/**
 * Draws each state in a page of its own, so that none depends on the one before.
 * @param looksRight false: it is drawn again, up to `MOST_DRAWINGS` times
 */
async function take(
  pictures: readonly Picture[],
  looksRight: (picture: Picture, png: Uint8Array, isLast: boolean) => Promise<boolean>,
): Promise<string[]> {
  // pages of one size follow each other
  const waiting = pictures.toSorted((a, b) => a.look.width - b.look.width)
  const context = await (await theBrowser()).newContext({ timezoneId: 'UTC', locale: 'en-US', reducedMotion: 'reduce' })
  const problems: string[] = []
  async function draw(): Promise<void> {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    // without it, calls of the page are not passed on
    await devtools.send('Runtime.enable')
    await devtools.send('Runtime.addBinding', { name: READY })
    let result: GalleryResult | null = null
    let size = ''
    for (let picture = waiting.shift(); picture; picture = waiting.shift()) {
      const { width, height } = picture.look
      if (size !== `${width} ${height}`) await page.setViewportSize({ width, height })
      size = `${width} ${height}`
      for (let drawing = 1; drawing <= MOST_DRAWINGS; drawing++) {
        result = await load(devtools, picture.address)
        const { data } = await devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true })
        if (await looksRight(picture, Buffer.from(data, 'base64'), drawing === MOST_DRAWINGS)) break
      }
      for (const one of result?.drawn ?? []) drawn.add(one)
      for (const one of result?.known ?? []) known.add(one)
      if (result?.problem) problems.push(`${picture.name}: ${result.problem}`)
    }
  }
  await Promise.all(Array.from({ length: PAGES }, draw))
  await context.close()
  return problems
}

for (const [part, pictures] of Object.entries(PARTS)) {
  test(`each state of each view of the ${part} looks like its kept picture`, async () => {
    const different: string[] = []
    const problems = await take(pictures, async ({ name }, png, isLast) => {
      const { differs, pixels, files } = await compare(name, png, folder)
      if (!differs || !isLast) return !differs
      if (RENEWS) await keep(name, png)
      else different.push(`${name}: ${pixels} pixels in one place differ, see ${files.join(' ')}`)
      return true
    })
    isLookedAt ||= different.length > 0
    expect(problems).toEqual([])
    if (different.length > 0) throw new Error(`${different.join('\n')}\nIf this is how it should look: ${COMMAND}`)
  })
}

test('each exported component of the chat and the dashboard is drawn in a picture, or has a reason', () => {
  expect(known.size).toBeGreaterThan(250)
  expect([...known].filter((one) => !drawn.has(one) && !(one in NOT_DRAWN))).toEqual([])
  // a reason that is over
  expect(Object.keys(NOT_DRAWN).filter((one) => drawn.has(one) || !known.has(one))).toEqual([])
})

test('each view has a picture in each look of phones, and no picture is kept of what is not there', () => {
  const all = [...PARTS.chat, ...PARTS.dashboard]
  const missing = ['dark-rtl', 'dark-phone'].flatMap((look) =>
    (look === 'dark-rtl' ? chatViews : dashboardViews)
      .filter(
        ({ states }) =>
          !Object.values<{ looks?: readonly string[] }>(states).some(({ looks }) => looks?.includes(look)),
      )
      .map(({ name }) => `${name} ${look}`),
  )
  expect(missing).toEqual([])
  const kept = [...new Bun.Glob('**/*').scanSync(PICTURES)]
  const wanted = new Set(all.map(({ name }) => relative(PICTURES, keptFile(name))))
  expect(kept.filter((file) => !wanted.has(file))).toEqual([])
  expect(kept.reduce((sum, file) => sum + statSync(join(PICTURES, file)).size, 0)).toBeLessThan(MOST_BYTES)
})

interface Schema {
  safeParse(value: unknown): { error?: { issues: unknown[] } | undefined }
}

test("the sample's answers of the dashboard's server are what the operations promise", () => {
  for (const [id, answer] of Object.entries(answers)) {
    const { result }: { result: Schema } = dashboardOperations[id as keyof typeof dashboardOperations]
    expect({ id, problems: result.safeParse(answer).error?.issues ?? [] }).toEqual({ id, problems: [] })
  }
})
