import { z } from 'zod'
import { oneLine } from '../ids.ts'

const MAX_ADDRESS = 2048

/** The subject of a dialog, as a page or a site's server names it: an item, an order. */
export const contextGiven = z.strictObject({
  /** the site's own id of it: two users have one dialog for each */
  id: z
    .union([z.int(), z.string()], { error: 'must be a whole number or a string' })
    .transform(String)
    .pipe(oneLine(128)),
  title: oneLine(200),
  image: webAddress().nullable().default(null),
  /** the page that describes it */
  url: webAddress().nullable().default(null),
})
export interface ContextGiven extends z.output<typeof contextGiven> {}

/** An absolute address of the web in its normal form: nothing that runs, and no password. */
export function webAddress() {
  return z
    .string()
    .max(MAX_ADDRESS, `must have at most ${MAX_ADDRESS} characters`)
    .transform((text, check) => {
      const url = URL.canParse(text) ? new URL(text) : null
      const isPlain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
      if (isPlain && url.href.length <= MAX_ADDRESS) return url.href
      check.addIssue({ code: 'custom', message: 'must be an absolute http(s) address without user name and password' })
      return z.NEVER
    })
}
