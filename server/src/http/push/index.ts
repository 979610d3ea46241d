import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError, clientId as client_id, ERRORS } from '@imbachat/protocol'
import { roomId as room_id } from '@imbachat/protocol/ids'
import { deviceSecret, pushBrowser, pushSubscription } from '@imbachat/protocol/requests/push'
import type { Context } from 'hono'
import { z } from 'zod'
import { createAttempts } from '../../chat/attempts.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { checkMessage } from '../../chat/messages/check-message.ts'
import { sendMessage, storedBefore } from '../../chat/messages/send-message.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import { readAnswered } from '../../chat/receipts/read-answered.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import type { PushBrowsers, Reply } from '../../notifications/push/push.ts'
import { asChatError } from '../error-reply.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyCap } from '../middleware/body-cap.ts'
import { bodyOf } from '../middleware/name-requests.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { parse, readJson } from '../read-input.ts'

export interface PushRoutesDeps {
  chat: ChatDeps
  push: PushBrowsers
  /** the user opened the chat by a notification, or answered it */
  noteUse(widget_id: number, log_id: string, use: 'opened' | 'answered'): Promise<void>
}

const device_id = z.string().regex(/^[\w-]{22}$/, 'must be the id of a device')
const log_id = z.string().max(64)

/** Requests of a browser's window and worker, by the last part of the address. */
const BODIES = {
  subscribe: z.strictObject({ ticket: z.string().max(64), ...pushBrowser }),
  renew: z.strictObject({ device: deviceSecret, subscription: pushSubscription }),
  forget: z.strictObject({ device_id }),
  opened: z.strictObject({ log_id }),
  read: z.strictObject({
    token: z.string().max(2000),
    rooms: z.array(z.strictObject({ room_id, seq: z.number() })).max(50),
  }),
  reply: z.strictObject({
    token: z.string().max(2000),
    log_id,
    client_id,
    text: z.string(),
    /** id of the message in the notification; missing from a worker of an older version */
    seq: z.int().min(0).optional(),
  }),
}
type Act = keyof typeof BODIES
type Acts = { [Name in Act]: (widget_id: number, body: z.output<(typeof BODIES)[Name]>) => Promise<object> }

/** Requests of one address in a minute: each carries a secret, so that many are guesses. */
const PER_MINUTE = 120

/** Any page may send them: they carry a token with their rights, and no cookie. */
const headers = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
  'content-security-policy': API_POLICY,
}
const PREFLIGHT = {
  ...headers,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
}

/** Requests of browsers that get notifications. They have no connection, and their user may not be there. */
export function pushRoutes(app: OpenAPIHono<HttpEnv>, { chat, push, noteUse }: PushRoutesDeps): void {
  const attempts = createAttempts({
    buckets: chat.rates.buckets('requests of push'),
    max: PER_MINUTE,
    windowMs: 60_000,
  })

  const acts: Acts = {
    subscribe: (widget_id, { ticket, ...browser }) => push.subscribeByTicket(widget_id, ticket, browser),
    async renew(widget_id, { device, subscription }) {
      await push.renew(widget_id, device, subscription)
      return {}
    },
    async forget(widget_id, { device_id }) {
      await push.forget(widget_id, device_id)
      return {}
    },
    async opened(widget_id, { log_id }) {
      await noteUse(widget_id, log_id, 'opened')
      return {}
    },
    async read(widget_id, { token, rooms }) {
      const { user } = await push.replier(widget_id, token)
      return { read: await readRooms(chat, user, rooms) }
    },
    async reply(widget_id, { token, log_id, client_id, text, seq: answered }) {
      const replier = await push.replier(widget_id, token)
      if (answered !== undefined) {
        await readAnswered(chat, replier.user, { room_id: replier.room_id, seq: answered })
      }
      const seq = await sendReply(chat, replier, { client_id, text })
      await noteUse(widget_id, log_id, 'answered')
      return { seq }
    },
  }

  async function answer(c: Context<HttpEnv>): Promise<object> {
    const name = c.req.param('act') ?? ''
    const widget_id = readWidgetId(c.req.param('widget_id') ?? '')
    if (!isAct(name) || widget_id === null) throw new ChatError('not_found', 'There is nothing here.')
    const { countedAddress } = c.env
    if (countedAddress) attempts.take(countedAddress)
    return run(name, widget_id, await readJson(c))
  }

  const run = <Name extends Act>(name: Name, widget_id: number, body: unknown) =>
    acts[name](widget_id, parse(BODIES[name], body) as z.output<(typeof BODIES)[Name]>)

  const path = '/imbachat/v1/:widget_id/push/:act'
  app.options(path, () => new Response(null, { status: 204, headers: PREFLIGHT }))
  // not in the OpenAPI document: only our own window and worker have what these ask for
  app.post(path, bodyCap, async (c) => {
    try {
      return Response.json(await answer(c), { headers })
    } catch (thrown) {
      const error = asChatError(c, thrown, chat.log)
      return Response.json({ error: bodyOf(c, error) }, { status: ERRORS[error.code].status, headers })
    }
  })
}

const isAct = (name: string): name is Act => Object.hasOwn(BODIES, name)

/** Takes the way of each message of a user. @returns its `seq`; null: it is held */
async function sendReply(
  chat: ChatDeps,
  { user, room_id }: Reply,
  { client_id, text }: { client_id: string; text: string },
): Promise<number | null> {
  const { widget_id, user_id: sender_id } = user
  try {
    const checked = await checkMessage(chat, user, { room_id, client_id, text, reply_to: null, uploads: [] })
    const { message, held } = await sendMessage(chat, checked)
    return held ? null : message.seq
  } catch (error) {
    return (await storedBefore(chat, { widget_id, room_id, sender_id, client_id }, error)).seq
  }
}

/** The rooms among these in which the user has read the message, or which they have left. */
async function readRooms(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id, user_id }: UserPrincipal,
  rooms: readonly { room_id: number; seq: number }[],
): Promise<number[]> {
  const read: number[] = []
  for (const { room_id, seq } of rooms) {
    const row = await store.roomOf(widget_id, room_id, user_id)
    if (row === null || row.member.read_seq >= seq) read.push(room_id)
  }
  return read
}
