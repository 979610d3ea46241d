import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import type { Log } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import type { Limits } from '../../config/limits.ts'
import type { MailQueue } from '../../dashboard/mails.ts'
import { NO_FILE_LIMITS } from '../../files/testing/no-file-limits.ts'
import { assembled } from '../../testing/assembled.ts'
import { createRouter } from '../router.ts'

export interface Asked {
  params?: Record<string, unknown>
  query?: Record<string, string>
  body?: unknown
  cookie?: string
  headers?: Record<string, string>
  address?: string
}

/** No test of one limit waits for another. */
const SMALL: Limits = {
  ...NO_FILE_LIMITS,
  API_CALLS_PER_SECOND: 0,
  API_KEYS_PER_WIDGET: 0,
  BACKUPS_KEPT: 0,
  DASHBOARD_CHANGES_PER_MINUTE: 0,
  EVENT_WAITS_PER_WIDGET: 1,
  DASHBOARD_SEARCHES_PER_MINUTE: 0,
  DISK_BALLAST_BYTES: 0,
  INVITE_MAILS_PER_HOUR: 2,
  MONITORS_PER_WIDGET: 3,
  QUEUE_STREAMS_PER_WIDGET: 3,
  TEAM_MEMBERS: 0,
  WIDGETS_PER_ACCOUNT: 0,
}

/** The HTTP side on a real store and a real site client, asked without a socket in between. */
export async function startDashboard(
  publicUrl = 'https://chat.example',
  {
    limits = {},
    mail = null,
  }: {
    limits?: Partial<Limits>
    mail?: MailQueue | null
  } = {},
) {
  const clock = manualClock()
  const logged: { message: string; fields?: Record<string, unknown> }[] = []
  const keep = (message: string, fields?: Record<string, unknown>) =>
    void logged.push({ message, ...(fields && { fields }) })
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep }
  /** that of a backup which the dashboard starts: none is made here */
  const backup = Promise.withResolvers<number>()
  const { app, stop } = await assembled(
    { publicUrl, limits: { ...SMALL, ...limits } },
    {
      clock,
      log,
      around: {
        // without the thread of slow reads
        opened: (store) => ({ ...store, slowReadDb: store.readDb }),
        // what a request names is not fetched
        chat: (basis) => ({ ...basis, pictures: null, remoteFiles: null, previewJobs: null }),
        dashboard: (basis) => ({
          ...basis,
          mail,
          backUp: () => ({ ended: backup.promise, stop: () => backup.resolve(1) }),
          callTests: { udpPort: null, check: async () => [] },
        }),
      },
    },
  )
  const { store, accounts, widgets, chat, dashboard, keyUse, routes } = app
  let health: 'ready' | 'draining' = 'ready'
  const router = createRouter({
    ...routes,
    push: null,
    mail,
    health: () => health,
    readiness: async () => ({ database: 'ok', disk: 'ok', bus: 'ok' }),
  })

  const fetch = (path: string, init: RequestInit = {}, address = '192.0.2.1') =>
    Promise.resolve(router.request(`${publicUrl}${path}`, init, { address }))

  /** By default as our own page would. */
  const ask = (id: DashboardOperationId, { params = {}, query, body, cookie, headers, address }: Asked = {}) => {
    const { method, path } = dashboardOperations[id]
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
    return fetch(
      filled + (query ? `?${new URLSearchParams(query)}` : ''),
      {
        method: method.toUpperCase(),
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(cookie !== undefined && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      address,
    )
  }

  return {
    publicUrl,
    router,
    store,
    clock,
    accounts,
    widgets,
    chat: chat.deps,
    logged,
    fetch,
    ask,
    keyUse,
    mailLinks: routes.mailLinks,
    teamNotices: dashboard.teamNotices,
    endBackup: (code: number) => backup.resolve(code),
    drain: () => {
      health = 'draining'
    },
    /** An account that is signed in: its cookie. */
    async signedIn(email: string): Promise<string> {
      const password = 'correct horse battery'
      await accounts.create({ email, password })
      const answer = await ask('session.sign_in', { body: { email, password } })
      return cookieOf(answer)
    },
    /** Does what the job of a task does; no jobs run here. */
    runTask: ({ widget_id, task_id }: { widget_id: number; task_id: string }) =>
      dashboard.tasks.run({ widget_id, payload: { task_id } }, () => undefined),
    stop,
  }
}

export type Dashboard = Awaited<ReturnType<typeof startDashboard>>

/** The cookies that a browser would send back. */
export const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')

export interface ErrorAnswer {
  error: { code: string; message: string; field?: string; retry_after_ms?: number }
}

export const errorOf = async (answer: Response) => ((await answer.json()) as ErrorAnswer).error
