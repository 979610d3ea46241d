import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { HttpEnv } from '../http-env.ts'
import { downloadRoute } from './download.ts'
import { uploadRoutes } from './uploads.ts'

export interface FileRoutesDeps {
  chat: ChatDeps
  config: { publicUrl: string }
  /** the account whose session the headers carry, if it moderates the widget */
  moderatorOf(headers: Headers, widget_id: number): Promise<string | null>
}

/** Files on their way in and out. */
export function fileRoutes(app: OpenAPIHono<HttpEnv>, deps: FileRoutesDeps): void {
  uploadRoutes(app, deps)
  downloadRoute(app, deps)
}
