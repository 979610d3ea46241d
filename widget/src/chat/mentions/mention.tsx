import type { ComponentChildren } from 'preact'
import { useViewContext } from '../core/view-context.ts'

/** A person who is called; all members, if there is no id. The log opens the person's card: see message-log.tsx. */
export function Mention({ userId, children }: { userId: string | undefined; children: ComponentChildren }) {
  const { frame } = useViewContext()
  if (userId === undefined) return <strong class="mention me">{children}</strong>
  const isReader = userId === frame.chat.value?.me.value?.user_id
  return (
    <button type="button" class={isReader ? 'mention me' : 'mention'} tabIndex={-1} data-user={userId}>
      {children}
    </button>
  )
}
