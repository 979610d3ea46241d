import type { UserSettings, UserSettingsPatch } from '@imbachat/protocol/user-settings'
import { isQuietHours } from '@imbachat/protocol/users/quiet-hours'
import { useEffect } from 'preact/hooks'
import { roomName } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'

/** The hours that a user starts with after choosing own hours. */
const USUAL = '22:00-08:00'

interface Props {
  chat: ChatModel
  now: UserSettings
  set: (change: UserSettingsPatch) => void
}

/** Chooses the mails that the user gets about unread messages. */
export function MailSettings({ chat, now, set }: Props) {
  const { phrases, say } = useLaterContext()
  const words = say.own.mail
  const isOwn = isQuietHours(now.quiet_hours)
  const [from = '', to = ''] = isOwn ? now.quiet_hours.split('-') : []
  const choice = isOwn ? 'own' : now.quiet_hours
  const rooms = new Map(chat.list.value.rooms.map((room) => [room.room_id, room]))
  const missing = now.mail_off.filter((room_id) => !rooms.has(room_id))
  // rooms further down the list; those that the user has left stay without a name
  useEffect(() => {
    for (const room_id of missing) chat.client.rooms.load(room_id).catch(() => {})
  }, [missing.join()])

  function setHours(hours: string): void {
    if (isQuietHours(hours)) set({ quiet_hours: hours })
  }
  const time = (label: string, value: string, hours: (value: string) => string) => (
    <label class="setting">
      <span>{label}</span>
      <input
        type="time"
        required
        value={value}
        onChange={({ currentTarget }) => setHours(hours(currentTarget.value))}
      />
    </label>
  )
  return (
    <>
      <h3>{words.title}</h3>
      <label class="setting">
        <span>
          {words.on}
          <small>{words.hint}</small>
        </span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={now.mail}
          checked={now.mail}
          onChange={({ currentTarget }) => set({ mail: currentTarget.checked })}
        />
      </label>
      {now.mail && (
        <label class="setting">
          <span>{words.quiet}</span>
          <select
            value={choice}
            onChange={({ currentTarget: { value } }) => set({ quiet_hours: value === 'own' ? USUAL : value })}
          >
            {(['site', 'off', 'own'] as const).map((one) => (
              <option key={one} value={one}>
                {words.quietChoices[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      {now.mail && isOwn && time(words.from, from, (value) => `${value}-${to}`)}
      {now.mail && isOwn && time(words.to, to, (value) => `${from}-${value}`)}
      {now.mail && now.mail_off.length > 0 && (
        <>
          <h3>{words.off}</h3>
          {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
          <ul role="list" aria-label={words.off}>
            {now.mail_off.map((room_id) => {
              const room = rooms.get(room_id)
              const name = room ? roomName(room) : words.unknownChat
              return (
                <li key={room_id} class="setting">
                  <bdi>{name}</bdi>
                  <button
                    type="button"
                    class="text-button"
                    aria-label={phrases.fill(words.turnOnFor, { name })}
                    onClick={() => set({ mail_off: now.mail_off.filter((one) => one !== room_id) })}
                  >
                    {words.turnOn}
                  </button>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </>
  )
}
