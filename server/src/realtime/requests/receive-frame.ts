import {
  ChatError,
  costOf,
  ERRORS,
  type ReplyTo,
  type RequestFrame,
  type RequestName,
  type Requests,
  requests,
} from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { PagePrincipal, UserPrincipal } from '../../chat/principal.ts'
import { Refusal } from '../../chat/refusals.ts'
import { idInText, isNestedTooDeep, MAX_NESTING } from '../../input/json-text.ts'
import { readShape } from '../../input/read-shape.ts'
import { requestIdOf } from '../../telemetry/request-id.ts'
import { authenticate } from '../connection/authenticate.ts'
import type { Receiving } from '../connection/receiving.ts'
import type { Session } from '../connection/session.ts'
import type { Hub } from '../delivery/hub.ts'
import type { RealtimeLimits } from '../limits/limits.ts'
import type { Handler, PrincipalOf } from './handler.ts'
import { handlers, type LiveRequestName } from './index.ts'
import { guestForbidden, readAsGuest, readsOnly, readWithoutJoining } from './rooms/read-as-guest.ts'

/**
 * Every frame counts towards the rates and gets one answer under its `id`, whatever it holds and whatever fails. Never
 * throws: an error of one client reaches only that client.
 * @param crowded too much of the widget waits already: the answer is `server_busy`
 */
export async function receiveFrame(
  receiving: Receiving,
  session: Session,
  data: string | Buffer,
  crowded: boolean,
): Promise<void> {
  if (session.state.kind === 'ended') return
  const taken = takeIn(receiving, session, data)
  if (!taken.ok && taken.error.code === 'flood') return session.bye(taken.error)
  const { metrics, trace } = receiving
  if (crowded || !taken.ok) {
    const [id, error] = taken.ok ? [taken.frame.id, tooCrowded()] : [taken.id, crowded ? tooCrowded() : taken.error]
    trace?.refused(session, id, error.code)
    return refuse(session, id, error)
  }

  const { frame, request } = taken
  const started = metrics === null && trace === null ? 0 : performance.now()
  trace?.request(session, frame, userOf(session))
  try {
    session.reply(frame.id, await answer(receiving, session, frame, request))
    metrics?.request(frame.t, 'ok', performance.now() - started)
    trace?.answered(session, frame, 'ok', performance.now() - started)
  } catch (thrown) {
    const failed = { frame: frame.t, request_id: requestIdOf(session, frame.id) }
    const error = presentable(thrown, receiving.deps, failed)
    metrics?.request(frame.t, error.code === 'internal' ? 'failed' : 'refused', performance.now() - started)
    trace?.answered(session, frame, error.code, performance.now() - started)
    refuse(session, frame.id, error)
    if (frame.t === 'auth' && 'close' in ERRORS[error.code]) session.disconnect(error)
  }
}

/** Names the id under which the log has the request. */
function refuse(session: Session, id: number | null, error: ChatError): void {
  session.refuse(id, { ...error.toBody(), request_id: requestIdOf(session, id) })
}

const userOf = ({ state }: Session): string | null =>
  state.kind === 'live' && state.principal.kind === 'user' ? state.principal.user_id : null

type Declared = Requests[RequestName]
type ParsedFrame = { ok: true; frame: RequestFrame; request: Declared } | RefusedFrame
type RefusedFrame = { ok: false; id: number | null; error: ChatError }

/** Bytes that cost as much as one frame: reading the worst JSON of that size takes about a tenth of a millisecond. */
const BYTES_PER_COST = 4_096

/**
 * Reads a frame and takes its cost. For a large frame it takes the cost of the bytes first, because parsing is the
 * expensive part.
 */
function takeIn(receiving: Receiving, session: Session, data: string | Buffer): ParsedFrame {
  const { limits, rates, hub, deps } = receiving
  try {
    const bytes = data.length < BYTES_PER_COST ? 0 : Buffer.byteLength(data)
    const costOfBytes = Math.floor(bytes / BYTES_PER_COST)
    const tooLarge = costOfBytes > 0 ? rates.take(session, costOfBytes) : null
    if (tooLarge) return { ok: false, id: typeof data === 'string' ? idInText(data) : null, error: tooLarge }
    const parsed = parse(limits, session, data, bytes)
    const tooFast = rates.take(session, parsed.ok ? costOfFrame(hub, session, parsed) : 1)
    return tooFast ? { ok: false, id: parsed.ok ? parsed.frame.id : parsed.id, error: tooFast } : parsed
  } catch (thrown) {
    return { ok: false, id: null, error: presentable(thrown, deps, { frame: 'unread' }) }
  }
}

const costOfFrame = (hub: Hub, session: Session, { frame, request }: ParsedFrame & { ok: true }): number =>
  costOf(request.cost, frame, () => roomsOf(hub, session))

