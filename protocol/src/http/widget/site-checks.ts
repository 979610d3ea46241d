import { z } from 'zod'
import { userId } from '../../ids.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { friendsUrl, searchUsersUrl, usersInfoUrl } from './site-address.ts'
import { widgetParams } from './widgets.ts'

/** A finding for the owner: a stable code for translations, its English sentence, and the values in the sentence. */
const finding = z.object({
  code: z.string(),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** The result of a call of the Users info URL, such that its owner knows what to do. */
export const connectionReport = z
  .object({
    ok: z.boolean(),
    problem: z.string().nullable().describe('stable code of what is wrong; null: nothing'),
    message: z.string().describe('the same in plain words'),
    params: finding.shape.params.describe('what `message` was filled with, to translate it by `problem`'),
    url: z.string().nullable().describe('what was called'),
    status: z.int().nullable().describe('HTTP status of the answer; null: none came'),
    elapsed_ms: z.int().nullable(),
    body_start: z.string().nullable().describe('the first characters of an answer that could not be used'),
    users: z
      .array(
        z.object({
          user_id: z.string(),
          name: z.string(),
          avatar_url: z.string().nullable(),
          profile_url: z.string().nullable(),
        }),
      )
      .describe('what the site told'),
    warnings: z.array(finding).describe('what works but should be put right'),
  })
  .meta({ id: 'ConnectionReport' })

export type ConnectionReport = z.output<typeof connectionReport>

/** The check of a pasted token. */
export const tokenReport = z
  .object({
    ok: z.boolean(),
    problem: z.string().nullable().describe('error code that a page with this token would get; null: it is accepted'),
    message: z.string().describe('the same in plain words'),
    mistake: finding
      .nullable()
      .describe('what was probably done wrong when the token was made; null: nothing, or no guess'),
    checks: z
      .array(
        finding.extend({ passed: z.boolean().nullable().describe('null: an earlier failure left nothing to look at') }),
      )
      .describe('every rule of a token, in the order they are applied'),
    user_id: z.string().nullable(),
    guest: z.boolean().describe('accepted, but as a visitor who is not logged in'),
    expires_at: z.int().nullable().describe('milliseconds since 1970'),
    signed_with: z.enum(['current', 'previous']).nullable().describe('which of the live secret keys signed it'),
    header: z.string().nullable().describe('its first part, decoded'),
    payload: z.string().nullable().describe('its second part, decoded'),
  })
  .meta({ id: 'TokenReport' })

export type TokenReport = z.output<typeof tokenReport>

/** A result of the check of a page that embeds the chat. */
const pageFinding = z
  .object({
    check: z.string().describe('what was looked at; short and stable'),
    status: z.enum(['ok', 'warning', 'problem']).describe('`problem`: the chat does not work there'),
    code: z.string().describe('stable code, to translate by'),
    params: finding.shape.params.describe('what the sentences were filled with'),
    found: z.string().describe('one sentence'),
    fix: z.string().optional().describe('advice; with every warning and problem'),
  })
  .meta({ id: 'PageFinding' })

export type PageFinding = z.output<typeof pageFinding>

/** The results of the chat's own last calls of the Users info URL. */
export const siteStatus = z
  .object({
    last_success_at: z
      .int()
      .nullable()
      .describe('milliseconds since 1970; null: none since the server started or the address changed'),
    last_failure: z
      .object({
        at: z.int().describe('milliseconds since 1970'),
        since: z.int().describe('when the first failure in this row was, milliseconds since 1970'),
        count: z.int().describe('failures in a row'),
        problem: z.string().describe('stable code'),
        message: z.string(),
      })
      .nullable()
      .describe('null: the last call went well, or none was made'),
  })
  .meta({ id: 'SiteStatus' })

export type SiteStatus = z.output<typeof siteStatus>

/** Of any page of a site: its address is written into no widget. */
const pageUrl = z
  .string()
  .trim()
  .max(2000, 'must have at most 2000 characters')
  .refine(
    (typed) => /^https?:\/\//i.test(typed) && URL.canParse(typed),
    'must be an address that begins with http:// or https://',
  )

export const siteCheckOperations = operations(DASHBOARD_API, {
  'site.connection_test': {
    method: 'post',
    path: '/widgets/{widget_id}/connection-test',
    summary: 'Call the Users info URL for one user and tell what came back',
    access: 'admin',
    audit: false,
    params: widgetParams,
    body: z.strictObject({
      user_id: userId,
      users_info_url: usersInfoUrl.optional().describe('try this one instead of the stored'),
    }),
    result: z.object({ report: connectionReport }),
  },
  'site.search_test': {
    method: 'post',
    path: '/widgets/{widget_id}/search-test',
    summary: 'Call a URL of people search and tell what came back',
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    body: z.strictObject({
      search_users_url: searchUsersUrl,
      query: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
    }),
    result: z.object({ report: connectionReport }),
  },
  'site.friends_test': {
    method: 'post',
    path: '/widgets/{widget_id}/friends-test',
    summary: "Call a URL of a user's friends and tell what came back",
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    body: z.strictObject({ friends_url: friendsUrl, user_id: userId }),
    result: z.object({ report: connectionReport }),
  },
  'site.page_check': {
    method: 'post',
    path: '/widgets/{widget_id}/page-check',
    summary: 'Read a page of the site and tell what it lacks for the chat, as `imbachat doctor --site` does',
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    body: z.strictObject({ url: pageUrl }),
    result: z.object({ findings: z.array(pageFinding) }),
  },
  'site.token_test': {
    method: 'post',
    path: '/widgets/{widget_id}/token-test',
    summary: 'Read a user token and tell what is wrong with it',
    access: 'admin',
    audit: false,
    params: widgetParams,
    body: z.strictObject({ token: z.string().max(8192, 'must have at most 8192 characters') }),
    result: z.object({ report: tokenReport }),
  },
  'site.status': {
    method: 'get',
    path: '/widgets/{widget_id}/site-status',
    summary: 'How the last calls to the site went',
    access: 'viewer',
    params: widgetParams,
    result: z.object({ status: siteStatus }),
  },
})
