import { type App, createApp } from '../../server/src/app.ts'
import { resolveConfig } from '../../server/src/config/config.ts'
import type { Env } from '../../server/src/config/env.ts'
import { CHEAP_PASSWORDS } from '../../server/src/dashboard/accounts/testing/cheap-passwords.ts'
import { dataDirWithTables } from '../../server/src/store/testing/data-dir.ts'

/** A fresh server without an account, and a site that answers for its users. */
export interface DashboardServer {
  app: App
  /** where browsers find it */
  url: string
  /** of the site; `/users` knows 1 and 2, `/html` answers with a page */
  siteUrl: string
  stop(): Promise<void>
}

const people = [
  { user_id: 1, name: 'Анна Белова', avatar_url: null },
  { user_id: 2, name: 'Ben Carter', avatar_url: false },
]

/** @param env settings of the server that differ from the usual ones */
export async function startDashboardServer(env: Env = {}): Promise<DashboardServer> {
  const { dataDir, remove } = await dataDirWithTables()
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/users': (request) => {
        const ids = new URL(request.url).searchParams.get('user_ids')?.split(',') ?? []
        return Response.json(people.filter(({ user_id }) => ids.includes(String(user_id))))
      },
      '/html': new Response('<h1>Please sign in</h1>', { headers: { 'content-type': 'text/html' } }),
    },
  })
  const config = resolveConfig({ PORT: 0, DATA_DIR: dataDir, ...env })
  const app = await createApp(config, { passwordCost: CHEAP_PASSWORDS })
  return {
    app,
    url: app.config.publicUrl,
    siteUrl: site.url.origin,
    async stop() {
      await app.stop()
      await site.stop(true)
      remove()
    },
  }
}
