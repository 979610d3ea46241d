import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../http-env.ts'
import { downloadRoute } from './download.ts'
import type { FileRoutesDeps } from './file-routes-deps.ts'
import { uploadRoutes } from './uploads.ts'

/** Files on their way in and out. */
export function fileRoutes(app: OpenAPIHono<HttpEnv>, deps: FileRoutesDeps): void {
  uploadRoutes(app, deps)
  downloadRoute(app, deps)
}
