import { useLaterContext } from '../core/view-context.ts'

/** Who is at the other end, as the chat knows them. */
export interface Peer {
  user_id: string
  name: string
  avatar_url: string | null
}

/** Context of the views of calls. */
export function useCallsContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, call: context.say.own.calls } }
}
