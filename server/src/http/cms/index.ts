import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../http-env.ts'
import type { CmsDeps } from './cms-deps.ts'
import { oldPluginRoutes } from './old-plugin.ts'
import { pluginZip } from './plugin-zip.ts'
import { redeemRoute } from './redeem.ts'
import { startPage } from './start-page.ts'

/** Requests of CMS plugins: ours to connect, ImbaChat's old one as it sent them to the hosted service. */
export function cmsRoutes(app: OpenAPIHono<HttpEnv>, deps: CmsDeps): void {
  startPage(app)
  redeemRoute(app, deps)
  pluginZip(app, deps)
  oldPluginRoutes(app, deps)
}
