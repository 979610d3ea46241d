import { sendAppeal } from '../../chat/moderation/appeal.ts'
import type { Handler } from './handler.ts'

export const appealSend: Handler<'appeal.send'> = async ({ deps, principal }, { text }) => ({
  item: await sendAppeal(deps, principal, { kind: 'mute', text }),
})
