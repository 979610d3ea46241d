import type { ChatModel } from '../model/chat-model.ts'
import './first-key.ts'
import { later } from './later.tsx'
import { PreviewCard } from './preview-card.tsx'
import { useViewContext } from './view-context.ts'
import { WindowDrag } from './window-drag.tsx'

const Warning = later(async () => (await import('./request-bar.tsx')).Warning, true)

/** What is there whatever the chat shows. */
export function AroundChat({ chat }: { chat: ChatModel }) {
  const { frame } = useViewContext()
  const preview = frame.preview.value
  return (
    <>
      <WindowDrag />
      {chat.standing.value?.warning && <Warning chat={chat} />}
      {preview !== null && <PreviewCard chat={chat} roomId={preview} />}
    </>
  )
}
