import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { DialogModel } from '../../model/dialog-model.ts'
import { durationText } from '../../model/files/file-text.ts'
import { thePlayer } from '../../model/files/player.ts'
import { type Recording, startRecording } from '../../model/files/recorder.ts'
import { roomFiles } from '../../model/files/room-files.ts'
import type { VoiceFacts } from '../../model/files/tray.ts'
import { useLaterFrame } from '../frame-context.ts'
import { Icon } from '../icons.tsx'
import { LaterIcon } from '../later-icons.tsx'
import { Problem } from '../problem.tsx'
import type { Pressed } from './composer-files.tsx'
import { FileIcon } from './file-icons.tsx'
import { LiveWave } from './live-wave.tsx'
import { VoicePlayer } from './voice.tsx'

/** A press that is shorter, milliseconds, records without holding. What is shorter than that is no message. */
const TAP = 400
/** How far a finger slides to cancel or to lock, pixels. */
const SLIDE = 90
/** The longest voice message, milliseconds. */
const LONGEST = 15 * 60_000

type State =
  | { kind: 'starting' }
  /** `locked`: it goes on without the finger */
  | { kind: 'recording'; recording: Recording; locked: boolean }
  | { kind: 'review'; file: File; facts: VoiceFacts }
  | { kind: 'refused'; text: string }

interface Props {
  dialog: DialogModel
  pressed: Pressed
  close: () => void
}

/** In the composer's place while a voice message is recorded. */
export function VoiceBar({ dialog, pressed, close }: Props) {
  const { say } = useLaterFrame()
  const state = useSignal<State>({ kind: 'starting' })
  const length = useSignal(0)
  const slid = useSignal(0)
  const bar = useRef<HTMLFieldSetElement>(null)
  const held = useRef(!pressed.lifted)
  const ended = useRef(false)

  function end(): void {
    if (ended.current) return
    ended.current = true
    const now = state.peek()
    if (now.kind === 'recording') now.recording.discard()
    if (now.kind === 'review') thePlayer().pause()
    close()
  }

  function discard(): void {
    end()
    dialog.composer.focus()
  }

  async function begin(): Promise<void> {
    thePlayer().pause()
    try {
      const recording = await startRecording(onCut)
      if (ended.current) return recording.discard()
      state.value = { kind: 'recording', recording, locked: !held.current }
    } catch (error) {
      const name = error instanceof DOMException ? error.name : ''
      const text =
        name === 'NotAllowedError' || name === 'SecurityError'
          ? say.microphoneBlocked
          : name === 'NotFoundError'
            ? say.microphoneMissing
            : say.recordingFailed
      state.value = { kind: 'refused', text }
    }
  }

  function lock(): void {
    held.current = false
    slid.value = 0
    const now = state.peek()
    if (now.kind === 'recording') state.value = { ...now, locked: true }
  }

  /** The microphone went away. */
  function onCut(): void {
    lock()
    const now = state.peek()
    if (now.kind === 'recording' && now.recording.length() < TAP) refuse()
    else void review()
  }

  const refuse = () => {
    state.value = { kind: 'refused', text: say.recordingFailed }
  }

  async function finish(then: (file: File, facts: VoiceFacts) => void): Promise<void> {
    const now = state.peek()
    if (now.kind === 'review') return then(now.file, now.facts)
    if (now.kind !== 'recording' || now.recording.length() < TAP) return
    try {
      const { file, facts } = await now.recording.finish()
      then(file, facts)
    } catch {
      refuse()
    }
  }

  const review = () =>
    finish((file, facts) => {
      state.value = { kind: 'review', file, facts }
    })
  const send = () =>
    finish((file, facts) => {
      const { mode } = dialog.composer
      const replyTo = mode.value.kind === 'reply' ? mode.value.seq : null
      roomFiles(...dialog.fileParts).sendVoice(file, facts, replyTo)
      state.value = { kind: 'starting' }
      end()
      if (replyTo !== null) dialog.composer.cancel()
      dialog.toBottom()
      dialog.composer.focus()
    })

  useEffect(() => {
    void begin()
    return end
  }, [])

  // the finger that pressed the button of the composer
  useEffect(() => {
    if (!held.current) return
    if (pressed.lifted) return lock()
    const { clientX, clientY, timeStamp } = pressed.press
    const towards = getComputedStyle(document.documentElement).direction === 'rtl' ? 1 : -1
    const onMove = (event: PointerEvent) => {
      if (!held.current) return
      slid.value = Math.max(0, (event.clientX - clientX) * towards)
      if (slid.value > SLIDE) discard()
      else if (clientY - event.clientY > SLIDE) lock()
    }
    const onUp = (event: PointerEvent) => {
      if (!held.current) return
      if (event.timeStamp - timeStamp < TAP || state.peek().kind !== 'recording') lock()
      else void send()
    }
    addEventListener('pointermove', onMove)
    addEventListener('pointerup', onUp)
    addEventListener('pointercancel', lock)
    return () => {
      removeEventListener('pointermove', onMove)
      removeEventListener('pointerup', onUp)
      removeEventListener('pointercancel', lock)
    }
  }, [])

  const { kind } = state.value
  useEffect(() => {
    if (kind !== 'recording') return
    const timer = setInterval(() => {
      const now = state.peek()
      if (now.kind !== 'recording') return
      length.value = now.recording.length()
      if (length.value > LONGEST) void review()
    }, 100)
    return () => clearInterval(timer)
  }, [kind])

  const locked = state.value.kind === 'recording' && state.value.locked
  // the keyboard works on what stands here now
  useEffect(() => {
    if (locked || kind === 'review') bar.current?.querySelector<HTMLElement>('.send')?.focus({ preventScroll: true })
  }, [locked, kind])

  const current = state.value
  if (current.kind === 'refused') return <Problem text={current.text} dismiss={discard} />
  return (
    <fieldset
      ref={bar}
      class="voice-bar"
      aria-label={say.recording}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        discard()
      }}
    >
      <button type="button" class="icon-button danger" aria-label={say.discardRecording} onClick={discard}>
        <LaterIcon name="trash" />
      </button>
      {current.kind === 'review' ? (
        <div class="voice">
          <VoicePlayer
            track={{
              key: current.facts.preview ?? '',
              duration_ms: current.facts.duration_ms,
              load: async () => current.facts.preview ?? '',
            }}
            bars={current.facts.bars}
            tabIndex={0}
          />
        </div>
      ) : (
        <>
          <span class="voice-dot" aria-hidden="true" />
          <span class="voice-time" role="timer">
            {durationText(length.value)}
          </span>
          {locked || current.kind === 'starting' ? (
            <LiveWave levels={current.kind === 'recording' ? current.recording.levels : []} />
          ) : (
            <span class="voice-slide" style={{ opacity: 1 - slid.value / SLIDE }}>
              {say.recordingHint}
            </span>
          )}
          {locked && (
            <button type="button" class="icon-button" aria-label={say.stopRecording} onClick={() => void review()}>
              <FileIcon name="stop" />
            </button>
          )}
        </>
      )}
      <button
        type="button"
        class={locked || current.kind === 'review' ? 'send' : 'send held'}
        aria-label={say.send}
        onClick={() => void send()}
      >
        {locked || current.kind === 'review' ? <Icon name="send" /> : <FileIcon name="mic" />}
      </button>
    </fieldset>
  )
}