function roomsOf(hub: Hub, { state }: Session): number {
  if (state.kind !== 'live' || state.principal.kind !== 'user') return 0
  return hub.roomsOf(state.principal.widget_id, state.principal.user_id)
}

const tooCrowded = () =>
  new ChatError('server_busy', 'Too many frames of this widget are waiting.', { retryAfterMs: 1_000 })

/** @param bytes of the frame, as far as they had to be counted */
function parse({ frameMaxBytes }: RealtimeLimits, session: Session, data: string | Buffer, bytes: number): ParsedFrame {
  if (typeof data !== 'string')
    return refused(null, new ChatError('invalid_frame', 'A frame is text: one JSON object.'))
  if (bytes > frameMaxBytes) {
    return refused(null, new ChatError('frame_too_large', `A frame has at most ${frameMaxBytes} bytes.`))
  }
  return parseFrame(session, data)
}

/** `id` is the request's number, if it could be read. */
function parseFrame(session: Session, text: string): ParsedFrame {
  if (isNestedTooDeep(text)) {
    const error = new ChatError('invalid_frame', `A frame is nested at most ${MAX_NESTING} levels deep.`)
    return refused(idInText(text), error)
  }
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return refused(null, new ChatError('invalid_frame', 'A frame is one JSON object.'))
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refused(null, new ChatError('invalid_frame', 'A frame is one JSON object.'))
  }
  const { t, id: rawId } = raw as { t?: unknown; id?: unknown }
  const id = typeof rawId === 'number' && Number.isSafeInteger(rawId) && rawId > 0 ? rawId : null
  if (typeof t !== 'string') {
    return refused(id, new ChatError('invalid_frame', 't must be a string: the name of the frame', { field: 't' }))
  }
  const request = declared.get(t)
  if (request === undefined) {
    return refused(
      id,
      new ChatError('unknown_frame', `There is no frame ${JSON.stringify(t.slice(0, 64))}.`, { field: 't' }),
    )
  }
  // before the fields: a client that may not send the request must learn nothing about them
  const forbidden = mayNotSend(session, request)
  if (forbidden) return refused(id, forbidden)
  const shaped = readShape(request.frame, raw)
  if (shaped.ok) return { ok: true, frame: shaped.value, request }
  return refused(id, new ChatError('invalid_field', shaped.message, { field: shaped.field }))
}

/** Before sign-in, or from a guest where it is for users. `readAsGuest` decides what guests may read. */
function mayNotSend({ state }: Session, { name, audience }: Declared): ChatError | null {
  if (name === 'auth') return null
  if (state.kind !== 'live') return new ChatError('not_authenticated', 'The first frame must be auth.')
  const { principal } = state
  const isGuest = principal.kind === 'guest' ? audience !== 'readers' : principal.guest && audience === 'users'
  return audience !== 'visitors' && isGuest ? guestForbidden() : null
}

/** By name: a frame is looked up once. */
const declared = new Map<string, Declared>(Object.entries(requests))

function refused(id: number | null, error: ChatError): RefusedFrame {
  return { ok: false, id, error }
}

function answer(
  receiving: Receiving,
  session: Session,
  frame: RequestFrame,
  request: Declared,
): Promise<ReplyTo<RequestFrame['t']>> {
  if (frame.t === 'auth') return authenticate(receiving, session, frame)
  if (session.state.kind !== 'live') throw new ChatError('not_authenticated', 'The first frame must be auth.')
  return handle(receiving, session, session.state.principal, frame, request as Requests[LiveRequestName])
}

function handle<T extends LiveRequestName>(
  { deps, hub }: Receiving,
  session: Session,
  principal: PagePrincipal,
  frame: RequestFrame<T>,
  { name, audience }: Requests[T],
): Promise<ReplyTo<T>> {
  const handler: Handler<T> = handlers[name as T]
  if (audience === 'readers' && (principal.kind === 'guest' || readsOnly(session, frame))) {
    const reading = { deps, hub, session }
    const act = (as: { deps: ChatDeps; session: Session; principal: UserPrincipal }) =>
      handler({ ...as, principal: as.principal as PrincipalOf<T> }, frame)
    return principal.kind === 'guest'
      ? readAsGuest(reading, frame, act)
      : readWithoutJoining(reading, principal, frame, act)
  }
  return handler({ deps, session, principal: principal as PrincipalOf<T> }, frame)
}

function presentable(thrown: unknown, { log }: ChatDeps, failed: { frame: string; request_id?: string }): ChatError {
  if (thrown instanceof ChatError) return thrown
  log.error('a frame failed', { ...failed, error: thrown })
  return new Refusal('internal', { retryAfterMs: 1_000 })
}
