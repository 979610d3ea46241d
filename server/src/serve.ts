import type { Log } from './chat/log.ts'
import type { Config } from './config/config.ts'
import { MAIL_IN_PATH } from './http/mail/index.ts'
import { metricsAnswer } from './http/metrics.ts'
import type { Router } from './http/routing/bare-router.ts'
import { listen } from './listen.ts'
import { clientAddress, isOneVisitor, isTrusted } from './realtime/connection/admission/client-address.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { saneRequestId } from './telemetry/request-id.ts'
import type { Chat } from './wire-chat.ts'

/** A part of a file is larger than other requests, and a phone's network slow: such a request has longer. */
const UPLOAD = /^\/imbachat\/v1\/\d+\/uploads\//
const UPLOAD_SECONDS = 120
/** A mail that is handed in is read and judged before it is answered. */
const MAIL_SECONDS = 120
/** The answer of a receiver of webhooks, which the dashboard waits for, may take 15 s. */
const TRYING = /\/webhooks\/\w+\/(test|deliveries\/\d+\/retry)$/
const TRYING_SECONDS = 25
/** A stream of the dashboard sends something every 15 s; a call of the server API may wait 30 s for an event. */
const WATCHING = /\/(monitor|moderation)\/stream$|^\/v3\/events$/
const WATCHING_SECONDS = 60

export interface Served {
  config: Pick<Config, 'port' | 'host' | 'trustedProxies' | 'metricsToken'>
  chat: Pick<Chat, 'owns' | 'fetch' | 'websocket'>
  router: Pick<Router, 'fetch'>
  metrics: Metrics | null
  log: Log
}

/** The chat, the dashboard and all other pages on one port. @throws ConfigError when the port is in use */
export function serve({ config, chat, router, metrics, log }: Served) {
  const { trustedProxies, metricsToken } = config
  return listen(
    config,
    {
      websocket: chat.websocket,
      fetch(request, server) {
        const { pathname } = new URL(request.url)
        if (chat.owns(pathname)) return chat.fetch(request, server)
        if (UPLOAD.test(pathname)) server.timeout(request, UPLOAD_SECONDS)
        if (pathname === MAIL_IN_PATH) server.timeout(request, MAIL_SECONDS)
        if (TRYING.test(pathname)) server.timeout(request, TRYING_SECONDS)
        if (WATCHING.test(pathname)) server.timeout(request, WATCHING_SECONDS)
        if (metrics && pathname === '/metrics' && metricsToken !== undefined) {
          return metricsAnswer(request, metrics, metricsToken)
        }
        const peer = server.requestIP(request)?.address ?? 'unknown'
        const address = clientAddress(peer, request.headers.get('x-forwarded-for'), trustedProxies)
        return router.fetch(request, {
          address,
          countedAddress: isOneVisitor(address, trustedProxies) ? address : null,
          requestId: isTrusted(peer, trustedProxies) ? saneRequestId(request.headers.get('x-request-id')) : null,
        })
      },
    },
    (error) => log.error('a request failed', { error }),
  )
}

/** For a scraper in the server administrator's own network. @throws ConfigError when the port is in use */
export function serveMetrics(
  metrics: Metrics,
  { host, metricsToken }: Pick<Config, 'host' | 'metricsToken'>,
  port: number,
) {
  return listen<undefined>(
    { port, host, variable: 'METRICS_PORT' },
    {
      fetch: (request) =>
        new URL(request.url).pathname === '/metrics'
          ? metricsAnswer(request, metrics, metricsToken)
          : new Response('Metrics are at /metrics.\n', { status: 404 }),
      websocket: { message() {} },
    },
  )
}
