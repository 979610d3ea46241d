import type { Page } from 'playwright-core'

/**
 * Milliseconds that the phone of our promises needs for `work`: four times what a desk machine of 3 GHz needs. The
 * machine of the tests may be slower than that one, so it is slowed down by less.
 */
const WORK_ON_PHONE_MS = 7.2

/** The slowdown of the design's target. A quick machine does this work ten times as fast, but does not draw so. */
const MOST = 4

/** The factor by which the simulated phone is slower than this machine at the moment: from 1 to 4. */
export async function timesSlower(page: Page): Promise<number> {
  return Math.min(MOST, Math.max(1, WORK_ON_PHONE_MS / (await page.evaluate(leastTimeOfWork))))
}

/**
 * Time of typical work of a chat, in milliseconds: objects are created, written, read and sorted. The least of many
 * runs.
 */
function leastTimeOfWork(): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 60; run++) {
    const started = performance.now()
    const messages = Array.from({ length: 2_000 }, (_, n) => ({ id: n, text: `message ${n}`, at: (n * 7_919) % 2_003 }))
    const read = JSON.parse(JSON.stringify(messages)) as typeof messages
    const byText = new Map(read.sort((a, b) => a.at - b.at).map((message) => [message.text, message]))
    if (byText.size === messages.length) least = Math.min(least, performance.now() - started)
  }
  return least
}
