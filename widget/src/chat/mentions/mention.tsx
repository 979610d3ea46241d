import type { ComponentChildren } from 'preact'
import { useViewContext } from '../core/view-context.ts'

/** A person who is called; all members, if there is no id. The log opens the person's card: see message-log.tsx. */
export function Mention({ user_id, children }: { user_id: string | undefined; children: ComponentChildren }) {
  const { frame } = useViewContext()
  if (user_id === undefined) return <strong class="mention me">{children}</strong>
  const chat = frame.chat.value
  const isReader = user_id === chat?.meIn(chat.selectedRoomId.value ?? 0)?.user_id
  return (
    <button type="button" class={isReader ? 'mention me' : 'mention'} tabIndex={-1} data-user={user_id}>
      {children}
    </button>
  )
}
