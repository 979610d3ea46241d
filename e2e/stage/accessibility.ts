import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Frame, Page } from 'playwright-core'

/** in the frame, once its source ran there */
declare const axe: { run(context: object, options: object): Promise<{ violations: Fault[] }> }

interface Fault {
  id: string
  impact: string | null
  tags: string[]
  nodes: { html: string }[]
}

/** The short one is less than half of what `axe-core` exports as its source, and each frame reads it again. */
const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/**
 * Rules of accessibility that the frame breaks, without the frames in it. (Playwright's AxeBuilder takes twice as long:
 * it brings the half megabyte of axe again each time, and describes what is in order.)
 * @param options of axe
 * @param without what this selector finds is left out
 */
export async function axeFaults(frame: Frame, options: object = {}, without?: string): Promise<Fault[]> {
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axeSource)
  const context = without === undefined ? {} : { exclude: [[without]] }
  return frame.evaluate(
    async ([context, options]) =>
      (await axe.run({ include: [['html']], ...context }, { ...options, resultTypes: ['violations'], iframes: false }))
        .violations,
    [context, options] as const,
  )
}

export const isGrave = ({ impact }: Pick<Fault, 'impact'>) => impact === 'serious' || impact === 'critical'

export const CONTRAST = { runOnly: { type: 'rule', values: ['color-contrast'] } }

/**
 * Rules of accessibility that the frame breaks gravely.
 * @param chosen else the first chat frame of the page
 */
export async function faults({ page }: { page: Page }, chosen?: Frame | null): Promise<string[]> {
  const frame = chosen ?? page.frames().find((one) => one.url().includes('/frame?'))
  if (!frame) throw new Error('the page has no chat in it')
  // an element that fades in has no final colour yet; an animation without an end is not waited for
  await frame.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity),
  )
  const grave = (await axeFaults(frame)).filter(isGrave)
  return grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
