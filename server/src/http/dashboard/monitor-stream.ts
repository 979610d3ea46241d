import type { OpenAPIHono } from '@hono/zod-openapi'
import { MONITOR_STREAM, type MonitorQuery, monitorEvent, monitorQuery } from '@imbachat/protocol/http/monitor'
import { widgetParams } from '@imbachat/protocol/http/widgets'
import { mustActAs } from '../../owner/team/roles.ts'
import type { HttpEnv } from '../http-env.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { nothingHere } from '../nothing-here.ts'
import { parse } from '../read-input.ts'
import type { DashboardDeps } from './endpoint.ts'
import { filterOf } from './monitor.ts'
import { ownerPrincipal } from './owner-principal.ts'

/** Milliseconds between two looks whether the person may still watch. The look also keeps proxies from cutting it. */
const LOOK_MS = 15_000

/**
 * What is written, as server-sent events. The person's session, role and reason are looked at again and again: a stream
 * lasts for hours, and meanwhile a moderator may lose the role, and the reason its time.
 */
export function monitorStream(app: OpenAPIHono<HttpEnv>, deps: DashboardDeps): void {
  const { team, monitor, clock } = deps
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: MONITOR_STREAM,
    operationId: 'monitor.stream',
    summary: 'What users write, as server-sent events',
    security: [{ owner: [] }],
    request: { params: widgetParams, query: monitorQuery },
    responses: {
      200: {
        description: 'each event is a JSON object in one `data` line',
        content: { 'text/event-stream': { schema: monitorEvent } },
      },
    },
  })
  app.get(MONITOR_STREAM.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    // a HEAD request gets here too, and nothing would ever end its stream
    if (c.req.method !== 'GET') throw nothingHere()
    const { headers } = c.req.raw
    const { widget_id: widgetId } = parse(widgetParams, c.req.param()) as { widget_id: number }
    const mayWatch = async () => {
      const { owner } = await ownerPrincipal(deps, headers)
      owner.role = mustActAs(await team.roleOf(owner, widgetId), 'moderator', widgetId)
      return owner
    }
    const owner = await mayWatch()
    const query = parse(monitorQuery, c.req.query()) as MonitorQuery
    const encoder = new TextEncoder()
    let ended = false
    let cancel = () => {}
    let write: (text: string) => boolean = () => false
    /** messages that the reader was too slow for, and has not been told of */
    let missed = 0
    let close = () => {}
    const end = await monitor.watch(owner, widgetId, {
      session: query.session,
      filter: filterOf(query),
      send({ messages, dropped }) {
        const event = { messages, dropped: dropped + missed }
        missed = write(`data: ${JSON.stringify(event)}\n\n`) ? 0 : event.dropped + messages.length
      },
    })
    const stop = () => {
      ended = true
      cancel()
      end()
    }
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        write = (text) => {
          // what a reader does not take is not kept: they see less, and the server waits for nobody
          const hasRoom = (controller.desiredSize ?? 0) > -MOST_WAITING
          if (hasRoom) controller.enqueue(encoder.encode(text))
          return hasRoom
        }
        close = () => {
          stop()
          controller.close()
        }
        // so that the browser knows at once that it is connected
        write(': watching\n\n')
        const look = async () => {
          const mayStay = await mayWatch()
            .then((person) => monitor.mustHaveReason(person, widgetId, query.session))
            .then(
              () => true,
              () => false,
            )
          // they may have left while the store was asked, and then there is nobody to write to
          if (ended) return
          if (!mayStay) return close()
          write(': still\n\n')
          lookLater()
        }
        const lookLater = () => {
          cancel = clock.after(LOOK_MS, () => void look())
        }
        lookLater()
      },
      cancel: () => stop(),
    })
    return c.body(body, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'content-security-policy': API_POLICY,
      'cross-origin-resource-policy': 'same-origin',
    })
  })
}

/** Events that may wait for a reader. */
const MOST_WAITING = 20
