import { OpenAPIHono } from '@hono/zod-openapi'
import { assetFile } from './asset-file.ts'
import { chatFramePage } from './chat-frame-page.ts'
import type { PageDeps } from './page-deps.ts'
import { pushPages } from './push-pages.ts'
import { widgetScript } from './widget-script.ts'

/** Requests of a site's page, by script tag and iframe. */
export function pageRoutes(deps: PageDeps): OpenAPIHono {
  const app = new OpenAPIHono()
  widgetScript(app, deps)
  chatFramePage(app, deps)
  assetFile(app, deps)
  pushPages(app, deps)
  return app
}
