import { type ApiOperationId, apiOperations } from '@imbachat/protocol/http/api/api-operations'
import { API_SCOPES, type ApiScope } from '@imbachat/protocol/http/api/api-scopes'
import type { ApiProblem } from '@imbachat/protocol/http/api/problem'
import type { Operation } from '@imbachat/protocol/http/operation'
import type { DashboardPrincipal } from '../../../chat/principal.ts'
import type { Limits } from '../../../config/limits.ts'
import { startDashboard } from '../../testing/dashboard.ts'
import { describedBy } from '../../testing/described.ts'

export interface ApiAsked {
  params?: Record<string, unknown>
  query?: Record<string, string>
  body?: unknown
  headers?: Record<string, string>
  /** the API key; null: none. Default: one of the shop with all scopes */
  secret?: string | null
  address?: string
}

export interface ApiAnswer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what it has is checked by the described schema and by the test
  body: any
}

/** A server with two widgets, and their sites' calls. Every answer is checked by the OpenAPI document. */
export async function startApiSite(limits: Partial<Limits> = {}) {
  const dashboard = await startDashboard(undefined, { limits: { REST_CALLS_PER_SECOND: 0, ...limits } })
  const cookie = await dashboard.signedIn('ann@shop.example')
  const account_id = (await dashboard.accounts.first())?.account_id ?? ''
  const described = describedBy(dashboard.router)
  const shop = (await dashboard.widgets.create(account_id, { name: 'Shop' })).id
  const other = (await dashboard.widgets.create(account_id, { name: 'Other' })).id

  async function makeKey(widget_id = shop, scopes: readonly ApiScope[] = API_SCOPES, days: number | null = null) {
    const body = { name: 'Backend', scopes, days }
    const answer = await dashboard.ask('api_keys.create', { params: { widget_id }, cookie, body })
    if (answer.status !== 201) throw new Error(await answer.text())
    return (await answer.json()) as { secret: string; key: { key_id: string } }
  }

  const { secret: ownSecret } = await makeKey()

  async function call(id: ApiOperationId, asked: ApiAsked = {}): Promise<ApiAnswer> {
    const { params = {}, query, body, headers, secret = ownSecret, address } = asked
    const { method, path } = apiOperations[id] as Operation
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
    const answer = await dashboard.fetch(
      filled + (query ? `?${new URLSearchParams(query)}` : ''),
      {
        method: method.toUpperCase(),
        headers: {
          ...(secret !== null && { authorization: `Bearer ${secret}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      address,
    )
    const text = await answer.text()
    const given = JSON.parse(text) as unknown
    const problem = described.answer(path, method, answer.status, given, answer.headers.get('content-type') ?? '')
    if (problem !== null) throw new Error(`${id} answered ${answer.status} ${text.slice(0, 400)}: ${problem}`)
    return { status: answer.status, headers: answer.headers, body: given }
  }

  return {
    dashboard,
    cookie,
    shop,
    other,
    makeKey,
    call,
    /** what a refusal says, with its status */
    async refusal(id: ApiOperationId, asked: ApiAsked = {}) {
      const { status, body, headers } = await call(id, asked)
      if (headers.get('content-type') !== 'application/problem+json') throw new Error(`${id} answered ${status}`)
      const { code, field } = body as ApiProblem
      return field === undefined ? [status, code] : [status, code, field]
    },
    /** a group with these members, by its pipe */
    async group(pipe: string, user_ids: readonly string[]): Promise<number> {
      const { body } = await call('rooms.put', { params: { room: `pipe:${pipe}` }, body: { title: pipe, user_ids } })
      return (body as { room: { room_id: number } }).room.room_id
    },
    /** A member reports a message. */
    async report({ room, seq, reporter }: { room: string; seq: number; reporter: string }): Promise<string> {
      const { room_id } = (await call('rooms.get', { params: { room } })).body.room
      const report = { widget_id: shop, id: crypto.randomUUID(), room_id, seq, user_id: null, reporter_id: reporter }
      await dashboard.store.chat.putReport({ ...report, reason: 'spam', comment: '' })
      return report.id
    },
    actor: {
      kind: 'dashboard',
      account_id,
      email: 'ann@shop.example',
      role: 'owner',
      site: null,
    } as DashboardPrincipal,
    stop: () => dashboard.stop(),
  }
}

export type ApiSite = Awaited<ReturnType<typeof startApiSite>>
