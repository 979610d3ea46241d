import { siteStatusGet } from '@imbachat/protocol/http/site-checks'
import { endpoint } from './endpoint.ts'

export const getSiteStatus = endpoint(siteStatusGet, async ({ params, owner }, { widgets, site }) => {
  const { id } = await widgets.get(owner, params.widget_id)
  return { result: { status: site.status(id) } }
})
