import { useLaterContext } from '../core/view-context.ts'

/** Context with the phrases of pins, mentions, reactions, readers and the jump buttons (`talk` in the catalog). */
export function useTalkContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.talk } }
}
