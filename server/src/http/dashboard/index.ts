import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError } from '@imbachat/protocol'
import {
  DASHBOARD_API,
  type DashboardOperationId,
  dashboardOperations,
  isBySite,
  leastRole,
  needsSession,
  type Operation,
} from '@imbachat/protocol/http/dashboard'
import type { Context } from 'hono'
import { mustActAs } from '../../dashboard/team/roles.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyCap } from '../middleware/body-cap.ts'
import { sameOrigin } from '../middleware/same-origin.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { nothingHere } from '../nothing-here.ts'
import { describeOperation } from '../openapi.ts'
import { readInput, readParams } from '../read-input.ts'
import { fromSite } from './account/from-site.ts'
import { auditFiles } from './audit-file.ts'
import { dashboardPrincipal } from './dashboard-principal.ts'
import type { Act, Acts, DashboardDeps, EndpointRequest } from './endpoint.ts'
import { everyAct } from './every-act.ts'
import { recorded } from './record-act.ts'
import { dashboardStreams } from './streams.ts'

/** The handler of each operation. A described operation without a handler does not compile. */
const acts: Acts<typeof dashboardOperations> = everyAct

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': API_POLICY,
  'cross-origin-resource-policy': 'same-origin',
}

/** The dashboard's API: only for our own page, as the account of the session's cookie. */
export function dashboardRoutes(app: OpenAPIHono<HttpEnv>, deps: DashboardDeps): void {
  app.use(`${DASHBOARD_API}/*`, bodyCap, sameOrigin(deps.config))
  dashboardStreams(app, deps)
  auditFiles(app, deps)
  fromSite(app, deps)
  for (const [id, operation] of Object.entries(dashboardOperations)) {
    register(app, operation, acts[id as DashboardOperationId] as unknown as Act<Operation>, deps)
  }
}

function register(app: OpenAPIHono<HttpEnv>, operation: Operation, act: Act<Operation>, deps: DashboardDeps): void {
  const least = leastRole(operation)
  describeOperation(app, operation)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.on(operation.method.toUpperCase(), path, async (c: Context<HttpEnv>) => {
    const caller = { headers: c.req.raw.headers, address: c.env.address }
    // The caller and their role are known before the request is looked at.
    const {
      actor,
      administrator,
      cookies: prolonged,
    } = needsSession(operation)
      ? await dashboardPrincipal(deps, caller.headers)
      : { actor: null, administrator: false, cookies: [] }
    // Answered like an address that does not exist: only administrators may see that there is an administration.
    if (operation.access === 'administrator' && !administrator) throw nothingHere()
    if (actor !== null && actor.site !== null && !isBySite(operation)) throw needsAccount()
    if (actor !== null && operation.method !== 'get') deps.takeChange(actor)
    const params = readParams(c, operation)
    if (actor !== null && least !== null) {
      const widget_id = params?.widget_id as number
      actor.role = mustActAs(await deps.team.roleOf(actor, widget_id), least, widget_id)
    }
    const input = { ...(await readInput(c, operation)), params }
    const answer = await recorded(deps.audit, operation, { actor, input, caller }, () =>
      act({ ...input, actor, caller } as EndpointRequest<Operation>, deps),
    )
    const { result, cookies = prolonged } = answer
    for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
    // The schema also filters the answer: a field that is not declared never leaves the server.
    return c.json(operation.result.parse(result) as object, operation.status, headers)
  })
}

const needsAccount = () =>
  new ChatError('forbidden', "this needs an account of the dashboard; yours is a sign-in from the site's admin")
