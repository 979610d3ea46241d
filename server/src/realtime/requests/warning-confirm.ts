import { changeStanding } from '../../chat/moderation/standing.ts'
import type { Handler } from './handler.ts'

export const warningConfirm: Handler<'warning.confirm'> = async ({ deps, principal }, { warning_id: warningId }) => {
  const { widgetId, userId } = principal
  return { item: await changeStanding(deps, { widgetId, userId, change: { act: 'confirm', warningId } }) }
}
