import { afterAll } from 'bun:test'

/**
 * Resources that the files of one test run share (a browser, a chat): the first file that needs one creates it, and the
 * run ends it.
 */
const endings: (() => Promise<unknown>)[] = []

/** Ends in the opposite order of making. */
export function afterTheRun(end: () => Promise<unknown>): void {
  endings.unshift(end)
}

// This file is preloaded by bunfig.toml: an `afterAll` there belongs to the whole run.
afterAll(async () => {
  for (const end of endings.splice(0)) await end()
})
