import type { Hand } from './look.ts'
import { nextFrame, settled } from './settled.ts'

/** Frames that a user would wait for something. Only what is broken takes so long. */
const PATIENCE = 300

async function until<T>(what: string, find: () => T | null | undefined | false): Promise<T> {
  for (let frame = 0; frame < PATIENCE; frame++) {
    const found = find()
    if (found) return found
    await nextFrame()
  }
  throw new Error(`never seen: ${what}`)
}

const PRESSED = 'button, a, label, summary, select, [role="menuitem"], [role="tab"], [role="switch"]'

const isSeen = (element: Element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]')

/** A phrase with values in it stands for each text that it makes. */
function isNamed(text: string, phrase: string): boolean {
  const [start = '', end] = phrase.split(/\{\w+\}/)
  return end === undefined ? text === phrase : text.startsWith(start) && text.endsWith(end)
}

export interface HandOptions {
  /** the text in the language of the look, for a text in English */
  words(english: string): string
  /** the server sends an event */
  happens(event: never): void
  /** answers are under way that will come */
  isWaiting(): boolean
}

export function createHand({ words, happens, isWaiting }: HandOptions): Hand {
  const sees = (selector: string) =>
    until(selector, () => [...document.querySelectorAll<HTMLElement>(selector)].findLast(isSeen))
  const named = (name: string) =>
    until(`a button ${name}`, () =>
      [...document.querySelectorAll<HTMLElement>(PRESSED)].findLast(
        (one) =>
          isSeen(one) &&
          !(one as HTMLButtonElement).disabled &&
          isNamed((one.getAttribute('aria-label') ?? one.textContent ?? '').trim(), name),
      ),
    )
  return {
    sees,
    happens: (event) => happens(event as never),
    rests: () => settled(isWaiting),
    async press(name) {
      ;(await named(words(name))).click()
    },
    async click(selector) {
      ;(await sees(selector)).click()
    },
    async menu(selector) {
      const element = await sees(selector)
      const { left, top, width, height } = element.getBoundingClientRect()
      const at = { clientX: left + width / 2, clientY: top + height / 2 }
      element.focus({ preventScroll: true })
      element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }))
    },
    async write(selector, text) {
      const field = (await sees(selector)) as HTMLInputElement
      field.focus()
      field.value = text
      field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text.at(-1) ?? null }))
    },
    async choose(selector, ...names) {
      const place = await until(selector, () => document.querySelector<HTMLElement>(selector))
      const chosen = new DataTransfer()
      for (const name of names) chosen.items.add(await fileOf(name))
      if (place instanceof HTMLInputElement) {
        place.files = chosen.files
        place.dispatchEvent(new Event('change', { bubbles: true }))
      } else place.dispatchEvent(new ClipboardEvent('paste', { clipboardData: chosen, bubbles: true }))
    },
    async key(selector, key) {
      const element = await sees(selector)
      element.focus()
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    },
  }
}

async function fileOf(name: string): Promise<File> {
  if (!name.endsWith('.png')) return new File([name.repeat(900)], name, { type: 'text/plain' })
  const canvas = new OffscreenCanvas(480, 360)
  const drawing = canvas.getContext('2d')
  if (!drawing) throw new Error('no canvas')
  drawing.fillStyle = '#7fb3d5'
  drawing.fillRect(0, 0, 480, 360)
  drawing.fillStyle = '#1b4f72'
  drawing.fillRect(60, 180, 240, 180)
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' })
}
