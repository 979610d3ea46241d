import type { OpenAPIHono } from '@hono/zod-openapi'
import { connectRedeem } from '@imbachat/protocol/http/widget/connect'
import type { HttpEnv } from '../http-env.ts'
import { bodyCap } from '../middleware/body-cap.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { describeOperation } from '../openapi.ts'
import { readInput } from '../read-input.ts'
import type { CmsDeps } from './cms-deps.ts'

/** For a site's server, not for pages: no CORS header, so that no page of another origin reads the keys. */
export function redeemRoute(app: OpenAPIHono<HttpEnv>, { connect }: CmsDeps): void {
  describeOperation(app, connectRedeem)
  app.post(connectRedeem.path, bodyCap, async (c) => {
    const { body } = await readInput(c, connectRedeem)
    const result = connectRedeem.result.parse(await connect.redeem(body, c.env.address))
    return c.json(result, 200, { 'cache-control': 'no-store', 'content-security-policy': API_POLICY })
  })
}
