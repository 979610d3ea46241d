import { source as axeSource } from 'axe-core'
import type { Frame, Page } from 'playwright-core'

/** in the frame, once its source ran there */
declare const axe: { run(options: object): Promise<{ violations: Fault[] }> }

interface Fault {
  id: string
  impact: string | null
  nodes: { html: string }[]
}

/** Puts the engine into the frame, once: it is half a megabyte. */
export async function bringAxe(frame: Frame): Promise<void> {
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axeSource)
}

/**
 * Rules of accessibility that the frame breaks gravely. (AxeBuilder gives a frame one second to take the engine, and
 * else skips it.)
 * @param chosen else the first chat frame of the page
 */
export async function faults({ page }: { page: Page }, chosen?: Frame | null): Promise<string[]> {
  const frame = chosen ?? page.frames().find((one) => one.url().includes('/frame?'))
  if (!frame) throw new Error('the page has no chat in it')
  // what is still fading in has no colour of its own yet; what moves forever does not end
  await frame.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity),
  )
  await bringAxe(frame)
  // what is in order is not described, nor sent here
  const violations = await frame.evaluate(async () => (await axe.run({ resultTypes: ['violations'] })).violations)
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
