import type { testUserOperations } from '@imbachat/protocol/http/widget/test-users'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const testUserActs: Acts<typeof testUserOperations> = {
  'test_users.list': async ({ params, actor }, { widgets, testUsers }) => {
    const { id } = await widgets.get(actor, params.widget_id)
    return { result: await testUsers.list(id) }
  },

  'test_users.open': async ({ params, body, actor }, { widgets, testUsers }) => {
    const { id } = await widgets.get(actor, params.widget_id)
    return { result: { tokens: await testUsers.open(id, body.language) } }
  },

  'test_users.remove': async ({ params, actor }, { widgets, testUsers }) => {
    const { id } = await widgets.get(actor, params.widget_id)
    const removed = await testUsers.remove(actor, id)
    return { result: { removed }, audit: { nothing: removed === 0 } }
  },
}
