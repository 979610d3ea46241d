import type { ChatModel } from './chat-model.ts'
import '../core/safari-focus.ts'
import { useEffect } from 'preact/hooks'
import { Calling } from '../bundles/calls-script.ts'
import { callsOf } from '../calls/watch-calls.ts'
import { otherUser } from '../core/other-user.ts'
import { useViewContext } from '../core/view-context.ts'
import { useReportActive } from '../notifications/report-active.ts'
import { Warning } from '../requests/request-bar.tsx'
import { reportLocale } from '../settings/report-locale.ts'
import { OtherUserQuestion } from './other-user-question.tsx'
import { PreviewCard } from './preview-card.tsx'
import { WindowDrag } from './window-drag.tsx'

/** Parts that are always there, whatever the chat shows. */
export function PermanentViews({ chat }: { chat: ChatModel }) {
  const { frame, phrases } = useViewContext()
  const preview = frame.preview.value
  const calls = callsOf(chat, frame).model
  useReportActive(chat.client)
  const isMailed = frame.settings.mail && chat.me.value !== null && chat.list.value.loaded
  const { language } = phrases
  useEffect(() => {
    if (isMailed) reportLocale(chat, language)
  }, [chat, isMailed, language])
  return (
    <>
      <WindowDrag />
      {otherUser.value && <OtherUserQuestion goOn={otherUser.value} />}
      {chat.standing.value?.warning && <Warning chat={chat} />}
      {calls.value && <Calling.CallViews chat={chat} model={calls.value} />}
      {preview !== null && !calls.value?.isLive.value && <PreviewCard chat={chat} room_id={preview} />}
    </>
  )
}
