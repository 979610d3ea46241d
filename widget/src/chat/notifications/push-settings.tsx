import type { RequestErrorCode } from '@imbachat/sdk'
import { pushActs } from '@imbachat/sdk/push-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { Problem } from '../ui/problem.tsx'
import { isOffered, isOn, memoryOf, turnOff, turnOn } from './browser-push.ts'
import { useNotificationsContext } from './notifications-context.ts'

type Devices = Awaited<ReturnType<ReturnType<typeof pushActs>['devices']>>

/** The part of the settings about notifications: this device, and the user's others. */
export function PushSettings({ chat }: { chat: ChatModel }) {
  const { frame, phrases, say } = useNotificationsContext()
  const devices = useSignal<Devices>([])
  const problem = useSignal<RequestErrorCode | null>(null)
  const offered = isOffered(frame, chat)
  const on = isOn.value

  async function run(act: () => Promise<void>): Promise<void> {
    problem.value = null
    try {
      await act()
      devices.value = await pushActs(chat.client).devices(memoryOf(chat).device())
      if (isOn.peek() && !devices.value.some(({ here }) => here)) {
        memoryOf(chat).keep(null)
        isOn.value = false
      }
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
  }

  useEffect(() => {
    if (offered) void run(async () => {})
  }, [offered, on])

  if (!offered) return null
  const others = devices.value.filter(({ here }) => !here)
  const off = (device_id: string | null) => () => void run(() => pushActs(chat.client).off(device_id))
  return (
    <>
      <h3>{say.title}</h3>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <label class="setting">
        <span>
          {say.here}
          <small>{say.hereHint}</small>
        </span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={on}
          checked={on}
          onClick={(event) => {
            // it turns when the browser has answered
            event.preventDefault()
            if (on) void run(() => turnOff(chat))
            else turnOn(frame, chat, say)
          }}
        />
      </label>
      {others.map(({ device_id, name }) => (
        <div key={device_id} class="setting">
          <bdi>{name}</bdi>
          <button
            type="button"
            class="button"
            aria-label={phrases.fill(say.turnOffFor, { device: name })}
            onClick={off(device_id)}
          >
            {say.turnOff}
          </button>
        </div>
      ))}
      {others.length > 1 && (
        <button type="button" class="setting" onClick={off(null)}>
          {say.turnOffAll}
        </button>
      )}
    </>
  )
}
