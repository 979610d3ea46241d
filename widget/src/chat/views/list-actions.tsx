import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import { useLaterFrame } from './frame-context.ts'
import { later } from './later.tsx'
import { LaterIcon } from './later-icons.tsx'

const NewGroup = later(async () => (await import('./new-group.tsx')).NewGroup)

const PublicRooms = later(async () => (await import('./public-rooms.tsx')).PublicRooms)

/** Beside the heading of the list. */
export function ListActions({ chat }: { chat: ChatModel }) {
  const { frame, say } = useLaterFrame()
  const making = useSignal(false)
  const looking = useSignal(false)
  const me = chat.me.value
  if (me === null || me.guest) return null
  return (
    <>
      {frame.settings.rooms && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.newGroup}
          title={say.newGroup}
          onClick={() => (making.value = true)}
        >
          <LaterIcon name="newGroup" />
        </button>
      )}
      {frame.settings.directory && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.publicRooms}
          title={say.publicRooms}
          onClick={() => (looking.value = true)}
        >
          <LaterIcon name="globe" />
        </button>
      )}
      {looking.value && <PublicRooms chat={chat} close={() => (looking.value = false)} />}
      {making.value && <NewGroup chat={chat} close={() => (making.value = false)} />}
    </>
  )
}
