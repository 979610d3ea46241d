import type { OpenAPIHono } from '@hono/zod-openapi'
import { SITE_SIGN_IN_PATH } from '@imbachat/protocol/http/account/site-sign-in'
import type { SiteSignInProblem } from '@imbachat/protocol/http/account/site-sign-in-problems'
import { z } from 'zod'
import { createAttempts } from '../../../chat/attempts.ts'
import { SiteSignInRefused, widgetOf } from '../../../dashboard/site-sign-in/sign-in-token.ts'
import type { HttpEnv } from '../../http-env.ts'
import { bodyCap } from '../../middleware/body-cap.ts'
import type { DashboardDeps } from '../endpoint.ts'

/** Forms of one address: a whole office signs in behind one. */
const FORMS = { max: 120, windowMs: 15 * 60_000 }

/**
 * The form of the site's admin: a page of another site sends the browser here, so no cookie comes along and none is
 * set. The answer leads to the dashboard's own page, which has a ticket behind `#`, or the reason of the refusal.
 */
export function fromSite(app: OpenAPIHono<HttpEnv>, { siteSignIn, rates, log }: DashboardDeps): void {
  const forms = createAttempts({ buckets: rates.buckets('site sign-in forms'), ...FORMS })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: SITE_SIGN_IN_PATH,
    operationId: 'site_sign_in.post',
    summary: "Sign in from the site's admin by a form",
    request: {
      body: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: z.object({ token: z.string().max(8192) }) } },
      },
    },
    responses: { 303: { description: 'to the dashboard, with a ticket or the reason of the refusal behind #' } },
  })
  app.post(SITE_SIGN_IN_PATH, bodyCap, async (c) => {
    const arrive = (mark: string) => {
      c.header('cache-control', 'no-store')
      return c.redirect(`/dashboard/enter#${mark}`, 303)
    }
    const token = await tokenOf(c.req.raw)
    try {
      forms.take(c.env.address)
    } catch {
      return refused('too_many')
    }
    try {
      return arrive(await siteSignIn.accept(token, c.req.header('origin') ?? null))
    } catch (error) {
      if (error instanceof SiteSignInRefused) return refused(error.problem)
      throw error
    }

    function refused(problem: SiteSignInProblem) {
      if (problem !== 'too_many')
        log.warn('a sign-in from a site was refused', { widget_id: claimedWidget(token), problem })
      return arrive(`refused:${problem}`)
    }
  })
}

async function tokenOf(request: Request): Promise<string> {
  const isForm = request.headers.get('content-type')?.split(';', 1)[0]?.trim() === 'application/x-www-form-urlencoded'
  return isForm ? (new URLSearchParams(await request.text()).get('token') ?? '') : ''
}

/** For the log, so that the site's developer finds the line. */
function claimedWidget(token: string): number | null {
  try {
    return widgetOf(token).widget_id
  } catch {
    return null
  }
}
