import { observable } from '../observable.ts'
import { type Blocked, BlockedError, type Devices, type DevicesState } from './media-room.ts'

/** Devices that the user chose in an earlier call. */
export interface DeviceMemory {
  read(): DevicesState['chosen']
  write(chosen: DevicesState['chosen']): void
}

/** A browser that refuses faster than a person can answer was not allowed to ask. Milliseconds. */
const NOBODY_IS_SO_FAST = 100

/** Microphone, camera and screen of this device. */
export function createDevices(memory: DeviceMemory): Devices {
  const state = observable<DevicesState>({
    audio: null,
    video: null,
    back: false,
    muted: false,
    screen: false,
    list: [],
    chosen: memory.read(),
    noCamera: null,
  })
  const set = (change: Partial<DevicesState>) => state.set({ ...state.get(), ...change })
  let closed = false
  /** the camera comes back when the screen is no longer shared */
  let cameraBefore = false
  /** the side that the user turned to; null: the camera that they chose */
  let side: Side | null = null

  const audioWanted = (): MediaTrackConstraints => ({
    ...prefer(state.get().chosen.audioinput),
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  })
  const videoWanted = (): MediaTrackConstraints => ({
    ...(side ? { facingMode: { ideal: side } } : prefer(state.get().chosen.videoinput)),
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
  })

  /** @throws BlockedError */
  async function record(device: Blocked['device'], wanted: MediaStreamConstraints): Promise<MediaStream> {
    const asked = performance.now()
    try {
      const stream = await navigator.mediaDevices.getUserMedia(wanted)
      if (!closed) return stream
      stop(...stream.getTracks())
    } catch (error) {
      throw new BlockedError({ device, by: await blockedBy(error, device, performance.now() - asked) })
    }
    throw new BlockedError({ device, by: 'browser' })
  }

  async function refreshList(): Promise<void> {
    const list = await navigator.mediaDevices.enumerateDevices().catch(() => [])
    if (!closed) set({ list: list.filter(({ deviceId }) => deviceId !== '') })
  }

  function useAudio(track: MediaStreamTrack | undefined): void {
    if (!track) return
    const { audio, muted } = state.get()
    track.enabled = !muted
    // it was unplugged: another one goes on
    track.onended = () => void record('microphone', { audio: audioWanted() }).then(useFirstAudio, () => {})
    set({ audio: track })
    stop(audio)
  }
  const useFirstAudio = (stream: MediaStream) => useAudio(stream.getAudioTracks()[0])

  function useVideo(track: MediaStreamTrack | null, screen: boolean): void {
    const before = state.get().video
    set({ video: track, back: track !== null && !screen && sideNow(track) === 'environment', screen, noCamera: null })
    stop(before)
    if (!track) return
    track.contentHint = screen ? 'detail' : 'motion'
    track.onended = () => {
      if (screen) void share(false)
      else useVideo(null, false)
    }
  }

  async function camera(on: boolean): Promise<void> {
    if (!on) return useVideo(null, false)
    const stream = await record('camera', { video: videoWanted() })
    useVideo(stream.getVideoTracks()[0] ?? null, false)
  }

  /** The side of the camera. If the browser does not name it, the requested side is assumed. */
  const sideNow = (track: MediaStreamTrack | null) => sideOf(track) ?? side ?? 'user'

  async function turn(): Promise<void> {
    const { video } = state.get()
    const before = side
    side = sideNow(video) === 'environment' ? 'user' : 'environment'
    // most phones give a page one camera at a time
    stop(video)
    try {
      await camera(true)
    } catch (error) {
      side = before
      await camera(true).catch(() => useVideo(null, false))
      throw error
    }
  }

  async function share(on: boolean): Promise<boolean> {
    if (!on) {
      if (cameraBefore) await camera(true).catch(() => useVideo(null, false))
      else useVideo(null, false)
      return true
    }
    if (!isAllowed('display-capture')) throw new BlockedError({ device: 'screen', by: 'site' })
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } } })
      const { video, screen } = state.get()
      cameraBefore = screen ? cameraBefore : video !== null
      useVideo(stream.getVideoTracks()[0] ?? null, true)
      return true
    } catch (error) {
      const by = await blockedBy(error, 'screen', Infinity)
      // the user closed the browser's question
      if (by === 'browser') return false
      throw new BlockedError({ device: 'screen', by })
    }
  }

  const onDevices = () => void refreshList()
  navigator.mediaDevices?.addEventListener('devicechange', onDevices)

  return {
    state,
    async open(video) {
      try {
        const stream = await record(video ? 'camera' : 'microphone', {
          audio: audioWanted(),
          ...(video && { video: videoWanted() }),
        })
        useFirstAudio(stream)
        if (video) useVideo(stream.getVideoTracks()[0] ?? null, false)
      } catch (error) {
        if (!video) throw error
        useFirstAudio(await record('microphone', { audio: audioWanted() }))
        set({ noCamera: (error as BlockedError).blocked })
      }
      await refreshList()
    },
    mute(muted) {
      const { audio } = state.get()
      if (audio) audio.enabled = !muted
      set({ muted })
    },
    camera,
    turn,
    share,
    async choose(kind, deviceId) {
      const chosen = { ...state.get().chosen, [kind]: deviceId }
      set({ chosen })
      memory.write(chosen)
      if (kind === 'videoinput') side = null
      if (kind === 'audioinput') useFirstAudio(await record('microphone', { audio: audioWanted() }))
      if (kind === 'videoinput' && state.get().video && !state.get().screen) await camera(true)
    },
    close() {
      closed = true
      navigator.mediaDevices?.removeEventListener('devicechange', onDevices)
      const { audio, video } = state.get()
      stop(audio, video)
      set({ audio: null, video: null, back: false, screen: false })
    },
  }
}

type Side = 'user' | 'environment'

const sideOf = (track: MediaStreamTrack | null) => track?.getSettings().facingMode

const prefer = (deviceId: string | undefined): MediaTrackConstraints =>
  deviceId === undefined ? {} : { deviceId: { ideal: deviceId } }

function stop(...tracks: (MediaStreamTrack | null)[]): void {
  for (const track of tracks) {
    if (!track) continue
    track.onended = null
    track.stop()
  }
}

/** By the policies of the pages around this one. A browser without this API counts as allowing it. */
function isAllowed(feature: string): boolean {
  const { featurePolicy } = document as Document & { featurePolicy?: { allowsFeature(feature: string): boolean } }
  return featurePolicy?.allowsFeature(feature) ?? true
}

async function blockedBy(error: unknown, device: Blocked['device'], after: number): Promise<Blocked['by']> {
  const { name, message } = error as DOMException
  if (!navigator.mediaDevices || !isSecureContext) return 'insecure page'
  if (!isAllowed(device === 'screen' ? 'display-capture' : device)) return 'site'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in use'
  if (/system/i.test(message)) return 'system'
  const answer = await navigator.permissions?.query({ name: device as PermissionName }).catch(() => null)
  return answer?.state === 'prompt' && after < NOBODY_IS_SO_FAST ? 'site' : 'browser'
}

/** The user has let this page record before: nothing is asked. */
export async function isGranted(video: boolean): Promise<boolean> {
  const names = video ? ['microphone', 'camera'] : ['microphone']
  const answers = names.map((name) => navigator.permissions?.query({ name: name as PermissionName }))
  return Promise.all(answers).then(
    (all) => all.every((answer) => answer?.state === 'granted'),
    () => false,
  )
}
