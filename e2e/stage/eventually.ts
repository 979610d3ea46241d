import { isDeepStrictEqual } from 'node:util'
import { eventually } from '../../sdk/src/testing/until.ts'

export { eventually, PATIENCE_MS } from '../../sdk/src/testing/until.ts'

/** Where something is, once two looks find it in the same place. */
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
