import { useSignal } from '@preact/signals'
import type { ChatModel } from '../frame/chat-model.ts'
import { NewGroup } from '../groups/new-group.tsx'
import { PublicRooms } from '../joining/public-rooms.tsx'
import { useMessagesContext } from '../message-acts/messages-context.ts'
import { StarredPanel } from '../message-acts/starred-panel.tsx'
import { isOffered, isOn, turnOn } from '../notifications/browser-push.ts'
import { NewMessage } from '../people/new-message.tsx'
import { SettingsPanel } from '../settings/settings-panel.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Menu, type MenuEntry, type MenuPlace } from '../ui/menu.tsx'
import { listPanel } from './list-panel.ts'

/** Buttons beside the heading of the list: a new message, and a menu with the rest. */
export function ListActions({ chat }: { chat: ChatModel }) {
  const { frame, say } = useMessagesContext()
  const menu = useSignal<MenuPlace | null>(null)
  const me = chat.me.value
  if (me === null || me.guest) return null
  const shown = listPanel.value
  const show = (what: typeof shown) => () => {
    listPanel.value = what
  }
  const close = show(null)
  const { dialogs, rooms, directory } = frame.settings
  const entries: (MenuEntry | false)[] = [
    directory && { icon: 'globe', text: say.publicRooms, act: show('rooms') },
    { icon: 'star', text: say.starred, act: show('starred') },
    isOffered(frame, chat) &&
      !isOn.value && {
        icon: 'bell',
        text: say.own.notifications.turnOn,
        act: () => turnOn(frame, chat, say.own.notifications),
      },
    { icon: 'gear', text: say.settingsTitle, act: show('settings') },
  ]
  return (
    <>
      {(dialogs || rooms) && (
        <button
          type="button"
          class="icon-button"
          aria-label={dialogs ? say.newMessage : say.newGroup}
          title={dialogs ? say.newMessage : say.newGroup}
          aria-haspopup="dialog"
          onClick={show(dialogs ? 'write' : 'group')}
        >
          <LaterIcon name={dialogs ? 'compose' : 'newGroup'} />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={say.menu}
        title={say.menu}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { right, bottom } = currentTarget.getBoundingClientRect()
          menu.value = { x: right, y: bottom, from: currentTarget }
        }}
      >
        <LaterIcon name="more" />
      </button>
      {menu.value && (
        <Menu
          label={say.menu}
          place={menu.value}
          entries={entries.filter((entry) => entry !== false)}
          close={() => (menu.value = null)}
        />
      )}
      {shown === 'write' && <NewMessage chat={chat} close={close} makeGroup={rooms ? show('group') : null} />}
      {shown === 'group' && <NewGroup chat={chat} close={close} />}
      {shown === 'rooms' && <PublicRooms chat={chat} close={close} />}
      {shown === 'starred' && <StarredPanel chat={chat} close={close} />}
      {shown === 'settings' && <SettingsPanel chat={chat} close={close} />}
    </>
  )
}
