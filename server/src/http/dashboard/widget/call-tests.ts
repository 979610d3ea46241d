import type { callTestOperations } from '@imbachat/protocol/http/widget/call-tests'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const callTestActs: Acts<typeof callTestOperations> = {
  'call_tests.start': async ({ params, actor }, { widgets, callTests, takeSiteCall }) => {
    await widgets.get(actor, params.widget_id)
    takeSiteCall(actor)
    return { result: { paths: await callTests.start(actor.account_id) } }
  },

  'call_tests.answer': async ({ params, body, actor }, { widgets, callTests }) => {
    await widgets.get(actor, params.widget_id)
    await callTests.answer(actor.account_id, body.test_id, body.sdp)
    return { result: {} }
  },
}
