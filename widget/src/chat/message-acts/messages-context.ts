import { useSafetyContext } from '../safety/safety-context.ts'

/** Context of the views of messages. */
export function useMessagesContext() {
  const context = useSafetyContext()
  return { ...context, say: { ...context.say, ...context.say.own.messages } }
}
