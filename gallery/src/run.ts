import { allDrawn, allKnown } from './drawn.ts'
import { createHand, type HandOptions } from './hand.ts'
import type { Hand } from './look.ts'
import { sayReady } from './ready.ts'
import { settled } from './settled.ts'

/** Loaded before a view is judged: a font that comes later moves lines without a change of the document. */
const FONTS = [
  ['Noto Sans', 'Aя'],
  ['Noto Sans Mono', 'A'],
  ['Noto Sans Arabic', 'ي'],
  ['Noto Emoji', '👍❤😂🎉😢🔥👏🙏'],
] as const

/** Brings the page to its state, and reports when it is there, to the test that takes its picture. */
export async function run(
  given: HandOptions & {
    show: ((hand: Hand) => Promise<void>) | undefined
    /** requests of the page that the sample does not know */
    unknown: () => string[]
  },
): Promise<void> {
  const problems: string[] = []
  globalThis.addEventListener('error', ({ message }: ErrorEvent) => problems.push(message))
  globalThis.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) =>
    problems.push(String(reason)),
  )
  try {
    await Promise.all(FONTS.map(([font, text]) => document.fonts.load(`16px "${font} Variable"`, text)))
    if (given.show) {
      await settled(given.isWaiting)
      await given.show(createHand(given))
    }
    await settled(given.isWaiting)
    // it would be taken away by a timer
    document.querySelector('.log.scrolling')?.classList.remove('scrolling')
  } catch (error) {
    problems.push(String(error))
  }
  problems.push(...given.unknown().map((name) => `the sample has no answer to ${name}`))
  sayReady({ problem: problems.join('\n') || null, drawn: allDrawn(), known: allKnown() })
}
