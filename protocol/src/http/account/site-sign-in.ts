import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from '../widget/widgets.ts'
import { session } from './session.ts'

/** Address to which the site's admin posts a form with the one field `token`. */
export const SITE_SIGN_IN_PATH = '/dashboard/from-site'

/** Roles that a site may give to its people. An owner has an account. */
export const SITE_ROLES = ['viewer', 'moderator', 'admin'] as const
export type SiteRole = (typeof SITE_ROLES)[number]

/** Seconds from `iat` to `exp`, at most; and how far a site's clock may be ahead of ours. */
export const SITE_TOKEN_SECONDS = { life: 60, ahead: 30 } as const

/** An address of the site's admin. Comes out as a browser writes it. */
const backTo = z
  .string()
  .trim()
  .max(2048, 'must have at most 2048 characters')
  .transform((typed, context) => {
    const url = URL.parse(typed)
    const isFit = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash
    if (isFit) return url.href
    const message = 'must be an address such as https://shop.example/admin, without a user name and a #fragment'
    context.issues.push({ code: 'custom', message, input: typed })
    return z.NEVER
  })

const settings = z.strictObject({
  most_role: z.enum(SITE_ROLES).describe('the highest role that a token may ask for'),
  back_to: z
    .array(backTo)
    .min(1, 'must have at least one address')
    .max(20, 'must have at most 20 addresses')
    .describe("addresses of the site's admin: a token names one, and only pages of their origins may sign in"),
})

const view = z
  .object({
    on: z.boolean(),
    most_role: z.enum(SITE_ROLES),
    back_to: z.array(z.string()),
    created_at: z.int().nullable().describe('of the key; null: off'),
    used_at: z.int().nullable().describe('when a person last signed in'),
    action: z.string().describe("where the site's form posts to"),
    audience: z.string().describe('the claim aud'),
  })
  .meta({ id: 'SiteSignIn' })
export type SiteSignInView = z.output<typeof view>

const base = '/widgets/{widget_id}/site-sign-in'
const ofOwners = { access: 'owner', bySite: false, params: widgetParams } as const
const withKey = z.object({ site_sign_in: view, key: z.string().describe('only here it is shown') })

const ticket = z.string().max(100).describe('what stands behind # in the address that the form led to')

export const siteSignInOperations = operations(DASHBOARD_API, {
  'site_sign_in.get': {
    ...ofOwners,
    method: 'get',
    path: base,
    summary: "Whether people sign in from the site's admin, and how far",
    result: z.object({ site_sign_in: view }),
  },
  'site_sign_in.turn_on': {
    ...ofOwners,
    method: 'post',
    path: `${base}/on`,
    summary: 'Turn it on and make its key; if it is on already, the key and all its sessions end',
    body: settings,
    result: withKey,
  },
  'site_sign_in.change': {
    ...ofOwners,
    method: 'post',
    path: base,
    summary: 'Change the highest role and the addresses; both count at once, also for open sessions',
    body: settings,
    result: z.object({ site_sign_in: view }),
  },
  'site_sign_in.turn_off': {
    ...ofOwners,
    method: 'post',
    path: `${base}/off`,
    summary: 'Turn it off; the key and all its sessions end',
    result: z.object({ site_sign_in: view }),
  },
  'site_sign_in.look': {
    method: 'post',
    path: '/from-site/look',
    summary: 'Who would be signed in by a ticket',
    access: 'open',
    audit: false,
    body: z.strictObject({ ticket }),
    result: z.object({
      account_id: z.string().describe('that the session will have'),
      widget_name: z.string(),
      person: z.string(),
      role: z.enum(SITE_ROLES),
      back_to: z.string(),
    }),
    errors: ['invite_invalid'],
  },
  'site_sign_in.finish': {
    method: 'post',
    path: '/from-site',
    summary:
      "Use a ticket, once: sets the cookie of a session of one widget, and ends the browser's session of an account",
    access: 'open',
    audit: true,
    body: z.strictObject({ ticket }),
    result: session,
    errors: ['invite_invalid'],
  },
})
