import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  MONITOR_STREAM,
  type MonitorQuery,
  monitorEvent,
  monitorQuery,
} from '@imbachat/protocol/http/moderation/monitor'
import { MODERATION_STREAM, waiting } from '@imbachat/protocol/http/moderation/reports'
import { widgetParams } from '@imbachat/protocol/http/widget/widgets'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { mustActAs } from '../../dashboard/team/roles.ts'
import type { HttpEnv } from '../http-env.ts'
import { parseAddress } from '../read-input.ts'
import { dashboardPrincipal } from './dashboard-principal.ts'
import type { DashboardDeps } from './endpoint.ts'
import { eventStream } from './event-stream.ts'
import { filterOf } from './moderation/monitor.ts'

/** Streams for moderators, as server-sent events: new messages of users, and the state of the queue. */
export function dashboardStreams(app: OpenAPIHono<HttpEnv>, deps: DashboardDeps): void {
  const { monitor, waitingWork, clock } = deps
  describe(app, 'monitor.stream', MONITOR_STREAM, 'What users write, as server-sent events', monitorEvent, monitorQuery)
  app.get(routeOf(MONITOR_STREAM), async (c) => {
    const { widget_id, moderator } = askedBy(c, deps)
    const actor = await moderator()
    const query = parseAddress(monitorQuery, c.req.query()) as MonitorQuery
    const { session } = query
    /** messages dropped for a slow reader, not reported to them yet */
    let missed = 0
    return eventStream(c, {
      clock,
      begin: (write) =>
        monitor.watch(actor, widget_id, {
          session,
          filter: filterOf(query),
          send({ messages, dropped }) {
            const event = { messages, dropped: dropped + missed }
            missed = write(event) ? 0 : event.dropped + messages.length
          },
        }),
      // the reason has its time, too
      mayStay: async () => monitor.mustHaveReason(await moderator(), widget_id, session),
    })
  })
  describe(app, 'moderation.stream', MODERATION_STREAM, 'How much waits for moderators, after each change', waiting)
  app.get(routeOf(MODERATION_STREAM), async (c) => {
    const { widget_id, moderator } = askedBy(c, deps)
    const actor = await moderator()
    return eventStream(c, {
      clock,
      begin: (send) => waitingWork.watch(actor, widget_id, send),
      mayStay: moderator,
    })
  })
}

const routeOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** The widget of the path, and a look at who asks. */
function askedBy(c: Context<HttpEnv>, deps: DashboardDeps) {
  const { widget_id } = parseAddress(widgetParams, c.req.param()) as { widget_id: number }
  /** @throws ChatError not_authenticated, not_found, forbidden */
  const moderator = async (): Promise<DashboardPrincipal> => {
    const { actor } = await dashboardPrincipal(deps, c.req.raw.headers)
    actor.role = mustActAs(await deps.team.roleOf(actor, widget_id), 'moderator', widget_id)
    return actor
  }
  return { widget_id, moderator }
}

function describe(
  app: OpenAPIHono<HttpEnv>,
  operationId: string,
  path: string,
  summary: string,
  event: z.ZodType,
  query?: z.ZodObject,
): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    operationId,
    summary,
    security: [{ actor: [] }],
    request: { params: widgetParams, ...(query && { query }) },
    responses: {
      200: {
        description: 'each event is a JSON object in one `data` line',
        content: { 'text/event-stream': { schema: event } },
      },
    },
  })
}
