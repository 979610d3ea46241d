import type { VoiceFacts } from '../attaching/tray.ts'
import { barsOf, loudness } from './bars.ts'

/** Formats that most browsers play come first. */
const FORMATS = ['audio/mp4;codecs=mp4a.40.2', 'audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

/** Milliseconds between two measurements of loudness. */
const STEP = 50

export interface Recording {
  /** milliseconds that were recorded */
  length(): number
  /** how loud it was, 0 to 1, a value each 50 ms */
  levels: readonly number[]
  finish(): Promise<{ file: File; facts: VoiceFacts }>
  /** Lets the microphone go. */
  discard(): void
}

/**
 * @param cut called when the microphone goes away; the sound until then is kept
 * @throws DOMException if there is no microphone, or the user or the page does not allow it
 */
export async function startRecording(cut: () => void): Promise<Recording> {
  const { mediaDevices } = navigator
  if (!mediaDevices) throw new DOMException('no microphone in this context', 'NotAllowedError')
  const stream = await mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format))
  const recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const audio = new AudioContext()
  const analyser = audio.createAnalyser()
  analyser.fftSize = 1024
  audio.createMediaStreamSource(stream).connect(analyser)
  const samples = new Uint8Array(analyser.fftSize)
  const levels: number[] = []
  recorder.start()
  const begin = performance.now()
  let end: number | null = null
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples)
    levels.push(loudness(samples))
  }, STEP)
  const length = () => Math.round((end ?? performance.now()) - begin)

  function release(): void {
    end ??= performance.now()
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
    void audio.close().catch(() => {})
  }

  const stopped = Promise.withResolvers<void>()
  // the browser stops it by itself when the microphone goes away
  recorder.onstop = () => {
    const wasCut = end === null
    release()
    stopped.resolve()
    if (wasCut) cut()
  }

  const stop = () => recorder.state !== 'inactive' && recorder.stop()
  recorder.onerror = stop

  return {
    length,
    levels,
    async finish() {
      end ??= performance.now()
      stop()
      release()
      await stopped.promise
      const type = (recorder.mimeType || mimeType || 'audio/webm').split(';')[0] ?? ''
      const ending = type.endsWith('mp4') ? 'm4a' : (type.split('/')[1] ?? 'webm')
      const file = new File(parts, `voice.${ending}`, { type })
      if (file.size === 0) throw new Error('nothing was recorded')
      const preview = URL.createObjectURL(file)
      return { file, facts: { kind: 'voice', preview, duration_ms: length(), bars: barsOf(levels) } }
    },
    discard() {
      recorder.onstop = null
      release()
      stop()
    },
  }
}
