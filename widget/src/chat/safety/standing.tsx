import type { Restriction } from '@imbachat/protocol'
import { APPEAL_MAX } from '@imbachat/protocol/moderation/moderation'
import { isVisible } from '@imbachat/protocol/text/visible-text'
import type { RequestErrorCode } from '@imbachat/sdk'
import { safetyActs, sendBanAppeal } from '@imbachat/sdk/safety-acts'
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { Message } from '../i18n/message.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useSafetyContext } from './safety-context.ts'

/** In the composer's place while the moderators do not let the reader write. */
export function MutedBar({ chat }: { chat: ChatModel }) {
  const { say } = useSafetyContext()
  const mute = chat.standing.value?.mute
  if (!mute) return null
  return (
    <div class="request-bar">
      <Until restriction={mute} until={say.mutedUntil} forGood={say.muted} />
      <Appeal state={mute.appeal} send={(text) => safetyActs(chat.client).appeal(text)} />
    </div>
  )
}

interface AppealProps {
  state: Restriction['appeal']
  send: (text: string) => Promise<void>
}

/** One note to the moderators for each restriction, and what became of it. */
function Appeal({ state, send }: AppealProps) {
  const { say } = useSafetyContext()
  const isOpen = useSignal(false)
  const text = useSignal('')
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => area.current?.focus(), [isOpen.value])
  if (state !== undefined) return <p role="status">{state === 'sent' ? say.appealSent : say.appealDeclined}</p>
  if (!isOpen.value) {
    return (
      <div class="request-buttons">
        <button
          type="button"
          class="button"
          onClick={() => {
            isOpen.value = true
          }}
        >
          {say.appeal}
        </button>
      </div>
    )
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    busy.value = true
    problem.value = null
    try {
      await send(text.value)
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    busy.value = false
  }

  return (
    <form class="appeal" onSubmit={(event) => void submit(event)}>
      <textarea
        class="field"
        aria-label={say.appealText}
        placeholder={say.appealText}
        rows={3}
        maxLength={APPEAL_MAX}
        dir="auto"
        ref={area}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
        }}
      />
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="request-buttons">
        <button type="submit" class="button primary" disabled={busy.value || !isVisible(text.value)}>
          {say.appealSend}
        </button>
      </div>
    </form>
  )
}

/** Instead of the chat, while the moderators do not let the user use it. @param again asks whether they still do not */
export function Banned({ restriction, again }: { restriction: Restriction; again: ComponentChildren }) {
  const { frame, say } = useSafetyContext()
  const sent = useSignal<Restriction['appeal']>(undefined)
  // null: a guest, whose name ends with the ban
  const token = frame.options.value?.token ?? null
  async function send(text: string): Promise<void> {
    // the frame's own address is /imbachat/v1/WIDGET/…
    const widgetId = Number(location.pathname.split('/')[3])
    const ban = await sendBanAppeal({ url: location.origin, widgetId, token }, text)
    sent.value = ban.appeal
  }
  return (
    <div class="blank">
      <LaterIcon name="lock" />
      <div class="banned" role="alert">
        <p class="blank-title">{say.bannedTitle}</p>
        <Until restriction={restriction} until={say.bannedUntil} forGood={say.banned} />
      </div>
      {again}
      {token !== null && <Appeal state={restriction.appeal ?? sent.value} send={send} />}
    </div>
  )
}

interface UntilProps {
  restriction: Restriction
  /** phrases of one that ends, and of one that does not */
  until: Message<'time'>
  forGood: string
}

function Until({ restriction, until, forGood }: UntilProps) {
  const { frame, phrases, times, say } = useSafetyContext()
  const { until: end, reason } = restriction
  const isToday = end !== null && new Date(end).toDateString() === new Date(frame.now.value).toDateString()
  // without the day of the week, which has another case after "until" in Russian
  const dated = new Intl.DateTimeFormat(phrases.language, { dateStyle: 'long', timeStyle: 'short' })
  const time = () => (isToday ? times.clock(end as number) : dated.format(end as number))
  return (
    <>
      <p>{end === null ? forGood : phrases.fill(until, { time: time() })}</p>
      {reason && <p>{phrases.fill(say.restrictionReason, { reason })}</p>}
    </>
  )
}

/** A warning of the moderators: it stays until the user has confirmed it, on any device. */
export function Warning({ chat }: { chat: ChatModel }) {
  const { say } = useSafetyContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const warning = chat.standing.value?.warning
  // a user who is banned meanwhile reads that instead, and could not confirm
  if (!warning || chat.connection.value.kind === 'refused') return null
  const { warning_id, text } = warning

  async function confirm(): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await safetyActs(chat.client).confirmWarning(warning_id)
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    busy.value = false
  }

  return (
    <Sheet kind="question" title={say.warningTitle} close={() => void confirm()}>
      <p class="warning-text" dir="auto">
        {text}
      </p>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="request-buttons">
        <button type="button" class="button primary" data-first disabled={busy.value} onClick={() => void confirm()}>
          {say.warningConfirm}
        </button>
      </div>
    </Sheet>
  )
}
