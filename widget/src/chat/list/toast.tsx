import { roomActs } from '@imbachat/sdk/room-acts'
import { useEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { toast } from '../ui/toast-model.ts'
import { commit, undo } from '../ui/undo.ts'
import { useListContext } from './list-context.ts'

/** Milliseconds that a toast stays; longer while the pointer or the focus is on it. */
const STAYS = 6_000
const UNDO_STAYS = 5_000
const NEWS_STAYS = 2_500
/** A pointer that left the frame may seem to rest there. */
const MOST_LONGER = 20

/** A short notice: an act with *Undo*, a refusal, or a copied text. */
export function Toast({ chat }: { chat: ChatModel }) {
  const { phrases, say } = useListContext()
  const shown = toast.value
  const end = () => {
    if (toast.peek() === shown) toast.value = null
  }
  useEffect(() => {
    const stays = shown && ('copied' in shown || 'text' in shown ? NEWS_STAYS : 'deleted' in shown ? UNDO_STAYS : STAYS)
    let timer = setTimeout(look, stays ?? STAYS)
    let seconds = 0
    function look() {
      const isHeld = document.querySelector('.toast:is(:hover, :focus-within)') !== null
      if (isHeld && seconds++ < MOST_LONGER) timer = setTimeout(look, 1_000)
      else end()
    }
    return () => {
      clearTimeout(timer)
      // undone, or it is too late for that now
      if (shown) commit(shown)
    }
  }, [shown])
  if (!shown) return null
  if ('copied' in shown || 'text' in shown) {
    return (
      <div class="toast above-composer" role="status">
        {'text' in shown ? shown.text : shown.copied === 'link' ? say.linkCopied : say.copied}
      </div>
    )
  }
  if ('problem' in shown) {
    return (
      <div class="toast above-composer" role="alert">
        {say.errors[shown.problem]}
      </div>
    )
  }
  function takeBack() {
    if (!shown) return
    if (!('archived' in shown)) undo()
    end()
    if (!('archived' in shown)) return
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
    <div class={`toast ${'deleted' in shown ? 'above-composer' : ''}`} role="status">
      <span>
        {'deleted' in shown
          ? phrases.fill(say.deletedCount, { count: shown.deleted })
          : 'declined' in shown
            ? say.declined
            : say.archived}
      </span>
      <button type="button" class="text-button" onClick={takeBack}>
        {say.undo}
      </button>
    </div>
  )
}
