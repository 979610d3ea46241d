import { z } from 'zod'
import { originPatternProblem } from '../../page/origins.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from './widgets.ts'

/** Letters and digits of a code, without those that look alike: 0 and O, 1, I and L. */
export const CONNECT_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** Characters of a code: 99 random bits. */
export const CONNECT_CODE_LENGTH = 20

/** A code as people paste it: case, spaces and dashes do not count. */
const connectCode = z
  .string()
  .max(64, 'must have at most 64 characters')
  .transform((typed) => typed.replaceAll(/[\s-]/g, '').toUpperCase())

/**
 * The address of a site's start page: `https://shop.example`, `https://shop.example/blog`. Comes out without a slash at
 * its end.
 */
const siteUrl = z
  .string()
  .trim()
  .max(300, 'must have at most 300 characters')
  .transform((typed, context) => {
    const problem = siteUrlProblem(typed)
    if (problem === null) return new URL(typed).href.replace(/\/+$/, '')
    context.issues.push({ code: 'custom', message: problem, input: typed })
    return z.NEVER
  })

function siteUrlProblem(typed: string): string | null {
  const origin = URL.canParse(typed) ? new URL(typed).origin : typed
  if (/[?#{}*]/.test(typed)) return 'must be the address of the start page, without ?, #, { } and *'
  if (URL.canParse(typed) && (new URL(typed).username || new URL(typed).password)) {
    return 'must not contain a user name or password'
  }
  return originPatternProblem(origin)
}

export const connection = z
  .object({
    site_url: z.string().describe('the start page that the plugin named'),
    connected_at: z.int().describe('milliseconds since 1970'),
  })
  .meta({ id: 'Connection' })

export type Connection = z.output<typeof connection>

/** Not the dashboard's: the plugin calls it from the site's server. */
export const { 'connect.redeem': connectRedeem } = operations('/api/connect/v1', {
  'connect.redeem': {
    method: 'post',
    path: '/redeem',
    summary: "Exchange a one-time code for the widget's keys; the widget then asks this site for its users",
    access: 'open',
    body: z.strictObject({ code: connectCode, site_url: siteUrl }),
    result: z.object({
      dev_id: z.int(),
      secret_key: z.string(),
      api_login: z.string(),
      api_password: z.string(),
    }),
    errors: ['forbidden'],
  },
})

export const connectOperations = operations(DASHBOARD_API, {
  'connect.create_code': {
    method: 'post',
    path: '/widgets/{widget_id}/connect-code',
    summary: 'Create the code that connects a CMS plugin; an earlier code that was not used ends',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    status: 201,
    result: z.object({
      code: z.string().describe('shown once; works once'),
      expires_at: z.int().describe('milliseconds since 1970'),
    }),
  },
  'connect.status': {
    method: 'get',
    path: '/widgets/{widget_id}/connection',
    summary: 'Which site a plugin has connected to this widget',
    access: 'viewer',
    params: widgetParams,
    result: z.object({ connection: connection.nullable().describe('null: no plugin has used a code yet') }),
  },
})
