import type { RequestErrorCode } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { useGroupsContext } from '../groups/groups-context.ts'
import { Problem } from '../ui/problem.tsx'

const NOTE_MAX = 300

/** The state of the reader's request to join a room; null: no request that matters now. */
export function askOf(chat: ChatModel, room_id: number, now: number) {
  const request = chat.flags.value.get(room_id)?.ask?.request
  return request && (request.declined_until === null || request.declined_until > now) ? request : null
}

/** Is the reader in the room by now? */
export const isMember = (chat: ChatModel, room_id: number): boolean =>
  [...chat.list.value.rooms, ...chat.list.value.archived].some(
    (room) => room.room_id === room_id && room.state === 'joined',
  )

interface Props {
  chat: ChatModel
  room_id: number
  /** of the link that needs approval */
  token?: string
}

/** A request to join: to be written, sent and waiting, or declined. */
export function AskToJoin({ chat, room_id, token }: Props) {
  const { frame, phrases, say } = useGroupsContext()
  const note = useSignal('')
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)
  const request = askOf(chat, room_id, frame.now.value)
  const acts = groupActs(chat.client)

  async function attempt(act: () => Promise<void>): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await act()
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    busy.value = false
  }

  const failure = problem.value && <Problem text={say.errors[problem.value]} />
  if (request?.declined_until) {
    const dates = new Intl.DateTimeFormat(phrases.language, { dateStyle: 'medium', timeStyle: 'short' })
    return (
      <div class="ask" role="status">
        <strong>{say.askDeclined}</strong>
        <p>{phrases.fill(say.askAgain, { date: dates.format(request.declined_until) })}</p>
      </div>
    )
  }
  if (request) {
    return (
      <div class="ask">
        <div role="status">
          <strong>{say.askSent}</strong>
          <p>{say.askSentHint}</p>
        </div>
        {failure}
        <button
          type="button"
          class="button"
          disabled={busy.value}
          onClick={() => void attempt(() => acts.cancelAsk(room_id))}
        >
          {say.askCancel}
        </button>
      </div>
    )
  }
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault()
        void attempt(() => acts.askToJoin(room_id, { note: note.peek().trim(), token }))
      }}
    >
      <textarea
        class="field"
        rows={2}
        aria-label={say.askNote}
        placeholder={say.askNote}
        maxLength={NOTE_MAX}
        value={note.value}
        onInput={(event) => {
          note.value = event.currentTarget.value
        }}
      />
      <p>{say.askHint}</p>
      {failure}
      <button type="submit" class="button primary" disabled={busy.value}>
        {say.askSend}
      </button>
    </form>
  )
}
