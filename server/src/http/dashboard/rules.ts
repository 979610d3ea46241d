import { rulesChange, rulesGet, rulesTry } from '@imbachat/protocol/http/rules'
import { changesOf } from '../../owner/audit/changes-of.ts'
import { endpoint } from './endpoint.ts'

export const getRules = endpoint(rulesGet, async ({ params, owner }, { rules }) => ({
  result: await rules.get(owner, params.widget_id),
}))

export const changeRules = endpoint(rulesChange, async ({ params, body, owner }, { rules }) => {
  const { revision, ...change } = body
  const before = await rules.get(owner, params.widget_id)
  const after = await rules.change(owner, params.widget_id, revision, change)
  return { result: after, audit: { details: { changes: changesOf(before.rules, after.rules) } } }
})

export const tryRules = endpoint(rulesTry, async ({ params, body, owner }, { rules }) => ({
  result: await rules.try(owner, params.widget_id, { text: body.text, isNew: body.new_user, rules: body.rules }),
}))
