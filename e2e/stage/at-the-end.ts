import { afterAll } from 'bun:test'

/** What files of one test run share (a browser, a chat) is made by the first that needs it and ended after the last. */
const endings: (() => Promise<unknown>)[] = []

/** Ends in the opposite order of making. */
export function atTheEnd(end: () => Promise<unknown>): void {
  endings.unshift(end)
}

// This file is preloaded by bunfig.toml: an `afterAll` there belongs to the whole run.
afterAll(async () => {
  for (const end of endings.splice(0)) await end()
})
