import type { OwnCall } from '@imbachat/sdk/calls'
import { useSignal } from '@preact/signals'
import { useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'

interface Props {
  model: CallsModel
  own: OwnCall
  attempt: (act: Promise<unknown>) => void
}

/** Lets the user choose the devices of the call, and move the call to another window. */
export function CallOptions({ model, own, attempt }: Props) {
  const { frame, say } = useCallsContext()
  const words = say.call
  const refused = useSignal(false)
  const devices = model.devices.value
  const kinds = [
    ['audioinput', words.microphone, devices?.audio],
    ['videoinput', words.camera, devices?.screen ? null : devices?.video],
    ['audiooutput', words.speaker, null],
  ] as const

  return (
    <div class="call-options">
      {kinds.map(([kind, label, track]) => {
        const list = devices?.list.filter((one) => one.kind === kind) ?? []
        const used = track?.getSettings().deviceId ?? devices?.chosen[kind]
        const shown = list.find(({ deviceId }) => deviceId === used) ?? list[0]
        if (list.length === 0 || (kind === 'audiooutput' && !('setSinkId' in HTMLMediaElement.prototype))) return null
        return (
          <label key={kind} class="choice">
            <span>{label}</span>
            <select
              value={shown?.deviceId}
              onChange={({ currentTarget }) => attempt(own.devices.choose(kind, currentTarget.value))}
            >
              {list.map(({ deviceId, label }, at) => (
                <option key={deviceId} value={deviceId}>
                  {label || `${at + 1}`}
                </option>
              ))}
            </select>
          </label>
        )
      })}
      {own.call && frame.options.value?.place === 'window' && (
        <button type="button" class="call-plain" onClick={() => (refused.value = !model.inWindow())}>
          {words.inWindow}
        </button>
      )}
      {refused.value && (
        <p class="call-note problem" role="alert">
          {words.noWindow}
        </p>
      )}
    </div>
  )
}
