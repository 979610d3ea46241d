import { REPORT_COMMENT_MAX, REPORT_REASONS, type ReportReason } from '@imbachat/protocol/moderation/reports'
import type { RequestErrorCode } from '@imbachat/sdk'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useSafetyContext } from './safety-context.ts'

interface Props {
  chat: ChatModel
  room_id: number
  /** the reported message; null: the user is reported */
  seq: number | null
  user_id: string
  name: string
  close: () => void
}

/** Asks why a message or a user is reported, then thanks, and offers to block the user. */
export function ReportSheet({ chat, room_id, seq, user_id, name, close }: Props) {
  const { phrases, say } = useSafetyContext()
  const reason = useSignal<ReportReason | null>(null)
  const comment = useSignal('')
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const sent = useSignal(false)

  async function run(act: Promise<void>, done: () => void): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await act
      done()
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    busy.value = false
  }

  function send(event: Event): void {
    event.preventDefault()
    if (reason.value === null) return
    const about = seq === null ? { user_id } : { seq }
    const report = { room_id, ...about, reason: reason.value, comment: comment.value }
    void run(safetyActs(chat.client).report(report), () => (sent.value = true))
  }

  const trouble = problem.value && <Problem text={say.errors[problem.value]} />
  if (sent.value) {
    const blocked = chat.blocked.value.has(user_id)
    return (
      <Sheet kind="question" title={say.reportThanks} close={close}>
        <p>{blocked ? say.reportThanksHint : phrases.fill(say.blockToo, { name })}</p>
        {trouble}
        <div class="sheet-buttons">
          {!blocked && (
            <button
              type="button"
              class="button quiet-danger"
              disabled={busy.value}
              onClick={() => void run(safetyActs(chat.client).block(user_id, true), close)}
            >
              {say.block}
            </button>
          )}
          <button type="button" class="button primary" data-first onClick={close}>
            {say.done}
          </button>
        </div>
      </Sheet>
    )
  }
  const title = seq === null ? phrases.fill(say.reportPerson, { name }) : say.reportMessage
  return (
    <Sheet kind="question" title={title} close={close}>
      <form class="report" onSubmit={send}>
        <fieldset>
          <legend>{say.reportWhy}</legend>
          {REPORT_REASONS.map((one, index) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="reason"
                checked={reason.value === one}
                data-first={index === 0 || undefined}
                onChange={() => (reason.value = one)}
              />
              {say.reportReasons[one]}
            </label>
          ))}
        </fieldset>
        <textarea
          class="report-comment"
          rows={2}
          dir="auto"
          maxLength={REPORT_COMMENT_MAX}
          aria-label={say.reportComment}
          placeholder={say.reportComment}
          value={comment.value}
          onInput={(event) => (comment.value = event.currentTarget.value)}
        />
        <p class="report-note">{seq === null ? say.reportPersonNote : say.reportNote}</p>
        {trouble}
        <div class="sheet-buttons">
          <button type="button" class="button" onClick={close}>
            {say.cancel}
          </button>
          <button type="submit" class="button primary" disabled={busy.value || reason.value === null}>
            {say.reportSend}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
