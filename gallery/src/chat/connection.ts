// Stands in the place of the module with this name when the gallery is bundled: the chat then reads the sample.
import type { ReplyTo, RequestInput, RequestName, ServerEvent } from '@imbachat/protocol'
import { ChatRequestError, type ConnectedClientOptions, type ConnectionState, observable } from '@imbachat/sdk/core'
import { theSample } from './the-sample.ts'

/** Requests that were not answered yet, of those that will be. */
let waiting = 0
export const isWaiting = () => waiting > 0 || (listComes() && document.querySelector('.skeletons') !== null)

function listComes(): boolean {
  const { me, state, waitsFor } = theSample
  return me !== null && (state.kind === 'online' || state.kind === 'offline') && !waitsFor.has('rooms.list')
}

/** Events come once the chat is there. */
const AFTER_LIST_MS = 200

let tell: (event: ServerEvent) => void = () => {}
/** The server sends an event. */
export const happens = (event: ServerEvent) => tell(event)

const missing = new Set<string>()
export const unknownRequests = () => [...missing]

export function sample(): ConnectedClientOptions['connect'] {
  const { answers, me, state: end, events, own, settings } = theSample
  return ({ token, authenticated, event }) => {
    tell = event
    const state = observable<ConnectionState>({ kind: 'connecting' })
    queueMicrotask(() => {
      if (end.kind === 'online' || end.kind === 'offline') {
        authenticated({
          session_id: 'sample',
          me,
          server_time: Date.now(),
          expires_at: null,
          epoch: 'sample',
          user_rev: own.length,
          limits: { message_max_chars: settings.message_max_chars, frame_max_bytes: 65_536 },
        })
        state.set({ kind: 'online' })
        for (const one of events) setTimeout(() => event(one), AFTER_LIST_MS)
      }
      if (end.kind !== 'online') setTimeout(() => state.set(end), 0)
    })
    return {
      state,
      async request<T extends RequestName>(type: T, input: RequestInput<T>): Promise<ReplyTo<T>> {
        const answer = answers[type] as ((input: RequestInput<T>) => ReplyTo<T> | Promise<ReplyTo<T>>) | undefined
        if (!answer) {
          missing.add(type)
          throw new ChatRequestError({ code: 'not_permitted', message: `the sample has no ${type}` })
        }
        const given = answer(input)
        if (!(given instanceof Promise)) {
          waiting++
          await new Promise((done) => setTimeout(done, 0))
          waiting--
        }
        return given
      },
      setToken() {},
      token: () => token,
      wake() {},
      drop() {},
      suspend() {},
      close: () => state.set({ kind: 'closed' }),
    }
  }
}
