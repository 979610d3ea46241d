import { useSignal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import { later } from './later.tsx'
import { LaterIcon } from './later-icons.tsx'
import { useMessagesContext } from './messages-context.ts'

const SettingsPanel = later(async () => (await import('./settings-panel.tsx')).SettingsPanel)
const StarredPanel = later(async () => (await import('./starred-panel.tsx')).StarredPanel)
const NewMessage = later(async () => (await import('./new-message.tsx')).NewMessage)
const NewGroup = later(async () => (await import('./new-group.tsx')).NewGroup)

const PublicRooms = later(async () => (await import('./public-rooms.tsx')).PublicRooms)

/** Beside the heading of the list. */
export function ListActions({ chat }: { chat: ChatModel }) {
  const { frame, say } = useMessagesContext()
  const writing = useSignal(false)
  const making = useSignal(false)
  const looking = useSignal(false)
  const setting = useSignal(false)
  const starring = useSignal(false)
  const me = chat.me.value
  if (me === null || me.guest) return null
  const makeGroup = () => {
    writing.value = false
    making.value = true
  }
  return (
    <>
      {frame.settings.dialogs && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.newMessage}
          title={say.newMessage}
          aria-haspopup="dialog"
          onClick={() => (writing.value = true)}
        >
          <LaterIcon name="compose" />
        </button>
      )}
      {writing.value && (
        <NewMessage
          chat={chat}
          close={() => (writing.value = false)}
          makeGroup={frame.settings.rooms ? makeGroup : null}
        />
      )}
      {frame.settings.rooms && !frame.settings.dialogs && (
        <button type="button" class="icon-button" aria-label={say.newGroup} title={say.newGroup} onClick={makeGroup}>
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
      <button
        type="button"
        class="icon-button"
        aria-label={say.starred}
        title={say.starred}
        aria-haspopup="dialog"
        onClick={() => (starring.value = true)}
      >
        <LaterIcon name="star" />
      </button>
      {starring.value && <StarredPanel chat={chat} close={() => (starring.value = false)} />}
      {looking.value && <PublicRooms chat={chat} close={() => (looking.value = false)} />}
      <button
        type="button"
        class="icon-button"
        aria-label={say.settingsTitle}
        title={say.settingsTitle}
        aria-haspopup="dialog"
        onClick={() => (setting.value = true)}
      >
        <LaterIcon name="gear" />
      </button>
      {setting.value && <SettingsPanel chat={chat} close={() => (setting.value = false)} />}
      {making.value && <NewGroup chat={chat} close={() => (making.value = false)} />}
    </>
  )
}
