import { languages } from '@imbachat/protocol/phrases/languages'
import { DEFAULT_USER_SETTINGS, type UserSettings, type UserSettingsPatch } from '@imbachat/protocol/user-settings'
import type { RequestErrorCode } from '@imbachat/sdk'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { PushSettings } from '../notifications/push-settings.tsx'
import { BlockedPeople } from '../safety/blocked-people.tsx'
import { useSafetyContext } from '../safety/safety-context.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { MailSettings } from './mail-settings.tsx'

const CHOICES = {
  writes_from: ['everyone', 'friends', 'nobody'],
  calls_from: ['everyone', 'nobody'],
  theme: ['page', 'light', 'dark', 'system'],
  language: ['page', ...languages],
} as const satisfies { [Name in keyof UserSettings]?: readonly UserSettings[Name][] }

type ChoiceName = keyof typeof CHOICES
type SwitchName = 'sound' | 'mentions' | 'last_seen' | 'receipts' | 'hide_address'

/** The user's own settings, the same on all of their devices. Each change is stored at once. */
export function SettingsPanel({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { frame, say } = useSafetyContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  /** changes that the server has not stored yet */
  const wanted = useSignal<UserSettingsPatch>({})
  const blocked = useSignal(false)
  const now: UserSettings = {
    ...DEFAULT_USER_SETTINGS,
    ...chat.settings.value,
    ...(wanted.value as Partial<UserSettings>),
  }

  async function set(change: UserSettingsPatch): Promise<void> {
    problem.value = null
    wanted.value = { ...wanted.value, ...change }
    try {
      await safetyActs(chat.client).set(change)
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    const left = { ...wanted.value }
    for (const name of Object.keys(change) as (keyof UserSettings)[]) delete left[name]
    wanted.value = left
  }

  const choice = (name: ChoiceName) => (
    <label class="setting">
      <span>{say.settings[name]}</span>
      <select value={now[name]} onChange={({ currentTarget }) => void set({ [name]: currentTarget.value })}>
        {CHOICES[name].map((one) => (
          <option key={one} value={one}>
            {say.settingChoices[name][one as never]}
          </option>
        ))}
      </select>
    </label>
  )
  const toggle = (name: SwitchName, hint?: string) => (
    <label class="setting">
      <span>
        {say.settings[name]}
        {hint && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={now[name]}
        checked={now[name]}
        onChange={({ currentTarget }) => void set({ [name]: currentTarget.checked })}
      />
    </label>
  )
  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} data-first onClick={close}>
      <LaterIcon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.settingsTitle} head={closeButton} close={close}>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="sheet-list settings">
        <h3>{say.settingsGeneral}</h3>
        {toggle('sound')}
        {toggle('mentions', say.mentionsHint)}
        {choice('theme')}
        {choice('language')}
        {frame.settings.mail && <MailSettings chat={chat} now={now} set={(change) => void set(change)} />}
        <PushSettings chat={chat} />
        <h3>{say.settingsPrivacy}</h3>
        {choice('writes_from')}
        {frame.settings.calls !== 'off' && choice('calls_from')}
        {frame.settings.calls !== 'off' && toggle('hide_address', say.hideAddressHint)}
        {toggle('last_seen', say.lastSeenHint)}
        {toggle('receipts', say.receiptsHint)}
        <button type="button" class="setting" aria-haspopup="dialog" onClick={() => (blocked.value = true)}>
          <span>{say.blockedPeople}</span>
          <span class="setting-count">{chat.blocked.value.size || ''}</span>
        </button>
      </div>
      {blocked.value && <BlockedPeople chat={chat} close={() => (blocked.value = false)} />}
    </Sheet>
  )
}
