import type { ListPart } from '../frame/chat-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { useListContext } from './list-context.ts'
import { listPanel } from './list-panel.ts'

/** Why the list is empty. */
export function EmptyList({ part = null, searching }: { part?: ListPart | null; searching: boolean }) {
  const { frame, say } = useListContext()
  const me = frame.chat.value?.me.value
  const writes = !searching && part === null && frame.settings.dialogs && me && !me.guest
  if (!searching && part?.loading.value) {
    return (
      <div class="later" role="status">
        <span class="spinner" aria-hidden="true" />
        <span class="sr-only">{say.loading}</span>
      </div>
    )
  }
  const { icon, title, hint } = {
    all: { icon: 'bubbles', title: say.noConversations, hint: say.noConversationsHint },
    unread: { icon: 'markRead', title: say.noUnread, hint: null },
    requests: { icon: 'bubbles', title: say.noRequests, hint: null },
    archive: { icon: 'archive', title: say.noArchived, hint: say.noArchivedHint },
    search: { icon: 'search', title: say.nothingFound, hint: null },
  }[searching ? 'search' : (part?.filter ?? 'all')] as { icon: 'bubbles'; title: string; hint: string | null }
  return (
    <div class="blank">
      <LaterIcon name={icon} />
      <p class="blank-title">{title}</p>
      {writes ? (
        <button type="button" class="button primary" onClick={() => (listPanel.value = 'write')}>
          {say.writeToSomebody}
        </button>
      ) : (
        hint && <p>{hint}</p>
      )}
    </div>
  )
}
