import type { ListPart } from '../frame/chat-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { useListContext } from './list-context.ts'
import { listPanel } from './list-panel.ts'

/** The reason why the list is empty, in words. */
export function EmptyList({ part = null, searching }: { part?: ListPart | null; searching: boolean }) {
  const { frame, say } = useListContext()
  const me = frame.chat.value?.me.value
  const { dialogs, directory, rooms } = frame.settings
  const mayBegin = !searching && part === null && me && !me.guest
  // the first of what the owner allows
  const panel = !mayBegin ? null : dialogs ? 'write' : directory ? 'rooms' : rooms ? 'group' : null
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
      {panel ? (
        <button type="button" class="button primary" onClick={() => (listPanel.value = panel)}>
          {panel === 'write' ? say.writeToSomebody : panel === 'rooms' ? say.publicRooms : say.newGroup}
        </button>
      ) : (
        hint && <p>{hint}</p>
      )}
    </div>
  )
}
