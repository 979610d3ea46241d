import { widgetsContents } from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'

export const getContents = endpoint(widgetsContents, async ({ params, owner }, { widgets }) => ({
  result: { contents: await widgets.contents(owner, params.widget_id) },
}))
