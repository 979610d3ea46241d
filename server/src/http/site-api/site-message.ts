import type { Message } from '@imbachat/protocol'
import type { siteOperations } from '@imbachat/protocol/http/site-api'
import type { z } from 'zod'

/** A message as the contract shows it. @param uuid as the site sent it */
export function siteMessage(
  message: Message,
  room_id: number,
  uuid: string | undefined,
): z.output<(typeof siteOperations)['site_api.send_msg']['result']>['message'] {
  return {
    id: message.seq,
    uuid: uuid ?? message.client_id,
    room_id,
    user_id: message.sender_id,
    message: message.system?.kind === 'site' ? message.system.text : (message.text ?? ''),
    time: Math.floor(message.created_at / 1000),
    answer_to: message.reply_to,
    liked: false,
  }
}
