import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import { FileIcon } from '../files/file-icons.tsx'
import { durationText } from '../files/file-text.ts'
import { roomFiles, type UnsentVoice } from '../files/room-files.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { LiveWave } from './live-wave.tsx'
import { thePlayer } from './player.ts'
import { type Recording, startRecording } from './recorder.ts'
import { VoicePlayer } from './voice.tsx'

/** A press that is shorter, milliseconds, records without holding. What is shorter than that is no message. */
const TAP = 400
/** Pixels that a finger slides to cancel or to lock. */
const SLIDE = 90
/** The longest voice message, milliseconds. */
const LONGEST = 15 * 60_000

type State =
  | { kind: 'starting' }
  /** `locked`: it goes on without the finger */
  | { kind: 'recording'; recording: Recording; locked: boolean }
  | { kind: 'review'; voice: UnsentVoice }
  | { kind: 'refused'; text: string }

interface Props {
  roomModel: RoomModel
  /** null: a recording waits */
  pressed: Pressed | null
  close: () => void
}

/** In the composer's place while a voice message is recorded. */
export function VoiceBar({ roomModel, pressed, close }: Props) {
  const { say } = useLaterContext()
  const { unsentVoice, sendVoice } = roomFiles(...roomModel.fileParts)
  const unsent = unsentVoice.peek()
  const state = useSignal<State>(unsent ? { kind: 'review', voice: unsent } : { kind: 'starting' })
  const length = useSignal(0)
  const slid = useSignal(0)
  const bar = useRef<HTMLFieldSetElement>(null)
  const held = useRef(pressed?.lifted === false)
  const ended = useRef(false)

  /** A recording waits for a user who leaves the conversation. */
  function leave(): void {
    if (ended.current) return
    ended.current = true
    const now = state.peek()
    if (now.kind === 'review') thePlayer().pause()
    if (now.kind === 'recording' && now.recording.length() < TAP) now.recording.discard()
    else if (now.kind === 'recording') {
      now.recording.finish().then(
        (voice) => {
          // unless it was being sent already
          if (state.peek().kind === 'recording') unsentVoice.value = voice
        },
        // nothing was recorded
        () => {},
      )
    }
    close()
  }

  function end(): void {
    const now = state.peek()
    if (now.kind === 'recording') now.recording.discard()
    if (now.kind === 'review') thePlayer().pause()
    ended.current = true
    unsentVoice.value = null
    close()
  }

  function discard(): void {
    end()
    roomModel.composer.focus()
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

  async function finish(then: (voice: UnsentVoice) => void): Promise<void> {
    const now = state.peek()
    if (now.kind === 'review') return then(now.voice)
    if (now.kind !== 'recording' || now.recording.length() < TAP) return
    try {
      then(await now.recording.finish())
    } catch {
      refuse()
    }
  }

  const review = () =>
    finish((voice) => {
      state.value = { kind: 'review', voice }
      unsentVoice.value = voice
    })
  const send = () =>
    finish((voice) => {
      const { mode } = roomModel.composer
      const reply_to = mode.value.kind === 'reply' ? mode.value.seq : null
      sendVoice(voice, reply_to)
      state.value = { kind: 'starting' }
      end()
      if (reply_to !== null) roomModel.composer.cancel()
      roomModel.toBottom()
      roomModel.composer.focus()
    })

  useEffect(() => {
    if (state.peek().kind === 'starting') void begin()
    return leave
  }, [])

  // the finger that pressed the button of the composer
  useEffect(() => {
    if (!pressed || !held.current) return
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
              key: current.voice.facts.preview ?? '',
              duration_ms: current.voice.facts.duration_ms,
              load: async () => current.voice.facts.preview ?? '',
            }}
            bars={current.voice.facts.bars}
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

/** A press of the microphone, and whether it is over. */
export interface Pressed {
  press: MouseEvent
  lifted: boolean
}
