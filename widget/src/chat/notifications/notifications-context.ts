import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of notifications. */
export function useNotificationsContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.notifications } }
}
