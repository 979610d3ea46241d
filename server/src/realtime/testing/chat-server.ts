import { createHmac } from 'node:crypto'
import { OpenAPIHono } from '@hono/zod-openapi'
import { PROTOCOL_VERSION, type ReplyTo } from '@imbachat/protocol'
import type { RuleList, WidgetRules } from '@imbachat/protocol/moderation/rules'
import type { Bus } from '../../chat/bus.ts'
import type { IceSettings } from '../../chat/calls/ice.ts'
import { type Log, silentLog } from '../../chat/log.ts'
import type { SfuProcess } from '../../chat/ports/calls.ts'
import type { PageReader } from '../../chat/previews/ports.ts'
import type { WidgetSettings } from '../../chat/widget.ts'
import type { S3Settings } from '../../config/config.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import { NO_FILE_LIMITS } from '../../files/testing/no-file-limits.ts'
import { fileRoutes } from '../../http/file-transfer/index.ts'
import type { HttpEnv } from '../../http/http-env.ts'
import { pushRoutes } from '../../http/push/index.ts'
import type { BeforeSendClient } from '../../site/before-send/before-send.ts'
import type { Store } from '../../store/store.ts'
import { assembled } from '../../testing/assembled.ts'
import type { Chat } from '../../wire-chat.ts'
import type { PushParts } from '../../wire-push.ts'
import { clientAddress, isOneVisitor } from '../connection/admission/client-address.ts'
import type { RealtimeLimits } from '../limits/limits.ts'
import { type MovableClock, movableClock } from './movable-clock.ts'
import { StreamSocket } from './stream-socket.ts'
import { TestSocket } from './test-socket.ts'

export const PUBLIC_URL = 'https://chat.example'
export const SITE_ORIGIN = 'https://shop.example'

type SiteUserAnswer = { name: string } & Record<string, unknown>

export interface ChatServer {
  clock: MovableClock
  bus: Bus
  store: Store
  gateway: Chat
  widgets: Widgets
  beforeSend: BeforeSendClient
  /** ws://… of the widget's WebSocket */
  socketUrl(widget_id?: number): string
  widget_id: number
  makeWidget(settings?: Partial<WidgetSettings>, rules?: Partial<WidgetRules>): Promise<number>
  /** A node that has read the widget knows them a second later. */
  setRules(widget_id: number, rules: Partial<WidgetRules>): Promise<void>
  /** users that the site knows; it answers that the others are unknown */
  siteUsers: Map<string, SiteUserAnswer>
  /** The site's answers wait for this. */
  siteAnswers(after: Promise<void>): void
  /** notifications of browsers */
  push: PushParts
  /** what browsers reported of notifications: `opened ID` */
  pushUses: string[]
  /** Calls the listener when a widget gets or loses a browser with notifications. */
  pushChanges(listener: (widget_id: number) => Promise<void>): void
  /** Resolves when no request to the site is open. A clock that moves meanwhile would end the request as timed out. */
  siteAnswered(): Promise<void>
  /** a user token as the site signs it */
  token(user_id: string, more?: { widget_id?: number; seconds?: number }): Promise<string>
  /** any claims, signed with the widget's key */
  sign(claims: Record<string, unknown>, widget_id?: number): Promise<string>
  /** an open WebSocket or stream that has not authenticated */
  open(more?: Coming): Promise<TestSocket>
  /** http://… of the widget's stream and frames */
  httpUrl(widget_id?: number): string
  /** an authenticated connection; `null` is a guest */
  signIn(user_id: string | null, more?: Coming): Promise<TestSocket & { auth: ReplyTo<'auth'> }>
  stop(): Promise<void>
}

interface Coming {
  widget_id?: number
  headers?: Record<string, string>
  over?: 'socket' | 'stream'
}

/** A list of words as an owner makes it. */
export const wordList = (action: RuleList['action'], ...entries: string[]): RuleList => ({
  ...{ list_id: action, name: `To ${action}`, kind: 'words', action, entries },
})

