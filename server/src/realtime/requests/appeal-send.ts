import { sendAppeal } from '../../chat/moderation/appeal.ts'
import type { Handler } from './handler.ts'

export const appealSend: Handler<'appeal.send'> = async ({ parts, principal }, { text }) => ({
  item: await sendAppeal(parts, principal, { kind: 'mute', text }),
})
