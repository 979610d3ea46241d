import type { safetyRequests } from '@imbachat/protocol/requests/safety'
import { sendReport } from '../../../moderation/reports/send-report.ts'
import { sendAppeal } from '../../../moderation/restrictions/appeal.ts'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import type { HandlersOf } from '../handler.ts'

export const safetyHandlers: HandlersOf<typeof safetyRequests> = {
  'report.send': async ({ deps, principal }, { room_id, seq = null, user_id = null, reason, comment }) => {
    await sendReport(deps, principal, { room_id, seq, user_id, reason, comment })
    return {}
  },

  'warning.confirm': async ({ deps, principal }, { warning_id }) => {
    const { widget_id, user_id } = principal
    return { item: await changeStanding(deps, { widget_id, user_id, change: { act: 'confirm', warning_id } }) }
  },

  'appeal.send': async ({ deps, principal }, { text }) => ({
    item: await sendAppeal(deps, principal, { kind: 'mute', text }),
  }),
}
