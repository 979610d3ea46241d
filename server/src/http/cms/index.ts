import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../http-env.ts'
import type { CmsDeps } from './cms-deps.ts'
import { oldPluginRoutes } from './old-plugin.ts'
import { pluginZip } from './plugin-zip.ts'
import { redeemRoute } from './redeem.ts'
import { startPage } from './start-page.ts'

/** What CMS plugins ask of this server: ours to connect, ImbaChat's old one what it asked of the hosted service. */
export function cmsRoutes(app: OpenAPIHono<HttpEnv>, deps: CmsDeps): void {
  startPage(app)
  redeemRoute(app, deps)
  pluginZip(app, deps)
  oldPluginRoutes(app, deps)
}
