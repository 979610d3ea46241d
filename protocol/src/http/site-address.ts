import { z } from 'zod'
import { originPatternProblem } from '../origins.ts'

/**
 * The origin of pages that may embed a chat, as an owner types it: scheme, host, port; `https://*.shop.example` for all
 * subdomains. Comes out as a browser writes it in `Origin`: lower case, punycode, no default port.
 */
export const siteOrigin = z
  .string()
  .trim()
  .max(300, 'must have at most 300 characters')
  .transform((typed, context) => {
    const problem = originPatternProblem(typed)
    if (problem === null) return new URL(typed).origin
    context.issues.push({ code: 'custom', message: problem, input: typed })
    return z.NEVER
  })

/**
 * Where the server asks the site for its users. `{ids}` marks the place of the ids (contract section 3); without the mark
 * they go into the query as `user_ids`. Kept as typed, since a URL parser would encode the mark.
 */
export const usersInfoUrl = z
  .string()
  .trim()
  .max(2048, 'must have at most 2048 characters')
  .superRefine((typed, context) => {
    const problem = usersInfoUrlProblem(typed)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })

function usersInfoUrlProblem(typed: string): string | null {
  if (!/^https?:\/\//i.test(typed)) return 'must begin with https:// or http://, such as https://shop.example/api/users'
  if (/\s/.test(typed) || !URL.canParse(typed)) return 'must be an address such as https://shop.example/api/users'
  const url = new URL(typed)
  if (url.username || url.password) {
    return 'must not carry a name or password: API login and API password are sent with every call'
  }
  if (url.hash || typed.includes('#')) return 'must have no #fragment: it is never sent to a server'
  const marks = typed.split('{ids}').length - 1
  if (marks > 1) return 'may have {ids} once'
  // A parser skips further slashes, and then what follows them is the host.
  const authority = typed.replace(/^https?:[/\\]+/i, '').split(/[/\\?]/, 1)[0] ?? ''
  if (/[{}*]/.test(authority)) return 'must have no mark in its host'
  return null
}
