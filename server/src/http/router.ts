import { ChatError } from '@imbachat/protocol'
import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import { createAttempts } from '../chat/attempts.ts'
import type { DashboardPrincipal } from '../chat/principal.ts'
import { sessionCookieName } from '../dashboard/accounts/auth-settings.ts'
import type { ApiDeps } from './api/endpoint.ts'
import { apiRoutes } from './api/index.ts'
import type { Assets } from './assets.ts'
import { cmsRoutes } from './cms/index.ts'
import { dashboardPrincipal } from './dashboard/dashboard-principal.ts'
import type { DashboardDeps } from './dashboard/endpoint.ts'
import { dashboardRoutes } from './dashboard/index.ts'
import { dashboardPage } from './dashboard-page.ts'
import { fileRoutes } from './file-transfer/index.ts'
import { healthRoutes, type Readiness } from './health.ts'
import { type MailRoutesDeps, mailRoutes } from './mail/index.ts'
import { openapiRoute } from './openapi.ts'
import { pageRoutes } from './page/index.ts'
import { type MailPagesDeps, mailPages } from './page/mail-pages.ts'
import { pageDeps } from './page/page-deps.ts'
import { type PushRoutesDeps, pushRoutes } from './push/index.ts'
import { type BareRouterDeps, bareRouter, type Router } from './routing/bare-router.ts'
import { type SiteApiDeps, siteApiRoutes } from './site-api/index.ts'

/** Calls to a site that one account may ask for by hand. */
const SITE_CALLS = { max: 30, windowMs: 60_000 }

export interface RouterDeps
  extends Omit<
      DashboardDeps,
      'takeSiteCall' | 'takeChange' | 'takeSearch' | 'takeMail' | 'online' | 'config' | 'rates'
    >,
    Omit<SiteApiDeps, 'people'>,
    Pick<MailPagesDeps, 'mailLinks' | 'mailRows' | 'replies'>,
    Pick<ApiDeps, 'repeatedCalls' | 'events'>,
    BareRouterDeps {
  readiness(): Promise<Readiness>
  assets: Assets
  /** null or missing: browsers get no notifications */
  push?: (Omit<PushRoutesDeps, 'chat' | 'push'> & { publicKey: string; browsers: PushRoutesDeps['push'] }) | null
  /** null or missing, or without a secret: no mail server hands mail in */
  mailIn?: { mailIntake: MailRoutesDeps['mailIntake']; secret: string | undefined } | null
}

/** Everything over HTTP but the socket. Give each request's visitor as `fetch(request, { address })`. */
export function createRouter(deps: RouterDeps): Router {
  const { assets, config } = deps
  const { rates, limits } = deps.chat
  const { buckets } = rates
  const siteCalls = createAttempts({ buckets: buckets('calls to sites'), ...SITE_CALLS })
  const perMinute = (max: number, kind: string) =>
    createAttempts({
      buckets: buckets(`dashboard ${kind}`),
      max,
      windowMs: 60_000,
      message: `At most ${max} ${kind} a minute.`,
    })
  const changes = perMinute(limits.DASHBOARD_CHANGES_PER_MINUTE, 'changes')
  const searches = perMinute(limits.DASHBOARD_SEARCHES_PER_MINUTE, 'searches')
  const mails = createAttempts({
    buckets: buckets('invitations by mail'),
    max: limits.INVITE_MAILS_PER_HOUR,
    windowMs: 3_600_000,
  })
  const app = bareRouter(deps)
  healthRoutes(app, deps)
  const dashboard = {
    ...deps,
    rates,
    takeSiteCall: ({ account_id }: DashboardPrincipal) => siteCalls.take(account_id),
    online: (widget_id: number) => deps.chat.presence.online(widget_id),
    takeChange: ({ account_id }: DashboardPrincipal) => changes.take(account_id),
    takeSearch: ({ account_id }: DashboardPrincipal) => searches.take(account_id),
    takeMail: ({ account_id }: DashboardPrincipal) => mails.take(account_id),
  }
  dashboardRoutes(app, dashboard)
  siteApiRoutes(app, deps)
  apiRoutes(app, dashboard)
  cmsRoutes(app, deps)
  fileRoutes(app, {
    ...deps,
    async moderatorOf(headers, widget_id) {
      const person = await dashboardPrincipal(deps, headers).catch((error: unknown) => {
        if (error instanceof ChatError) return null
        throw error
      })
      const role = person && (await deps.team.roleOf(person.actor, widget_id))
      return person && role && mayActAs(role, 'moderator') ? person.actor.account_id : null
    },
  })
  dashboardPage(app, { assets })
  const push = deps.push ?? null
  if (push) pushRoutes(app, { chat: deps.chat, push: push.browsers, noteUse: push.noteUse })
  const { mailIn } = deps
  if (mailIn?.secret !== undefined) mailRoutes(app, { ...mailIn, secret: mailIn.secret, limits })
  app.route('/', pageRoutes(pageDeps(deps)))
  app.route('/', mailPages({ ...deps, publicUrl: config.publicUrl }))
  openapiRoute(app, { publicUrl: config.publicUrl, cookieName: sessionCookieName(config.publicUrl) })
  return app
}
