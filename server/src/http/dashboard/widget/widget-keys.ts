import { oneKey, type widgetKeyOperations } from '@imbachat/protocol/http/widget/widget-keys'
import type { Acts } from '../endpoint.ts'

/** What the server does for each operation. */
export const widgetKeyActs: Acts<typeof widgetKeyOperations> = {
  'widget_keys.reveal': async ({ params, body, actor }, { widgets }) => ({
    result: { key: oneKey(await widgets.keys(actor, params.widget_id), body.key) },
    audit: { target: body.key },
  }),

  'widget_keys.states': async ({ params, actor }, { widgets }) => ({
    result: await widgets.keyStates(actor, params.widget_id),
  }),

  'widget_keys.rotate': async ({ params, body, actor }, { widgets }) => ({
    result: { key: oneKey(await widgets.rotate(actor, params.widget_id, body.kind, body.hours), body.kind) },
    audit: { target: body.kind, details: { hours: body.hours } },
  }),

  'widget_keys.extend': async ({ params, body, actor }, { widgets }) => ({
    result: await widgets.extend(actor, params.widget_id, body.kind, body.hours),
    audit: { target: body.kind, details: { hours: body.hours } },
  }),

  'widget_keys.retire': async ({ params, body, actor }, { widgets }) => ({
    result: { key: oneKey(await widgets.retire(actor, params.widget_id, body.kind), body.kind) },
    audit: { target: body.kind },
  }),
}
