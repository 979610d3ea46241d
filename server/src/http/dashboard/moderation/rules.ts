import type { rulesOperations } from '@imbachat/protocol/http/moderation/rules'
import { changesOf } from '../../../dashboard/audit/changes-of.ts'
import type { Acts } from '../endpoint.ts'

/** The handler of each operation. */
export const rulesActs: Acts<typeof rulesOperations> = {
  /** With the revision that a change has to name. */
  'rules.get': async ({ params, actor }, { rules }) => ({
    result: await rules.get(actor, params.widget_id),
  }),

  /** The log has the names of the changed parts, and for short ones the old and the new value. */
  'rules.change': async ({ params, body, actor }, { rules }) => {
    const { revision, ...change } = body
    const before = await rules.get(actor, params.widget_id)
    const after = await rules.change(actor, params.widget_id, revision, change)
    const changes = changesOf(before.rules, after.rules)
    return {
      result: after,
      audit: { nothing: Object.keys(changes).length === 0, details: { changes } },
    }
  },

  /** Each typed key is a request. */
  'rules.try': async ({ params, body, actor }, { rules }) => {
    const { text, new_user: isNew, rules: given } = body
    return { result: await rules.try(actor, params.widget_id, { text, isNew, rules: given }) }
  },
}
