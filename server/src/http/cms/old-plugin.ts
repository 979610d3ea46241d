import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { ChatError } from '@imbachat/protocol'
import { errorReply } from '@imbachat/protocol/http/operation'
import type { HttpEnv } from '../http-env.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import type { CmsDeps } from './cms-deps.ts'

interface OldCall {
  path: string
  summary: string
  answer: object
}

/** Calls of the old plugin that must not fail. Bodies are not read: some carry a secret or an e-mail address. */
const CALLS: Record<string, OldCall> = {
  'old_plugin.get_user_support': {
    path: '/imbachat/v1/{imba_id}/get_user_support',
    summary: 'The support user of a widget: there is none',
    answer: { success: false },
  },
  'old_plugin.get_widgets': {
    path: '/imbachat/v1/widget/imba_get_widgets',
    summary: 'The widgets of an e-mail address: an empty list, whatever the address is',
    answer: [],
  },
  'old_plugin.wp_stat': stored('/imbachat/api/wp_stat'),
  'old_plugin.plugin_rate': stored('/imbachat/api/plugin_rate'),
  'old_plugin.deactivation_stat': stored('/imbachat/api/deactivation_stat'),
  'old_plugin.feedback': stored('/v1/feedback'),
}

function stored(path: string): OldCall {
  return { path, summary: 'A statistic of the old plugin; nothing is stored', answer: { success: true } }
}

const headers = { 'cache-control': 'no-store', 'content-security-policy': API_POLICY }

/** ImbaChat's own WordPress plugin keeps working where that is safe. Elsewhere it gets instructions how to connect. */
export function oldPluginRoutes(app: OpenAPIHono<HttpEnv>, { config }: CmsDeps): void {
  const describe = app.openAPIRegistry.registerPath.bind(app.openAPIRegistry)
  for (const [operationId, { path, summary, answer }] of Object.entries(CALLS)) {
    describe({
      method: 'post',
      path,
      operationId,
      summary,
      ...(path.includes('{imba_id}') && { request: { params: z.object({ imba_id: z.string() }) } }),
      responses: {
        200: {
          description: JSON.stringify(answer),
          content: { 'application/json': { schema: Array.isArray(answer) ? z.array(z.unknown()) : z.looseObject({}) } },
        },
      },
    })
    app.post(path.replace('{imba_id}', ':imba_id'), (c) => c.json(answer, 200, headers))
  }

  // The old plugin wants its keys pushed to an address that this very request names: that would hand them to anybody.
  describe({
    method: 'post',
    path: '/developers/api/v1/sync',
    operationId: 'old_plugin.sync',
    summary: 'How the old plugin asked for keys: refused, with the address of a page that says how to connect',
    responses: {
      403: { description: 'forbidden', content: { 'application/json': { schema: errorReply } } },
    },
  })
  app.post('/developers/api/v1/sync', () => {
    throw new ChatError(
      'forbidden',
      'keys are not sent to an address that a request names. Connect WordPress by a one-time code: ' +
        `${new URL('/#wordpress', config.publicUrl)}`,
    )
  })

  // Its address has a secret, which is not read. The address is not logged.
  describe({
    method: 'get',
    path: '/visitor/login-user',
    operationId: 'old_plugin.login',
    summary: 'The old "Admin panel" link: leads to the sign-in, whatever token it carries',
    responses: { 302: { description: 'to /dashboard' } },
  })
  app.get('/visitor/login-user', (c) => c.redirect('/dashboard'))
}