/** The chat with everything real but the site's pages: a store on disk, tokens, a site on loopback, connections. */
export async function startChat({
  limits: chosen = {},
  settings = {},
  trustedProxies = [],
  s3,
  searches = false,
  pages,
  node,
  traced,
  requestSeconds = 10,
  ice,
  sfu,
}: {
  limits?: Partial<RealtimeLimits>
  settings?: Partial<WidgetSettings>
  /** then a test comes from any address by `x-forwarded-for` */
  trustedProxies?: string[]
  /** where files go; missing: to disk */
  s3?: S3Settings
  /** messages are indexed, in a thread that takes a moment to start */
  searches?: boolean
  /** reads the pages of links; missing: there are no previews */
  pages?: PageReader
  /** one of several nodes on the same files: for tests only, since a service of many nodes has PostgreSQL */
  node?: { dataDir: string; bus: Bus; widget_id: number | undefined }
  /** gets the traces of requests, as a server's log does at LOG_LEVEL=debug */
  traced?: Log | undefined
  /** servers for calls; missing: none */
  ice?: IceSettings
  /** forwards the media of calls; missing: nothing does */
  sfu?: SfuProcess
  /** how long a request that is not finished may be silent */
  requestSeconds?: number
} = {}): Promise<ChatServer> {
  const limits = { ...NO_FILE_LIMITS, DISK_BALLAST_BYTES: 0, ...(!pages && { PREVIEWS_AT_ONCE: 0 }), ...chosen }
  const clock = movableClock()
  const asking = new Set<Promise<unknown>>()
  let changed = async (_widget_id: number) => {}
  const { app, stop: stopApp } = await assembled(
    {
      ...{ publicUrl: PUBLIC_URL, limits, trustedProxies, s3, search: searches },
      ...(node && { dataDir: node.dataDir }),
      ...(traced && { logLevel: 'debug' }),
    },
    {
      clock,
      log: traced ?? silentLog,
      realtime: chosen,
      around: {
        bus: (bus) => node?.bus ?? bus,
        site: (site) => ({
          ...site,
          ask(...args) {
            const answer = site.ask(...args)
            asking.add(answer)
            void answer.finally(() => asking.delete(answer))
            return answer
          },
        }),
        jobs: (basis) => ({ ...basis, ...(pages && { pages }) }),
        push: (basis) => ({ ...basis, changed: (widget_id) => changed(widget_id) }),
        chat: (basis) => ({
          ...{ ...basis, pictures: pages ?? null, remoteFiles: null },
          ...(ice && { ice }),
          ...(sfu && { sfu }),
        }),
      },
    },
  )
  const { widgets, beforeSend, push, jobs, bus, chat: gateway } = app
  // so that a test that replaces a method of `store.chat` replaces it for the chat
  const store = { ...app.store, chat: gateway.deps.store }
  jobs.files.start()
  jobs.previews?.start()
  const http = new OpenAPIHono<HttpEnv>()
  fileRoutes(http, {
    chat: gateway.deps,
    config: { publicUrl: PUBLIC_URL },
    // a test names the account that its session would be of
    moderatorOf: async (headers) => headers.get('x-moderator'),
  })
  const noteUse = async (_widget_id: number, log_id: string, use: string) => void pushUses.push(`${use} ${log_id}`)
  const pushUses: string[] = []
  pushRoutes(http, { chat: gateway.deps, push: push.browsers, noteUse })
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: requestSeconds,
    fetch(request, server) {
      if (gateway.owns(new URL(request.url).pathname)) return gateway.fetch(request, server)
      const peer = server.requestIP(request)?.address ?? ''
      const address = clientAddress(peer, request.headers.get('x-forwarded-for'), trustedProxies)
      return http.fetch(request, { address, countedAddress: isOneVisitor(address, trustedProxies) ? address : null })
    },
    websocket: gateway.websocket,
  })
  let siteAnswersAfter = Promise.resolve()
  const siteUsers = new Map<string, SiteUserAnswer>()
  const siteServer = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      await siteAnswersAfter
      const ids = new URL(request.url).searchParams.get('user_ids')?.split(',') ?? []
      return Response.json(ids.flatMap((id) => (siteUsers.has(id) ? [{ user_id: id, ...siteUsers.get(id) }] : [])))
    },
  })
  const sockets: TestSocket[] = []

  async function setRules(widget_id: number, rules: Partial<WidgetRules>): Promise<void> {
    const stored = JSON.stringify({ revision: 1, counting_since: 0, ...rules })
    await store.control.updateTable('widget').set({ rules: stored }).where('id', '=', widget_id).execute()
  }

  async function makeWidget(chosen: Partial<WidgetSettings> = {}, rules?: Partial<WidgetRules>): Promise<number> {
    const { id } = await widgets.create(null, {
      name: 'Shop',
      users_info_url: `http://127.0.0.1:${siteServer.port}/users`,
      origins: [SITE_ORIGIN],
      settings: { messages_per_minute: 10_000, ...settings, ...chosen },
    })
    if (rules) await setRules(id, rules)
    return id
  }

  const chat: ChatServer = {
    clock,
    bus,
    store,
    gateway,
    widgets,
    beforeSend,
    siteUsers,
    push,
    pushUses,
    pushChanges(listener) {
      changed = listener
    },
    widget_id: node?.widget_id ?? (await makeWidget()),
    makeWidget,
    setRules,
    socketUrl: (widget_id = chat.widget_id) => `ws://127.0.0.1:${server.port}/imbachat/v1/${widget_id}/ws`,
    siteAnswers(after) {
      siteAnswersAfter = after
    },
    async siteAnswered() {
      while (asking.size > 0) await Promise.all(asking)
    },
    async sign(claims, widget_id = chat.widget_id) {
      const key = (await widgets.find(widget_id))?.secretKeys[0] ?? ''
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
      return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
    },
    token(user_id, { widget_id, seconds = 3600 } = {}) {
      return chat.sign({ user_id, exp: Math.floor(clock.now() / 1000) + seconds }, widget_id)
    },
    httpUrl: (widget_id = chat.widget_id) => `http://127.0.0.1:${server.port}/imbachat/v1/${widget_id}`,
    async open({ widget_id, headers = {}, over = 'socket' } = {}) {
      const raw =
        over === 'stream'
          ? new StreamSocket(chat.httpUrl(widget_id), headers).asWebSocket()
          : // Bun's WebSocket takes headers, so a test can come from any origin.
            new WebSocket(chat.socketUrl(widget_id), { headers } as unknown as string[])
      const socket = new TestSocket(raw)
      sockets.push(socket)
      await new Promise<void>((resolve, reject) => {
        raw.onopen = () => resolve()
        raw.onerror = () => reject(new Error('the socket did not open'))
      })
      return socket
    },
    async signIn(user_id, { widget_id = chat.widget_id, ...more } = {}) {
      const socket = await chat.open({ widget_id, ...more })
      const token = user_id === null ? null : await chat.token(user_id, { widget_id })
      const auth = await socket.request('auth', { v: PROTOCOL_VERSION, token })
      return Object.assign(socket, { auth })
    },
    async stop() {
      for (const socket of sockets) socket.close()
      // first: `server.stop` would wait for open streams
      await gateway.drain()
      await server.stop(true)
      await stopApp()
      await siteServer.stop(true)
    },
  }
  return chat
}
