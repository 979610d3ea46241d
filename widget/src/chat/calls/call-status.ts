import type { OwnCall } from '@imbachat/sdk/calls'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { durationText } from '../files/file-text.ts'
import { useCallsContext } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'

/** The state of the call, or its duration. `changes` is the part that a screen reader announces. */
export function useCallStatus(model: CallsModel, { phase, call }: OwnCall): { text: string; changes: string } {
  const { say } = useCallsContext()
  const words = say.call
  const now = useSignal(Date.now())
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const media = model.media.value
  const state =
    phase === 'asking'
      ? words.asking
      : phase === 'calling'
        ? call?.state === 'ringing'
          ? words.ringing
          : words.calling
        : media === 'reconnecting'
          ? words.reconnecting
          : phase === 'connecting' || media !== 'connected'
            ? words.connecting
            : null
  // no other member has joined yet, so there is no duration
  if (state === null && call?.group && call.answered_at === undefined) return { text: words.group.call, changes: '' }
  if (state !== null) return { text: state, changes: state }
  const quality = model.stats.value?.quality ?? 'good'
  const duration = durationText(Math.max(0, now.value - (model.since.value ?? now.value)))
  if (quality === 'good') return { text: duration, changes: '' }
  return { text: `${duration} · ${words[quality]}`, changes: words[quality] }
}
