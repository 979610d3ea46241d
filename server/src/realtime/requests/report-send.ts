import { sendReport } from '../../chat/moderation/send-report.ts'
import type { Handler } from './handler.ts'

export const reportSend: Handler<'report.send'> = async (
  { deps, principal },
  { room_id, seq = null, user_id = null, reason, comment },
) => {
  await sendReport(deps, principal, { roomId: room_id, seq, userId: user_id, reason, comment })
  return {}
}
