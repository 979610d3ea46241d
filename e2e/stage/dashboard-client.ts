import { type DashboardOperationId, dashboardOperations, type OperationResult } from '@imbachat/protocol/http/dashboard'
import type { BrowserContext } from 'playwright-core'
import type { App } from '../../server/src/app.ts'

export interface Asked {
  params?: Record<string, unknown>
  query?: Record<string, string>
  body?: unknown
}

/** The dashboard's HTTP API as its page calls it, over the network. */
export class DashboardClient {
  readonly #chatUrl: string
  #cookie = ''

  constructor(chatUrl: string) {
    this.#chatUrl = chatUrl
  }

  /** Calls an operation; an answer with an error is returned as well. */
  async call(id: DashboardOperationId, { params = {}, query, body }: Asked = {}): Promise<Response> {
    const { method, path } = dashboardOperations[id]
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
    const answer = await fetch(`${this.#chatUrl}${filled}${query ? `?${new URLSearchParams(query)}` : ''}`, {
      method: method.toUpperCase(),
      headers: {
        origin: this.#chatUrl,
        cookie: this.#cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])
    if (cookies.length > 0) this.#cookie = cookies.join('; ')
    return answer
  }

  /** @throws Error with the refusal, when it is one */
  async ask<Id extends DashboardOperationId>(
    id: Id,
    asked: Asked = {},
  ): Promise<OperationResult<(typeof dashboardOperations)[Id]>> {
    const answer = await this.call(id, asked)
    if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as OperationResult<(typeof dashboardOperations)[Id]>
  }
}

let accounts = 0

/** A new account of this server, signed in. */
export async function newOwner(app: App): Promise<DashboardClient> {
  const credentials = { email: `owner-${++accounts}@shop.example`, password: 'correct horse battery' }
  await app.accounts.create(credentials)
  const owner = new DashboardClient(app.config.publicUrl)
  await owner.ask('session.sign_in', { body: credentials })
  return owner
}

export interface Credentials {
  email: string
  password: string
}

/** Signs the browser profile in to the dashboard as its page does, without the page. */
export async function signInToDashboard(
  context: BrowserContext,
  chatUrl: string,
  credentials: Credentials,
): Promise<void> {
  const answer = await context.request.post(`${chatUrl}/api/dashboard/v1/session`, {
    headers: { origin: chatUrl },
    data: credentials,
  })
  if (!answer.ok()) throw new Error(`${credentials.email} is not signed in: ${answer.status()} ${await answer.text()}`)
}
