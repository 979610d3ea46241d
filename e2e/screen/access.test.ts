import { expect } from 'bun:test'
import type { Frame } from 'playwright-core'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { addPicture, comeTo, giveMicrophone, makeFixtures, SCREENS } from '../stage/access-walk.ts'
import { axeFaults, CONTRAST, isGrave } from '../stage/accessibility.ts'
import { eventually, lastingFaults } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

declare const window: { imbaApi: ImbaChat }

const WCAG = new Set(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
const DESKTOP = { width: 1280, height: 800 }
/** 1,280 px at a zoom of 400 %, on the narrowest screen that WCAG names */
const NARROW = { width: 320, height: 640 }

/** The chat's frame, once nothing in it moves any more: what fades in has no colour of its own yet. */
async function atRest({ page }: Visitor): Promise<Frame> {
  const frame = page.frames().find((one) => one.url().includes('/frame?'))
  if (!frame) throw new Error('the page has no chat in it')
  await frame.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity),
  )
  return frame
}

async function wcagFaults(frame: Frame, rules: 'all' | 'colours'): Promise<string[]> {
  // new rules of WCAG 2.2 are off unless they are asked for
  const all = { rules: { 'target-size': { enabled: true } } }
  const broken = await axeFaults(frame, rules === 'all' ? all : CONTRAST)
  const found = broken.filter((fault) => isGrave(fault) || fault.tags.some((tag) => WCAG.has(tag)))
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))
}

/** What is wider than the window, or beside it. */
const overflow = (frame: Frame) =>
  frame.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const beside = [...document.querySelectorAll('button, a[href], input, select, textarea')].filter((control) => {
      const { left, right, width } = control.getBoundingClientRect()
      return width > 0 && !control.closest('[inert]') && (left < -1 || right > innerWidth + 1)
    })
    const wide = scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px too wide`] : []
    return [...wide, ...beside.map((control) => `beside the window: ${control.outerHTML.slice(0, 80)}`)]
  })

/** Words that end where their place ends, once lines, letters and words stand further apart, as WCAG 1.4.12 asks. */
const cutOff = (frame: Frame) =>
  frame.evaluate(() => {
    const before = document.adoptedStyleSheets
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}',
    )
    document.adoptedStyleSheets = [...before, sheet]
    const cut = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
      const hasWords = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())
      if (!hasWords || !element.getClientRects().length || element.closest('.sr-only, [inert]')) return false
      const { overflow, textOverflow, webkitLineClamp } = getComputedStyle(element)
      // an ellipsis says that there is more
      if (overflow === 'visible' || textOverflow === 'ellipsis' || webkitLineClamp !== 'none') return false
      return element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2
    })
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth
    document.adoptedStyleSheets = before
    return [...(wide ? ['too wide'] : []), ...cut.map((element) => `cut off: ${element.outerHTML.slice(0, 80)}`)]
  })

scene(
  'A11Y-1 A11Y-2 every screen of the chat meets WCAG 2.2 AA in both themes, at 320 px and with wide spacing',
  async (stage) => {
    const fixtures = await makeFixtures(stage)
    const visitor = await stage.openAs(fixtures.anna, {
      browser: { viewport: DESKTOP },
      prepare: giveMicrophone,
    })
    await visitor.openChat()
    await addPicture(visitor)
    const found: string[] = []
    const setTheme = (theme: 'dark' | 'default') => visitor.page.evaluate((to) => window.imbaApi.setTheme(to), theme)
    for (const [n, screen] of SCREENS.entries()) {
      await comeTo(visitor, fixtures, screen, SCREENS[n - 1])
      const frame = await atRest(visitor)
      const note = (how: string, faults: string[]) => found.push(...faults.map((it) => `${screen.name}, ${how}: ${it}`))
      note('light', await lastingFaults(() => wcagFaults(frame, 'all')))
      await setTheme('dark')
      await frame.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
      note('dark', await lastingFaults(async () => wcagFaults(await atRest(visitor), 'colours')))
      await setTheme('default')

      await visitor.page.setViewportSize(NARROW)
      await frame.waitForFunction((width) => innerWidth === width, NARROW.width)
      // the frame has its new width before its scripts learn of it
      await frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
      note('at 320 px', await lastingFaults(async () => overflow(await atRest(visitor))))
      note('spaced out', await lastingFaults(() => cutOff(frame)))
      await frame.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
      note('from right to left', await lastingFaults(() => overflow(frame)))
      await frame.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'))
      await visitor.page.setViewportSize(DESKTOP)
    }
    expect(found).toEqual([])
    expect(visitor.console).toEqual([])
  },
)

interface Focused {
  what: string
  covered: boolean
  /** an outline, on the control or on what it draws around itself; with forced colours every colour of it is seen */
  outlined: boolean
}

/** What has the focus in the frame; null: the page has it. */
const focused = (frame: Frame) =>
  frame.evaluate((): Focused | null => {
    const it = document.activeElement
    if (!it || it === document.body || !document.hasFocus()) return null
    const { left, top, width, height } = it.getBoundingClientRect()
    const onTop = document.elementFromPoint(left + width / 2, top + height / 2)
    const outline = (pseudo?: string) => getComputedStyle(it, pseudo).outlineStyle !== 'none'
    return {
      what: it.getAttribute('aria-label') ?? it.textContent?.slice(0, 30) ?? it.localName,
      covered: !onTop || !(it.contains(onTop) || onTop.contains(it)),
      outlined: outline() || outline('::after'),
    }
  })

scene('A11Y-3 A11Y-4 the focus is seen at 200 % zoom and with forced colours, and nothing covers it', async (stage) => {
  const fixtures = await makeFixtures(stage)
  const visitor = await stage.openAs(fixtures.anna, {
    // 1,280 × 800 at 200 %
    browser: { viewport: { width: 640, height: 400 }, forcedColors: 'active', colorScheme: 'dark' },
  })
  await visitor.openDialogWith(fixtures.boris)
  await visitor.message('Come and see').waitFor()
  // the button for emoji is among the controls
  await visitor.isWhole()
  const frame = await atRest(visitor)
  const seen = new Map<string, Focused>()
  for (const key of ['Shift', 'Tab', ...Array<string>(18).fill('Shift+Tab')]) {
    await visitor.page.keyboard.press(key)
    const at = await focused(frame)
    if (at) seen.set(at.what, at)
  }
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['Search', 'Conversation actions', 'Message', 'Emoji']))
  expect([...seen.values()].filter(({ covered, outlined }) => covered || !outlined)).toEqual([])

  const edge = (css: string) =>
    visitor.chat
      .locator(css)
      .first()
      .evaluate((it) => getComputedStyle(it).outlineStyle)
  await eventually(async () => expect(await edge('.bubble')).toBe('solid'))
  await eventually(async () => expect(await edge('.row.selected')).toBe('solid'))
  await visitor.chooseInList('Settings')
  await eventually(async () => expect(await edge('.sheet')).toBe('solid'))
})
