import { roomActs } from '@imbachat/sdk/room-acts'
import { useEffect } from 'preact/hooks'
import type { ChatModel } from '../model/chat-model.ts'
import { errorCodeOf } from '../model/error-code.ts'
import { toast } from '../model/toast.ts'
import { useListFrame } from './list-frame.ts'

/** Milliseconds that a toast stays; longer while the pointer or the focus is on it. */
const STAYS = 6_000
const COPIED_STAYS = 2_500

/** What was done to a conversation, with a way back; why it was refused; or what was copied. */
export function Toast({ chat }: { chat: ChatModel }) {
  const { say } = useListFrame()
  const shown = toast.value
  const end = () => {
    if (toast.peek() === shown) toast.value = null
  }
  useEffect(() => {
    let timer = setTimeout(look, shown && 'copied' in shown ? COPIED_STAYS : STAYS)
    function look() {
      if (document.querySelector('.toast:is(:hover, :focus-within)')) timer = setTimeout(look, 1_000)
      else end()
    }
    return () => clearTimeout(timer)
  }, [shown])
  if (!shown) return null
  if ('copied' in shown) {
    return (
      <div class="toast above-composer" role="status">
        {shown.copied === 'link' ? say.linkCopied : say.copied}
      </div>
    )
  }
  const isDone = 'archived' in shown
  function undo() {
    if (!isDone) return
    end()
    const { archived, wasPinned } = shown
    const acts = roomActs(chat.client)
    // pinning takes it out of the archive, too
    const undone = wasPinned ? acts.pin(archived, true) : acts.archive(archived, false)
    undone.catch((error) => {
      toast.value = { problem: errorCodeOf(error) }
    })
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-room="${archived}"]`)?.focus())
  }
  return (
    <div class="toast" role={isDone ? 'status' : 'alert'}>
      <span>{isDone ? say.archived : say.errors[shown.problem]}</span>
      {isDone && (
        <button type="button" class="text-button" onClick={undo}>
          {say.undo}
        </button>
      )}
    </div>
  )
}
