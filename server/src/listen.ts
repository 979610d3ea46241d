import { ChatError, ERRORS } from '@imbachat/protocol'
import { Refusal } from './chat/refusals.ts'
import type { Config } from './config/config.ts'
import { ConfigError } from './config/config-error.ts'
import { messageOf } from './error-message.ts'

type Address = Pick<Config, 'port' | 'host'> & {
  /** the variable that sets the port; default PORT */
  variable?: string
}

/** Bytes of a request's body that are read at all; no endpoint needs more. */
const MAX_BODY_BYTES = 1024 * 1024

/**
 * A connection has this long for a whole request, and to begin the next one, seconds. Bun counts from the first byte,
 * so that dripping gains nothing; its clock is coarse: up to 2 s more. Streams and sockets have limits of their own.
 */
const REQUEST_SECONDS = 10

/**
 * `Bun.serve`, with errors that the server administrator can act on.
 * @param failed gets the errors of requests' handlers; the visitor gets no details
 * @throws ConfigError
 */
export function listen<Data>(
  address: Address,
  { fetch, websocket }: Pick<Serving<Data>, 'fetch' | 'websocket'>,
  failed: (error: Error) => void = () => {},
) {
  try {
    return Bun.serve<Data>({
      port: address.port,
      hostname: address.host,
      maxRequestBodySize: MAX_BODY_BYTES,
      idleTimeout: REQUEST_SECONDS,
      websocket,
      // Otherwise Bun answers a failed request with our source and its path, unless NODE_ENV says production.
      development: false,
      // And without `development` Bun lets several processes share a port: clients would be split between two servers.
      reusePort: false,
      // An invalid Host header leaves a request without a valid URL: handlers need not check for that.
      fetch: (request, server) =>
        URL.canParse(request.url)
          ? fetch.call(server, request, server)
          : refusal(new ChatError('invalid_frame', 'The Host header is not a valid host.')),
      error(error) {
        failed(error)
        return refusal(new Refusal('internal'))
      },
    })
  } catch (error) {
    throw new ConfigError(unable(address, error))
  }
}

type Serving<Data> = Bun.Serve.FetchOrRoutesWithWebSocket<Data, never> & {
  fetch(request: Request, server: Bun.Server<Data>): Response | undefined | Promise<Response | undefined>
}

/**
 * With PORT 0, any free port. The public address contains it, and most parts of the server need that.
 * @returns `letGo`: call it right before the server listens there; until then no other process can take the port
 * @throws ConfigError
 */
export function onFreePort(config: Config): { config: Config; letGo(): void } {
  const probe = probeFreePort(config)
  const { port = 0 } = probe
  const publicUrl = new URL(config.publicUrl)
  if (publicUrl.port === '0') publicUrl.port = String(port)
  // it has served nothing, so nothing has to be awaited
  return { config: { ...config, port, publicUrl: publicUrl.origin }, letGo: () => void probe.stop(true) }
}

/** Below those that the system gives to outgoing connections: one of them could take it right after `letGo`. */
const FREE_PORTS = { from: 20_000, count: 12_000 }
const FREE_PORT_TRIES = 20

function probeFreePort(config: Config) {
  const serving = { fetch: () => new Response(), websocket: { message() {} } }
  for (let tries = 0; tries < FREE_PORT_TRIES; tries++) {
    const port = FREE_PORTS.from + Math.floor(Math.random() * FREE_PORTS.count)
    try {
      return listen<undefined>({ ...config, port }, serving)
    } catch {
      // taken: another one
    }
  }
  return listen<undefined>(config, serving)
}

function refusal(error: ChatError): Response {
  const headers = { 'cache-control': 'no-store' }
  return Response.json({ error: error.toBody() }, { status: ERRORS[error.code].status, headers })
}

function unable({ port, host, variable = 'PORT' }: Address, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return `${variable} is ${port}: something else already listens on ${host}:${port}; stop it or choose another`
  if (code === 'EACCES') return `${variable} is ${port}: this user may not listen on it; choose one above 1023`
  return (
    `HOST is ${JSON.stringify(host)}, ${variable} is ${port}: can't listen there (${messageOf(error)}); HOST must be an ` +
    'address of this machine, or 0.0.0.0 for all of them'
  )
}
