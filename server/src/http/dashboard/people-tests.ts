import { friendsTest, searchTest } from '@imbachat/protocol/http/site-checks'
import { endpoint } from './endpoint.ts'
import { ownWidget } from './own-widget.ts'

export const testSearch = endpoint(searchTest, async ({ params, body, owner }, { widgets, site, takeSiteCall }) => {
  const widget = await ownWidget(widgets, owner, params.widget_id)
  takeSiteCall(owner)
  const question = { kind: 'search' as const, query: body.query }
  return { result: { report: await site.testPeople(widget, body.search_users_url, question) } }
})

export const testFriends = endpoint(friendsTest, async ({ params, body, owner }, { widgets, site, takeSiteCall }) => {
  const widget = await ownWidget(widgets, owner, params.widget_id)
  takeSiteCall(owner)
  const question = { kind: 'friends' as const, userId: body.user_id }
  return { result: { report: await site.testPeople(widget, body.friends_url, question) } }
})
