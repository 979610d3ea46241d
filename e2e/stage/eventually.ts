import { isDeepStrictEqual } from 'node:util'
import { eventually } from '../../sdk/src/testing/until.ts'

export { eventually, PATIENCE_MS } from '../../sdk/src/testing/until.ts'

/** Faults that are there for good. A screen that still moves, or gets its styles, is looked at again. */
export const lastingFaults = (look: () => Promise<string[]>): Promise<string[]> =>
  eventually(async () => {
    const faults = await look()
    if (faults.length > 0) throw new Error(faults.join('\n'))
    return faults
  }, 3_000).catch(look)

/** The result of `look`, once two looks in a row have the same one. */
export async function atRest<T>(look: () => Promise<T>): Promise<T> {
  let last = await look()
  return eventually(async () => {
    const now = await look()
    const before = last
    last = now
    if (!isDeepStrictEqual(now, before)) throw new Error(`it moves: ${JSON.stringify([before, now])}`)
    return now
  })
}
