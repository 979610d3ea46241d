import { z } from 'zod'
import { originPatternProblem } from '../../page/origins.ts'

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
 * The address of the site's users. `{ids}` is replaced by their ids; without it the ids go into the query as
 * `user_ids`. Stored as typed, since a URL parser would encode the braces.
 */
export const usersInfoUrl = siteUrl('{ids}', { required: false })

/** The address of the site's search for people by a part of their name, which replaces `{query}`. */
export const searchUsersUrl = siteUrl('{query}', { required: true })

/** The address of a user's friends on the site; the user's id replaces `{user_id}`. */
export const friendsUrl = siteUrl('{user_id}', { required: true })

/** The address of the site's program that decides about each message. */
export const beforeSendUrl = siteUrl(null, { required: false })

/** The address to which the server posts mails, if the site sends them itself. */
export const notifyUrl = siteUrl(null, { required: false })

/** A page of the site that has the chat. Its fragment is that of the message that is opened. */
export const chatPageUrl = siteUrl(null, { required: false })

function siteUrl(mark: string | null, { required }: { required: boolean }) {
  return z
    .string()
    .trim()
    .max(2048, 'must have at most 2048 characters')
    .superRefine((typed, context) => {
      const marks = mark === null ? 0 : typed.split(mark).length - 1
      const problem = siteUrlProblem(typed) ?? (marks > 1 ? `must contain ${mark} at most once` : null)
      const missing = required && marks === 0 ? `must have ${mark}, such as https://shop.example/api/${mark}` : null
      if (problem ?? missing) context.addIssue({ code: 'custom', message: problem ?? missing ?? '' })
    })
}

function siteUrlProblem(typed: string): string | null {
  if (!/^https?:\/\//i.test(typed)) return 'must begin with https:// or http://, such as https://shop.example/api/users'
  if (/\s/.test(typed) || !URL.canParse(typed)) return 'must be an address such as https://shop.example/api/users'
  const url = new URL(typed)
  if (url.username || url.password) {
    return 'must not contain a user name or password; the API login and password are sent with every request'
  }
  if (url.hash || typed.includes('#')) return 'must not contain a #fragment'
  // A parser skips further slashes, and then what follows them is the host.
  const authority = typed.replace(/^https?:[/\\]+/i, '').split(/[/\\?]/, 1)[0] ?? ''
  if (/[{}*]/.test(authority)) return 'must not contain {, } or * in the host'
  return null
}
